import { createHash } from 'node:crypto';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.ts';
import { capturedPromptsOf } from '../../core/performance/validation/captured-prompts.ts';
import { encodeMeasurements } from '../../core/performance/validation/compact.ts';
import { heldPromptsOf } from '../../core/performance/validation/held-prompts.ts';
import type { Measurement } from '../../core/performance/validation/measurement.ts';
import { statedByMlperf, withMlperf } from '../../core/performance/validation/mlperf-runs.ts';
import { computedTokensOf } from '../../core/performance/validation/serving-runs.ts';
import { loadCalibration } from './calibration.ts';
import {
  parseMeasurementLines,
  parseServingRuns,
  readMeasuredMachines,
  readShippedMeasurements,
} from './measurements.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const ROW = {
  id: 'r1',
  task: 'decode',
  model: 'm',
  hardware: 'h',
  chips: 1,
  metric: 'tpot_ms',
  value: 3,
  batch: 4,
};

const problemOf = (content: string) => {
  try {
    parseMeasurementLines(content, 'my.jsonl');
  } catch (error) {
    if (error instanceof InputError) return error.problem;
    throw error;
  }
  return null;
};

/** Rows with their keys sorted, so that the digest does not depend on the order in which keys were written. */
const sortedKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortedKeys(inner)]),
  );
};

