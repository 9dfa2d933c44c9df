import type { PythonScanner } from '../../core/portability/python/scanner.ts';
import type { PythonMatcher, Rule } from '../../core/portability/rule.ts';
import type { FileScan } from '../../core/portability/scan.ts';
import { openPythonScanner } from './python-scanner.ts';

/** A rule of which only what a scanner needs matters. */
export const rule = (
  id: string,
  pattern: string,
  python: readonly PythonMatcher[],
  more: Partial<Rule> = {},
): Rule => ({
  id,
  category: 'torch-device',
  title: id,
  files: ['*.py', '*.ipynb'],
  pattern,
  python,
  requires: null,
  general: false,
  decidedBy: 'scanner',
  why: 'a test',
  severity: 'drop-in',
  replacements: {
    neuron: { text: 'x', source: null },
    rocm: { text: 'x', source: null },
    tpu: { text: 'x', source: null },
  },
  effort: { unit: 'site', daysLow: 1, daysHigh: 1, reasoning: 'a test' },
  guard: null,
  ownPackages: [],
  positive: [],
  negative: [],
  ...more,
});

const reference = (name: string): PythonMatcher => ({ kind: 'reference', name });

/** Rules of every kind of matcher. */
export const RULES: readonly Rule[] = [
  rule('AA-001', String.raw`\.cuda\(`, [{ kind: 'method', name: 'cuda' }]),
  rule('AA-002', String.raw`['"]cuda(?::\d+)?['"]`, [{ kind: 'string', value: '^cuda(:\\d+)?$' }], {
    general: true,
  }),
  rule('AA-003', String.raw`torch\.device\(\s*['"]cuda`, [
    { kind: 'call', name: 'torch.device', argument: '^f?[\'"]cuda' },
  ]),
  rule('AA-004', String.raw`torch\.cuda\.is_available\b`, [reference('torch.cuda.is_available')]),
  rule('AA-005', String.raw`torch\.cuda\.synchronize\b`, [reference('torch.cuda.synchronize')]),
  rule(
    'AA-006',
    String.raw`torch\.cuda\b`,
    [reference('torch.cuda'), { kind: 'import', module: 'torch.cuda' }],
    {
      general: true,
    },
  ),
  rule('AA-007', String.raw`\.is_cuda\b`, [{ kind: 'attribute', name: 'is_cuda' }]),
  rule('AA-008', String.raw`@triton\.jit`, [{ kind: 'decorator', name: 'triton.jit' }], {
    effort: { unit: 'kernel', daysLow: 3, daysHigh: 8, reasoning: 'a test' },
  }),
  rule('AA-009', String.raw`^\s*import triton\b|^\s*from triton\b`, [{ kind: 'import', module: 'triton' }]),
  rule('AA-010', String.raw`autograd\.Function`, [{ kind: 'subclass', name: 'torch.autograd.Function' }]),
  rule('AA-011', String.raw`torch\.compile\(`, [
    { kind: 'call', name: 'torch.compile', withoutKeyword: 'backend' },
  ]),
  rule('AA-012', String.raw`pin_memory\s*=\s*True`, [
    { kind: 'keyword', name: 'pin_memory', value: '^True$' },
  ]),
  rule('AA-013', String.raw`\bnvidia-smi\b`, [{ kind: 'text' }]),
  rule('AA-014', String.raw`\bvllm\b`, [{ kind: 'import', module: 'vllm' }, reference('vllm')]),
  rule('AA-015', String.raw`num_gpus\s*=`, [{ kind: 'keyword', name: 'num_gpus' }], {
    requires: '\\bray\\b',
  }),
  rule('AA-016', String.raw`\bGradScaler\b`, [reference('torch.amp.GradScaler')]),
  rule('AA-018', 'load_in_8bit', [
    { kind: 'keyword', name: 'load_in_8bit', value: '^True$' },
    { kind: 'text' },
  ]),
  rule('AA-017', '"architectures"', [], { decidedBy: 'model-reader' }),
];

const scanner: PythonScanner = await openPythonScanner(RULES);

/** A scan of a text by those rules. */
export const scan = (text: string, path = 'a.py'): FileScan => scanner.scan(path, 'source', text);

/** `rule line symbol`, and place and circumstance where they are not those of plain code. */
export const told = (text: string, path?: string): readonly string[] =>
  scan(text, path).hits.map(({ rule: id, line, symbol, place, circumstance }) =>
    [
      id,
      line,
      symbol,
      ...(place === 'code' ? [] : [place]),
      ...(circumstance === 'plain' ? [] : [circumstance]),
    ].join(' '),
  );
