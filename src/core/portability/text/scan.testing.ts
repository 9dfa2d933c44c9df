import type { Rule } from '../rule.ts';
import type { FileKind, FileRole, FileScan } from '../scan.ts';
import { openTextScanner } from './scan.ts';

const REPLACEMENT = { text: 'none', source: null };

/** A rule of a test: what no scanner reads is filled in. */
export const rule = (
  id: string,
  files: readonly string[],
  pattern: string,
  more: Partial<Rule> = {},
): Rule => ({
  id,
  category: 'kernel',
  title: id,
  files,
  pattern,
  python: [],
  requires: null,
  general: false,
  decidedBy: 'scanner',
  why: 'a test',
  severity: 'needs-rewrite',
  replacements: { neuron: REPLACEMENT, rocm: REPLACEMENT, tpu: REPLACEMENT },
  effort: { unit: 'site', daysLow: 0, daysHigh: 0, reasoning: 'a test' },
  guard: null,
  ownPackages: [],
  positive: [],
  negative: [],
  ...more,
});

/** Patterns as the shipped rules write them, one for each thing that this scanner treats in its own way. */
export const RULES: readonly Rule[] = [
  rule('CU-1', ['*.cu', '*.cuh'], '(?<![\\s\\S])[\\s\\S]'),
  rule(
    'CK-2',
    ['*.cu', '*.cuh', '*.h', '*.cpp'],
    '__global__|\\b\\w+\\s*(?:<[^<>;(){}]{0,80}>\\s*)?<<<.{0,120}>>>',
  ),
  rule('CK-13', ['*.cu', '*.cuh', '*.cpp', '*.h', '*.rs', '*.go'], '\\bcuda(?:Malloc|Memcpy|Stream)\\w*'),
  rule('CK-5', ['CMakeLists.txt', '*.cmake'], 'find_package\\(\\s*CUDA|enable_language\\(\\s*CUDA'),
  rule('CK-7', ['*.sh', 'Makefile', 'Dockerfile*'], '\\bnvcc\\b'),
  rule('LB-1', ['*'], '\\bflash[-_]attn\\b'),
  rule('LB-9', ['*.txt', '*.toml'], '^triton(?:[=<>~! ].*)?$'),
  rule('DS-2', ['*.sh', '*.yaml', '*.sbatch', 'Dockerfile*'], '\\bNCCL_[A-Z_]+'),
  rule('DS-23', ['*'], '\\w*[Nn][Cc][Cc][Ll]\\w*', { general: true }),
  rule('IN-1', ['*.yaml', '*.tpl', '*.md'], 'nvidia\\.com/gpu'),
  rule('IN-3', ['*'], 'nvcr\\.io|^FROM\\s+.*(?:nvidia|cuda|nvcr)'),
  rule(
    'IN-4',
    ['*.sh', 'Dockerfile*', '*.yaml', '*.yml', '*.md'],
    '(?:docker|podman)\\b.*--gpus|--gpus[ =](?:all\\b|[\'"]*device=)',
  ),
  rule('IN-6', ['*'], 'nvidia-smi'),
  rule(
    'IN-9',
    ['*.sh', '*.sbatch', '*.md'],
    '#SBATCH\\s.*--gpus|\\b(?:srun|sbatch)\\b.*--gpus|--gres[= ]gpu',
  ),
  rule('DV-1', ['*.yaml', '*.json', '*.md'], '\\bcuda\\b', { requires: 'device' }),
  rule('MD-5', ['*.json'], '"architectures"', { decidedBy: 'model-reader' }),
];

const scanner = openTextScanner(RULES);

export const scanned = (kind: FileKind, path: string, text: string, role: FileRole = 'source'): FileScan =>
  scanner.scan(kind, path, role, text, text.length);

/** Each hit as `rule line symbol`, with its place and circumstance where they are not the plain ones. */
export const told = (kind: FileKind, path: string, text: string): readonly string[] =>
  scanned(kind, path, text).hits.map(({ rule: id, line, symbol, place, circumstance }) =>
    [
      id,
      line,
      symbol,
      ...(place === 'code' ? [] : [place]),
      ...(circumstance === 'plain' ? [] : [circumstance]),
    ].join(' '),
  );
