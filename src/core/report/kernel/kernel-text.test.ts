import { describe, expect, it } from 'vitest';
import { advise } from '../../neuroncore/advise/advise.ts';
import type { KernelCall } from '../../neuroncore/call/call.ts';
import type { Diagnostic } from '../../neuroncore/machine/diagnostic.ts';
import { multiplications, timed, V3_TIMING } from '../../neuroncore/trace/trace.testing.ts';
import { displayWidth } from '../text.ts';
import { adviceJson, adviceText } from './advice-text.ts';
import { comparisonText, type TargetOutcome } from './comparison-text.ts';
import { kernelReport } from './compose.ts';
import type { NeuronCoreFacts } from './facts.ts';
import { kernelJson } from './kernel-json.ts';
import { isGood, type KernelResult } from './kernel-report.ts';
import { kernelText } from './kernel-text.ts';

const program = multiplications(8);
const estimate = timed(program);
const plain = { columns: 80, style: (_: string, text: string): string => text };
const coloured = { columns: 80, style: (_: string, text: string): string => `\u001b[1m${text}\u001b[22m` };
const bare = (text: string): string[] => text.replaceAll(/\u001b\[\d+m/g, '').split('\n');

const longest = 'a_kernel_with_quite_a_long_name_for_a_function_of_a_kernel_file';
const call: KernelCall = {
  function: longest,
  cores: 1,
  ranks: 1,
  args: [],
  keywords: {},
  expect: [],
  environment: {},
};
const standing = {
  class: 'matmul' as const,
  standing: 'calibrated' as const,
  measurements: 36,
  medianErrorPercent: 4.2,
};
const standings = new Proxy({}, { get: () => standing }) as NeuronCoreFacts['standings'];
const file = { path: '/kernels/far/below/kernel.py', text: `x = 1  # ${'long '.repeat(30)}\n` };
const warning: Diagnostic = {
  rule: 'dead-store',
  severity: 'warning',
  message: `Nobody reads what this instruction writes to the tensor ${'and so on '.repeat(8)}.`,
  site: { file, line: 1, column: 1, endLine: 1, endColumn: 2 },
};
const result: KernelResult = {
  rank: 0,
  name: 'output0',
  shape: [512, 1024],
  dtype: 'bfloat16',
  checksum: '0123abcd',
  file: '/results/of/a/run/0-output0.npy',
  comparison: {
    worstAbsoluteError: 0.25,
    worstRelativeError: 0.125,
    outside: 3,
    elements: 524288,
    relative: 0.01,
    absolute: 0,
  },
};

const reportWith = (diagnostics: readonly Diagnostic[], results: readonly KernelResult[], ranks = 1) => {
  const run = { program, outputs: [], diagnostics, hbmBytes: 3 * 2 ** 20 };
  return kernelReport(
    { standings, timing: { v2: V3_TIMING, v3: V3_TIMING, v4: V3_TIMING } },
    {
      generation: program.generation,
      call: { ...call, ranks },
      rank: 0,
      run,
      estimate,
      ranks: Array.from({ length: ranks }, (_, rank) => ({ rank, run, estimate })),
      printed: `${'printed '.repeat(20)}\n\u001b[2Jcleared\n`,
    },
    { kernelFile: 'k.py', target: 'trn2', version: [0, 6], results },
  );
};

/** Lines of a source excerpt stay whole: a caret below a wrapped line would point at nothing. */
const isExcerpt = (line: string): boolean => /^\s*\d+ \| /.test(line);
const tooWide = (text: string): string[] =>
  bare(text).filter((line) => displayWidth(line) > 80 && !isExcerpt(line));

describe('a run of a kernel as text', () => {
  const report = reportWith([warning], [result]);

  it('fits 80 columns, with and without colours', () => {
    expect(tooWide(kernelText(report, plain))).toEqual([]);
    expect(tooWide(kernelText(report, coloured))).toEqual([]);
    expect(bare(kernelText(report, coloured))).toEqual(kernelText(report, plain).split('\n'));
  });

  it('says the time with its interval, the engines, the memory, the result that is not as expected, and the checks', () => {
    const words = kernelText(report, plain).replaceAll(/\s+/g, ' ');
    for (const part of [
      `${longest} on trn2`,
      'emulated',
      'median error 4.2 % on 36 published measurements',
      'tensor',
      'psum',
      'NOT as expected: 3 of 524288 elements outside',
      '[dead-store]',
    ])
      expect(words).toContain(part);
    expect(isGood(report)).toBe(false);
    expect(isGood(reportWith([warning], []))).toBe(true);
    expect(isGood(reportWith([{ ...warning, severity: 'error' }], []))).toBe(false);
  });

  it('says of several ranks which one the times are of, and which gave each result', () => {
    const two = reportWith([warning], [result, { ...result, rank: 1 }], 2);
    const text = kernelText(two, plain);
    expect(tooWide(text)).toEqual([]);
    const words = text.replaceAll(/\s+/g, ' ');
    for (const part of ['2 ranks of 1 core', 'of rank 0, the slowest of 2', 'rank 1: output0 bfloat16'])
      expect(words).toContain(part);
    expect(two.diagnostics).toEqual([warning]);
    expect(kernelText(report, plain)).not.toContain('rank');
  });

  it('lets nothing that a kernel prints control the terminal', () => {
    expect(kernelText(report, plain)).not.toContain('\u001b');
    expect(kernelText(report, plain)).toContain('[2Jcleared');
  });

  it('is data as JSON: numbers in seconds, places without the texts of files', () => {
    const data = JSON.parse(kernelJson(report)) as Record<string, unknown>;
    expect(data).toMatchObject({
      runs: true,
      good: false,
      steps: 48,
      matmulFlops: 8 * 2 * 128 * 128 * 512,
      time: { seconds: estimate.seconds, lowSeconds: estimate.lowSeconds, highSeconds: estimate.highSeconds },
      diagnostics: [{ rule: 'dead-store', file: file.path, line: 1, column: 1, source: file.text.trim() }],
    });
  });
});

describe('advice and comparisons as text', () => {
  const advice = advise(program, V3_TIMING);
  const results = 'operands rounded to eight bits of mantissa, and sums in another order than before';
  const change = { id: 'x', title: `Change ${'this and '.repeat(12)}that`, results, lines: advice.critical };
  const more = { ...advice, changes: [{ ...change, secondsAfter: estimate.seconds / 2, gainShare: 0.5 }] };

  it('fit 80 columns', () => {
    for (const options of [plain, coloured]) {
      expect(tooWide(adviceText(advice, options))).toEqual([]);
      expect(tooWide(adviceText(more, options))).toEqual([]);
    }
    const refused: TargetOutcome = { kind: 'refused', target: 'trn1', reason: 'no '.repeat(60) };
    expect(tooWide(comparisonText([refused, refused], plain))).toEqual([]);
  });

  it('name the bottleneck, where the time goes and what a change brings', () => {
    const words = adviceText(more, plain).replaceAll(/\s+/g, ' ');
    expect(words).toContain(`Bottleneck ${advice.bottleneck}`);
    expect(words).toContain('-50 % Change this and');
    expect(words).toContain('kernel.py:1');
    expect(JSON.parse(adviceJson(more))).toMatchObject({ time: { seconds: estimate.seconds } });
  });
});
