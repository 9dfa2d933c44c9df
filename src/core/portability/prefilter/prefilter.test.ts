import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExpression } from './expression.ts';
import { filePatternTest } from './file-pattern.ts';
import { findMatches, MATCHES_MAX, type PatternMatch, preparePrefilter, selectRules } from './prefilter.ts';
import { requirementOf } from './requirement.ts';

/** Patterns of every shape that rules have: options, classes, anchors, looking around, gaps, repeats. */
const PATTERNS = [
  String.raw`\.cuda\(`,
  String.raw`['\"]cuda(?::\d+)?['\"]`,
  String.raw`torch\.device\(\s*f?['\"]cuda`,
  String.raw`map_location\s*=\s*(?:lambda|f?['\"]cuda|torch\.device\(['\"]cuda)`,
  String.raw`torch\.cuda\.(?:manual_seed(?:_all)?|get_rng_state(?:_all)?)\b`,
  String.raw`torch\.compile\((?![^)]*backend\s*=)|@torch\.compile\b(?!\()`,
  String.raw`^\s*import triton\b|^\s*from triton\b|^triton(?:[=<>~! ].*)?$`,
  String.raw`class\s+\w+\(\s*(?:torch\.)?autograd\.Function\s*\)|class\s+\w+\(\s*Function\s*\)`,
  String.raw`\basm\s+(?:volatile\s*)?\(\s*\"|\b__asm__\b`,
  '__global__|<<<.{0,120}>>>',
  String.raw`(?:docker|podman)\b.*--gpus|--gpus[ =](?:all\b|['\"]*device=)`,
  String.raw`\bMIG\b.{0,40}(?:gpu|slice)|nvidia\.com/mig-`,
  String.raw`\b(?:ml\.)?(?:p[2-6][a-z]*\.\d*x?large|g[456][a-z]*\.\d*x?large)\b`,
  String.raw`\bcu(?:df|ml|graph)\b|dask[_-]cuda`,
  String.raw`(?:a|bc)+d{2,3}e?|[^x]\x41\u0042`,
  String.raw`(ab|cd)\1`,
  String.raw`(?<=torch\.)cuda|(?<name>nccl)s?`,
  '.',
];

const RULES = PATTERNS.map((pattern, index) => ({ id: `R-${index}`, files: ['*.py'], pattern }));
const PREFILTER = preparePrefilter(RULES);

const plainly = (text: string): readonly PatternMatch[] =>
  RULES.flatMap(({ pattern }, rule) =>
    Array.from(text.matchAll(new RegExp(pattern, 'gm')), ({ index, 0: { length } }) => ({
      rule,
      start: index,
      end: index + length,
    })),
  );

const PIECES = [
  'torch.',
  'cuda',
  '.cuda(',
  '"',
  "'",
  '(',
  ')',
  ' ',
  '\n',
  ':0',
  'f',
  'compile(',
  '@torch.compile',
  'backend =',
  'import triton',
  'from triton',
  'triton',
  '=',
  'class A(',
  'autograd.Function',
  'Function',
  'asm',
  ' volatile ',
  '__asm__',
  '__global__',
  '<<<',
  '>>>',
  'docker',
  '--gpus',
  'device=',
  'MIG',
  'gpu',
  'nvidia.com/mig-',
  'ml.',
  'p4d',
  '.24xlarge',
  'g5',
  '.xlarge',
  'cudf',
  'dask-cuda',
  'a',
  'bc',
  'dd',
  'AB',
  'abab',
  'nccl',
  'manual_seed',
  '_all',
  'map_location',
  'é',
  '\r',
]; // prettier-ignore

