import { describe, expect, it } from 'vitest';
import type { HeldTo } from '../core/performance/accuracy/held-to.ts';
import type { ValidationSummary } from '../core/performance/validation/summary.ts';
import { validationJson, validationText } from './validation-text.ts';

const errors = {
  rows: 12,
  medianPercent: 8.25,
  p90Percent: 31.4,
  bias: 1.02,
  coverage: 0.9,
  meanRelativeWidth: 0.55,
};
const strata = (stratum: string) => [{ stratum, ...errors }];
const summary: ValidationSummary = {
  rows: 15,
  predicted: 12,
  scored: 12,
  refused: 3,
  calibrationVersion: 'v',
  all: errors,
  byPrediction: strata('training, dense'),
  byTask: strata('train'),
  byVendor: strata('A vendor with a name that is longer than the column'),
  byModelKind: strata('dense'),
  byStanding: strata('anchored'),
  byQuality: strata('A and B'),
  byChip: [],
  refusals: [{ code: 'lengths-not-published', rows: 3, example: 'word '.repeat(40).trim() }],
};

const held: readonly HeldTo[] = [
  {
    goal: 'firstToken',
    standing: 'anchored',
    found: errors,
    target: { medianPercent: 25, p90Percent: 60 },
    met: true,
  },
  {
    goal: 'tokenTimeNeuron',
    standing: 'same-vendor',
    found: { ...errors, p90Percent: 71 },
    target: { medianPercent: 28, p90Percent: 65 },
    met: false,
  },
  { goal: 'prefill', standing: 'same-vendor', found: errors, target: null, met: null },
];
const options = {
  title: `shipped measurements left out (${'model Some-Long-Name-70B and '.repeat(5)}chip x)`,
  basis: 'The constants were fitted again without these rows; the intervals are the shipped ones.',
  heldTo: held,
};

describe('validation as text', () => {
  it('fits a terminal of 80 columns', () => {
    for (const line of validationText(summary, options).split('\n'))
      expect(line.length).toBeLessThanOrEqual(80);
  });

  it('shows median, p90, bias, coverage and width of a stratum, and why rows were refused', () => {
    const text = validationText(summary, options);
    expect(text).toMatch(/training, dense +12 +8\.3 +31 +1\.02 +90 +0\.55/);
    expect(text).toMatch(/3 {2}lengths-not-published/);
  });

  it('names what rows the constants have not seen are held to, and what the constants know of them', () => {
    const text = validationText(summary, options);
    expect(text).toMatch(/predictions that are anchored/);
    expect(text).toMatch(/first token, light and medium load +12 +8\.3 +31 +25 \/ 60 +met\n/);
    expect(text).toMatch(/time per output token, Neuron +12 +8\.3 +71 +28 \/ 65 +missed\n/);
    expect(text).toMatch(/prompts processed alone +12 +8\.3 +31 +-\n/);
    expect(text.replaceAll('\n', ' ')).toContain(options.basis);
    expect(validationText(summary, { ...options, heldTo: [] })).not.toMatch(/held to/);
  });

  it('says where predictions of rows without a value are', () => {
    const nothing = { ...errors, rows: 0, medianPercent: Number.NaN, p90Percent: Number.NaN };
    expect(validationText({ ...summary, all: nothing }, options)).toContain(
      '--json prints what is predicted',
    );
    expect(validationText(summary, options)).not.toContain('--json');
  });

  it('gives scripts rows and a summary, without what is not a number', () => {
    const parsed = JSON.parse(
      validationJson(
        [{ id: 'a', refused: 'why' }],
        { ...summary, all: { ...errors, bias: Number.NaN } },
        held,
      ),
    );
    expect(parsed.rows).toEqual([{ id: 'a', refused: 'why' }]);
    expect(parsed.heldTo[0]).toMatchObject({ goal: 'firstToken', met: true });
    expect(parsed.summary.all.bias).toBeNull();
  });
});