describe('measurement files', () => {
  it('ships every published row unaltered', async () => {
    const rows = (await readShippedMeasurements(ROOT)).filter(({ id }) => !id.startsWith('mem-'));
    const digest = createHash('sha256')
      .update(rows.map((row) => JSON.stringify(sortedKeys(row))).join('\n'))
      .digest('hex');
    expect(rows).toHaveLength(6097);
    expect(digest).toBe('12c1cb2b1025ea1e194c58734de8d8511532935d26bf832fa5b20b092cfb7df5');
    const { dictionaries, rows: lines } = encodeMeasurements(rows);
    expect(dictionaries.length + lines.length).toBeLessThan(2e6);
  });

  it('ships rows of memory with all their inputs, each from a named source', async () => {
    const rows = (await readShippedMeasurements(ROOT)).filter(({ id }) => id.startsWith('mem-'));
    const scored = rows.filter(({ quality }) => quality !== 'C');
    expect(scored.filter(({ task }) => task === 'train').length).toBeGreaterThanOrEqual(30);
    expect(scored.filter(({ task }) => task === 'serve_memory').length).toBeGreaterThanOrEqual(30);
    for (const row of rows) {
      expect(row).toMatchObject({
        source: expect.stringMatching(/\S/),
        as_of: expect.stringMatching(/^\d{4}-/),
      });
      expect(row.arch?.layers).toBeGreaterThan(0);
      expect(row.value).toBeGreaterThan(0);
    }
  });

  it('ships a calibration that its reader accepts', async () => {
    const calibration = await loadCalibration(ROOT);
    for (const model of [calibration.inference, calibration.training])
      for (const { low, high } of model.residuals) expect(low).toBeLessThan(high);
  });

  it('points at the value that is wrong', () => {
    const line = JSON.stringify({ ...ROW, batch: 'four' });
    const problem = problemOf(`${JSON.stringify(ROW)}\n\n${line}\n`);
    expect(problem?.position).toMatchObject({ file: 'my.jsonl', line: 3 });
    expect(line.slice((problem?.position?.column ?? 0) - 1)).toMatch(/^"batch"/);
    expect(problem?.found).toBe('batch: "four"');
  });

  it('points near the character where JSON ends', () => {
    const column = problemOf('{"id": "a", "task": "decode" "x"}')?.position?.column ?? Number.NaN;
    expect(Math.abs(column - 29)).toBeLessThanOrEqual(1);
  });

  it('refuses the same id twice', () => {
    const line = JSON.stringify(ROW);
    expect(problemOf(`${line}\n${line}`)?.found).toContain('first on line 1');
  });

  it('accepts a row that only asks for a prediction', () => {
    const { value: _measured, ...asked } = ROW;
    expect(parseMeasurementLines(JSON.stringify(asked), 'x')).toHaveLength(1);
  });

  it('answers any text with rows or an input error', () => {
    const damaged = fc.tuple(fc.nat(120), fc.string({ maxLength: 3 })).map(([at, text]) => {
      const line = JSON.stringify(ROW);
      return line.slice(0, at % line.length) + text + line.slice((at % line.length) + 1);
    });
    fc.assert(
      fc.property(fc.oneof(fc.string(), damaged, fc.json()), (content) => {
        const problem = problemOf(content);
        if (problem === null) return;
        const column = problem.position?.column ?? Number.NaN;
        expect(column).toBeGreaterThan(0);
        expect(column).toBeLessThanOrEqual((problem.position?.lineText.length ?? 0) + 1);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the file of serving runs with prompts in a prefix cache', () => {
  const FILE = [
    'runs:',
    "  - group: '^table$'",
    "    hardware: '^h200'",
    "    software: '^engine 1'",
    "    model: '^llama'",
    "    weights: '^fp8$'",
    '    recomputedTokens: 16',
    '    differentPrompts: 100',
    '    requestsPerClient: 20',
    '    why: its prompts alone take longer than the run',
    '    source: a table',
  ].join('\n');
  const problemIn = (content: string) => {
    try {
      parseServingRuns(content, 'runs.yaml');
    } catch (error) {
      if (error instanceof InputError) return error.problem;
      throw error;
    }
    return null;
  };

  it('is read as written', () => {
    expect(parseServingRuns(FILE, 'runs.yaml').cachedRuns).toEqual([
      {
        group: '^table$',
        hardware: '^h200',
        software: '^engine 1',
        model: '^llama',
        weights: '^fp8$',
        recomputedTokens: 16,
        differentPrompts: 100,
        requestsPerClient: 20,
        why: 'its prompts alone take longer than the run',
        source: 'a table',
      },
    ]);
  });

  it.each([
    ['a key it does not know', 'recomputedTokens: 16', 'recomputed: 16', 7],
    ['no token left to compute, of which the first answer would come', 'Tokens: 16', 'Tokens: 0', 7],
    ['a part of a token', 'Tokens: 16', 'Tokens: 0.5', 7],
    ['a pattern that is no regular expression', '^llama', '(llama', 5],
    ['no reason', 'why: its prompts alone take longer than the run', "why: ''", 10],
  ])('is refused at its place with %s', (_what, written, instead, line) => {
    const problem = problemIn(FILE.replace(written, instead));
    expect(problem?.position?.file).toBe('runs.yaml');
    expect(problem?.position?.line).toBe(line);
  });

  it('holds prompts back in no run where it says nothing of it', () => {
    expect(parseServingRuns(FILE, 'runs.yaml').holds).toEqual([]);
  });

  const runsOf = (rows: readonly Measurement[], names: (row: Measurement) => boolean): string[] => {
    const counts = new Map<string, number>();
    for (const row of rows) {
      if (row.metric !== 'ttft_ms' || !names(row)) continue;
      const run = [row.model, row.hardware, row.software, row.as_of].join(', ');
      counts.set(run, (counts.get(run) ?? 0) + 1);
    }
    return [...counts].map(([run, count]) => `${run}: ${count}`).toSorted();
  };

  it('names first tokens of these runs as held back, and no others', async () => {
    const [rows, { holds = [] }] = await Promise.all([
      readShippedMeasurements(ROOT),
      readMeasuredMachines(ROOT),
    ]);
    expect(holds.map((hold) => runsOf(rows, (row) => heldPromptsOf(row, [hold]) !== null))).toEqual([
      ['Llama-3.1-70B, b200, trtllm , 2025-10-29: 24'],
      [
        'DeepSeek-R1, b200, sglang , 2025-11-10: 8',
        'DeepSeek-R1, b200, sglang , 2025-11-18: 6',
        'DeepSeek-R1, b200, sglang 0.5.9, 2026-03-25: 19',
      ],
      [
        'DeepSeek-R1, b200, sglang , 2025-11-02: 1',
        'DeepSeek-R1, b200, sglang , 2025-11-10: 4',
        'DeepSeek-R1, b200, sglang , 2025-11-18: 6',
        'DeepSeek-R1, b200, sglang 0.5.9, 2026-03-25: 15',
      ],
      [
        'Qwen3.5-397B-A17B, b200, sglang 0.5.9, 2026-03-24: 6',
        'Qwen3.5-397B-A17B, b200, sglang nightly-dev-20260216-d3bae71e, 2026-02-20: 6',
        'Qwen3.5-397B-A17B, b200, sglang nightly-dev-20260402-d7256eb6, 2026-04-08: 4',
      ],
      [
        'Qwen3.5-397B-A17B, b200, sglang 0.5.9, 2026-03-24: 9',
        'Qwen3.5-397B-A17B, b200, sglang nightly-dev-20260216-d3bae71e, 2026-02-20: 6',
        'Qwen3.5-397B-A17B, b200, sglang nightly-dev-20260402-d7256eb6, 2026-04-08: 4',
      ],
    ]);
  });

  it('names first tokens of these runs as captured, and no others', async () => {
    const [rows, { captures = [] }] = await Promise.all([
      readShippedMeasurements(ROOT),
      readMeasuredMachines(ROOT),
    ]);
    expect(
      captures.map((capture) => runsOf(rows, (row) => capturedPromptsOf(row, [capture]) !== null)),
    ).toEqual([
      [
        'MiniMax-M2.5, b200, vllm 0.19.0 (vllm/vllm-openai:v0.19.0-cu130), 2026-04-03: 38',
        'MiniMax-M2.5, b200, vllm 0.19.0, 2026-04-03: 6',
        'MiniMax-M2.5, b200, vllm 0.19.0, 2026-04-08: 15',
        'MiniMax-M2.5, b200, vllm 0.19.0, 2026-04-22: 28',
      ],
      ['Kimi-K2.5, b200, vllm 0.17.0, 2026-04-20: 10'],
    ]);
  });

  it('names rows that are shipped in every entry, and no others than those of its one run', async () => {
    const [rows, { cachedRuns = [] }] = await Promise.all([
      readShippedMeasurements(ROOT),
      readMeasuredMachines(ROOT),
    ]);
    for (const run of cachedRuns)
      expect(rows.some((row) => computedTokensOf(row, [run]) !== null)).toBe(true);
    const served = rows.filter((row) => computedTokensOf(row, cachedRuns) !== null);
    expect(
      new Set(
        served.map(({ group, hardware, software, model }) => [group, hardware, software, model].join()),
      ),
    ).toEqual(new Set(['silicon-sample,h200,vllm 0.12.0,Llama-3.1-8B']));
    expect(served.filter(({ metric }) => metric === 'tpot_ms')).toHaveLength(21);
  });
});

describe('what is known of runs of MLPerf', () => {
  it('names rows that are shipped in every entry', async () => {
    const [rows, { mlperfRuns = [] }] = await Promise.all([
      readShippedMeasurements(ROOT),
      readMeasuredMachines(ROOT),
    ]);
    expect(mlperfRuns.length).toBeGreaterThan(20);
    for (const run of mlperfRuns) {
      const matched = rows.filter((row) => Object.keys(statedByMlperf(row, [run])).length > 0);
      expect(matched.length, run.source).toBeGreaterThan(0);
    }
  });

  it('has the limits of every row whose rate was the highest to keep them', async () => {
    const [rows, { mlperfRuns = [] }] = await Promise.all([
      readShippedMeasurements(ROOT),
      readMeasuredMachines(ROOT),
    ]);
    const limited = rows.filter(
      ({ group, scenario, model, osl }) =>
        group === 'mlperf-inference' &&
        /server|interactive/i.test(scenario ?? '') &&
        osl != null &&
        model !== '',
    );
    expect(limited.length).toBeGreaterThan(20);
    for (const row of limited)
      expect(withMlperf(row, statedByMlperf(row, mlperfRuns)).limits, row.id).not.toBeNull();
  });
});
