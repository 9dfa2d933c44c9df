import { describe, expect, it } from 'vitest';
import { type HeldOutRatio, residualsFrom } from './residuals.ts';

const fallback = {
  quantity: 'training-step',
  standing: 'anchored',
  vendor: null,
  low: 0.1,
  high: 10,
  rows: 0,
} as const;

const row = (ratio: number, configuration = String(ratio)): HeldOutRatio => ({
  quantity: 'training-step',
  standing: 'anchored',
  vendor: 'NVIDIA',
  experts: false,
  open: false,
  part: 'one',
  configuration,
  overLow: ratio,
  overHigh: ratio,
});

/** 0.51, 0.52, ... 1.49, 1.50: each hundredth once. */
const hundred = Array.from({ length: 100 }, (_, k) => 0.51 + k / 100);

describe('intervals from rows held out', () => {
  it('hold nine tenths of the rows, one more counted than there are', () => {
    const [general] = residualsFrom(
      hundred.map((ratio) => row(ratio)),
      'training-step',
      'anchored',
      fallback,
    );
    // The 5.05th and the 95.95th of 100.
    expect(general?.low).toBeCloseTo(0.551, 2);
    expect(general?.high).toBeCloseTo(1.46, 2);
    expect(general?.rows).toBe(100);
  });

  it('count a run that is printed in several units less than as many runs', () => {
    const once = hundred.map((ratio) => row(ratio));
    const high = (rows: readonly HeldOutRatio[]): number =>
      residualsFrom(rows, 'training-step', 'anchored', fallback)[0]?.high ?? Number.NaN;
    const nineTimes = (configuration: (k: number) => string) =>
      high([...once, ...Array.from({ length: 9 }, (_, k) => row(3, configuration(k)))]);
    // Nine runs are 8 % of all and reach into the twentieth above; one run in nine units counts for three rows.
    expect(nineTimes((k) => `run ${k}`)).toBe(3);
    expect(nineTimes(() => 'one run')).toBeLessThan(1.6);
  });

  it('fall back where too few rows speak', () => {
    expect(residualsFrom([row(1), row(1.1)], 'training-step', 'anchored', fallback)).toEqual([fallback]);
  });
});