describe('findMatches', () => {
  it('finds exactly what running every pattern finds, in texts that are made of pieces of patterns', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        expect(findMatches(PREFILTER, [...RULES.keys()], text).matches).toEqual(plainly(text));
      }),
      { numRuns: 200 },
    );
  });

  it('finds exactly what a pattern finds, whatever the pattern', () => {
    const atom = fc.oneof(
      fc.constantFrom(
        'a',
        'b',
        'ab',
        'abc',
        '\\.',
        '.',
        '[ab]',
        '[^a]',
        '\\w',
        '\\b',
        '^',
        '$',
        '(?=b)',
        '\\s',
      ),
      fc.constantFrom(
        '(?:ab|c)',
        '(?:a|bc|)',
        '(?:abc)?',
        'b+',
        'a{2,3}',
        'c*',
        '(?:ab){2}',
        '(?!c)',
        '(a|b)c',
      ),
    );
    const pattern = fc
      .array(fc.array(atom, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 })
      .map((options) => options.map((atoms) => atoms.join('')).join('|'));
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'ab', 'bc', '.', ' ', '\n'), { maxLength: 24 });
    fc.assert(
      fc.property(pattern, text, (source, letters) => {
        const prefilter = preparePrefilter([{ id: 'R', files: ['*'], pattern: source }]);
        const joined = letters.join('');
        const expected = Array.from(joined.matchAll(new RegExp(source, 'gm')), (match) => [
          match.index,
          match[0],
        ]);
        const found = findMatches(prefilter, [0], joined).matches;
        expect(found.map(({ start, end }) => [start, joined.slice(start, end)])).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('finds the same in a text that is too long to be given to the expressions whole', () => {
    const line = 'x = torch.cuda.manual_seed_all(1); y = "cuda:1"; docker run --gpus all\nimport triton\n';
    const text = line.repeat(400);
    const selection = [...RULES.keys()].filter((rule) => PATTERNS[rule] !== '.');
    const expected = plainly(text).filter(({ rule }) => PATTERNS[rule] !== '.');
    expect(findMatches(PREFILTER, selection, text).matches).toEqual(expected);
  });

  it('looks for words beside the patterns, whether a rule needs them or not', () => {
    const prefilter = preparePrefilter(RULES, ['neuron', 'triton', 'torch.cu']);
    expect([...findMatches(prefilter, [], 'a tritonserver on neurons').words]).toEqual([1, 1, 0]);
  });

  it('stays quick where a hostile line makes every place look like a beginning', () => {
    const began = performance.now();
    findMatches(PREFILTER, [5, 10], 'docker torch.compile('.repeat(20_000));
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('refuses an index that is no rule', () => {
    expect(() => findMatches(PREFILTER, [999], '')).toThrow(/No rule 999/);
  });
});

describe('requirementOf', () => {
  const anchorOf = (source: string): readonly string[] | undefined =>
    requirementOf(readExpression(source)).anchor?.map(({ text }) => text);

  it('multiplies options and small classes into whole literals', () => {
    expect(anchorOf(String.raw`torch\.(?:sort|argsort)\(`)).toEqual(['torch.sort(', 'torch.argsort(']);
    expect(anchorOf('llama[_-]cpp')).toEqual(['llama_cpp', 'llama-cpp']);
  });

  it('prefers the longer literal where both are at a known distance', () => {
    expect(requirementOf(readExpression('ab.CUDA_HOME')).anchor).toEqual([
      { text: 'CUDA_HOME', beforeMin: 3, beforeMax: 3 },
    ]);
  });

  it('asks for every literal of a sequence before the expression is run', () => {
    expect(requirementOf(readExpression('conda.{0,30}nvidia')).gates).toEqual([['conda'], ['nvidia']]);
  });

  it('knows nothing of an expression that may match the empty text or any unit', () => {
    expect(requirementOf(readExpression('(?:abc)?'))).toEqual({ anchor: null, gates: [] });
    expect(requirementOf(readExpression('.'))).toEqual({ anchor: null, gates: [] });
  });

  it('refuses what is no regular expression', () => {
    expect(() => readExpression('(abc')).toThrow(SyntaxError);
  });
});

describe('selectRules', () => {
  it('holds patterns against the last part of a path', () => {
    const prefilter = preparePrefilter([
      { id: 'A', files: ['*.py', 'Dockerfile*'], pattern: 'a' },
      { id: 'B', files: ['config.json'], pattern: 'b' },
    ]);
    expect(selectRules(prefilter, 'src/a.py')).toEqual([0]);
    expect(selectRules(prefilter, 'docker/Dockerfile.gpu')).toEqual([0]);
    expect(selectRules(prefilter, 'm/config.json')).toEqual([1]);
    expect(selectRules(prefilter, 'm/myconfig.json')).toEqual([]);
  });

  it('takes every sign but the star as itself', () => {
    expect(filePatternTest(['a.b'])('axb')).toBe(false);
    expect(filePatternTest(['environment*.yml'])('environment-gpu.yml')).toBe(true);
  });

  it('gives no more matches of a rule than anybody can read, in one line or in many', () => {
    const prefilter = preparePrefilter([{ id: 'A', files: ['*'], pattern: 'cuda' }]);
    for (const between of [' ', '\n']) {
      const { matches } = findMatches(prefilter, [0], `cuda${between}`.repeat(2 * MATCHES_MAX));
      expect(matches.length).toBeGreaterThanOrEqual(MATCHES_MAX);
      expect(matches.length).toBeLessThan(1.1 * MATCHES_MAX);
    }
  });
});
