import { describe, expect, it } from 'vitest';
import { PREDICTION_STANDINGS, type PredictionStanding } from '../../quantity/standing.ts';
import type { PredictedQuantity } from '../calibrated.ts';
import { PREDICTED_QUANTITIES } from './calibration.ts';
import { type HeldOutRatio, residualFor, residualsFrom, stretched } from './residuals.ts';

const fallback = {
  quantity: 'training-step',
  standing: 'anchored',
  vendor: null,
  low: 0.1,
  high: 10,
  rows: 0,
} as const;
const fallbacks = PREDICTED_QUANTITIES.flatMap((quantity) =>
  PREDICTION_STANDINGS.map((standing) => ({ ...fallback, quantity, standing })),
);
const intervalsOf = (
  rows: readonly HeldOutRatio[],
  standing: PredictionStanding,
  quantity: PredictedQuantity,
) => residualsFrom(rows, standing, fallbacks).filter((one) => one.quantity === quantity);
const steps = (rows: readonly HeldOutRatio[], standing: PredictionStanding = 'anchored') =>
  intervalsOf(rows, standing, 'training-step');

const row = (ratio: number, configuration = String(ratio)): HeldOutRatio => ({
  quantity: 'training-step',
  standing: 'anchored',
  vendor: 'NVIDIA',
  experts: false,
  open: false,
  part: 'one',
  configuration,
  unmeasured: [],
  overLow: ratio,
  overHigh: ratio,
});

/** 0.51, 0.52, ... 1.49, 1.50: each hundredth once. */
const hundred = Array.from({ length: 100 }, (_, k) => 0.51 + k / 100);

describe('intervals from rows held out', () => {
  it('hold nine tenths of the rows, one more counted than there are', () => {
    const [general] = steps(hundred.map((ratio) => row(ratio)));
    // The 5.05th and the 95.95th of 100 are 0.5505 and 1.4595; either way 90.9 are within 1.667. One hundred runs count
    // against six: ends of exp((100 x -0.597 - 6 x 0.510) / 106) and exp((100 x 0.378 + 6 x 0.510) / 106).
    expect(general?.low).toBe(0.553);
    expect(general?.high).toBe(1.47);
    expect(general?.rows).toBe(100);
  });

  it('count a run that is printed in several units less than as many runs', () => {
    const once = hundred.map((ratio) => row(ratio));
    const high = (rows: readonly HeldOutRatio[]): number => steps(rows)[0]?.high ?? Number.NaN;
    const nineTimes = (configuration: (k: number) => string) =>
      high([...once, ...Array.from({ length: 9 }, (_, k) => row(3, configuration(k)))]);
    // Nine runs are 8 % of all and reach into the twentieth above; one run in nine units counts for three rows.
    expect(nineTimes((k) => `run ${k}`)).toBeGreaterThan(2.9);
    expect(nineTimes(() => 'one run')).toBeLessThan(1.6);
  });

  it('fall back where too few rows speak', () => {
    expect(steps([row(1), row(1.1)])).toEqual([fallback]);
  });

  it('count errors where nobody had measured the software for less, and are as much wider where nobody has', () => {
    const quantity = 'time-per-output-token';
    const rows = hundred.map((ratio) => ({
      ...row(ratio ** 2),
      quantity: quantity as typeof quantity,
      unmeasured: ['engine', 'port', 'source'] as const,
    }));
    const { low, high } = intervalsOf(rows, 'anchored', quantity)[0] ?? { low: Number.NaN, high: Number.NaN };
    // Three kinds of error more than the one that is always there make it twice as large: 1.47 again, squared for them.
    expect([low, high]).toEqual([0.553, 1.47]);
    expect(stretched({ low, high }, 2).high).toBeCloseTo(1.47 ** 2, 12);
  });

  it('reach no further than measurements that are held to be what they say', () => {
    expect(stretched({ low: 0.1, high: 10 }, 3)).toEqual({ low: Math.exp(-3), high: Math.exp(3) });
  });

  it('are of models left out where the model is new', () => {
    const rows = hundred.flatMap((ratio) => [
      row(ratio),
      { ...row(ratio ** 2), standing: 'new-model' as const, part: `model ${Math.floor(10 * ratio)}` },
    ]);
    const highOf = (standing: 'anchored' | 'new-model'): number => {
      const found = steps(rows, standing);
      const of = { vendor: 'NVIDIA', experts: false, open: false };
      return residualFor(found, 'training-step', standing, of)?.high ?? Number.NaN;
    };
    expect(highOf('new-model')).toBeGreaterThan(1.3 * highOf('anchored'));
  });

  it('are wider in proportion to what is usual for a vendor, where chips are left out', () => {
    const of = (vendor: string, times: number): readonly HeldOutRatio[] =>
      hundred.flatMap((ratio, k) => [
        { ...row(ratio ** times, `${vendor} ${k}`), vendor },
        {
          ...row(ratio ** (1.5 * times), `${vendor} ${k}`),
          vendor,
          standing: 'same-vendor' as const,
          part: `${vendor} ${Math.floor(10 * ratio)}`,
        },
      ]);
    const widthOf = (rows: readonly HeldOutRatio[], vendor: string): number => {
      const kind = { vendor, experts: false, open: false };
      const found = residualFor(steps(rows, 'same-vendor'), 'training-step', 'same-vendor', kind);
      return Math.log((found?.high ?? Number.NaN) / (found?.low ?? Number.NaN));
    };
    const both = [...of('Acme', 1), ...of('Bolt', 0.5)];
    // Each is half as far off again as is usual for its runs, which for Bolt's is half as far as for Acme's.
    expect(widthOf(both, 'Acme') / widthOf(both, 'Bolt')).toBeCloseTo(2, 0);
    expect(widthOf(both, 'Acme') / widthOf(of('Acme', 1), 'Acme')).toBeCloseTo(1, 1);
  });

  it('are of a vendor that leaves inputs open, too, where only its other rows say how far off it is', () => {
    const of = (vendor: string, open: boolean, times: number): readonly HeldOutRatio[] =>
      hundred.map((ratio, k) => ({ ...row(ratio ** times, `${vendor} ${open} ${k}`), vendor, open }));
    const rows = [...of('Acme', false, 0.5), ...of('Acme', true, 0.5), ...of('Bolt', false, 1)];
    const left = rows.map((one, k) => ({ ...one, standing: 'same-vendor' as const, part: `chip ${k % 9}` }));
    const found = steps([...rows, ...left], 'same-vendor');
    const widthOf = (vendor: string, open: boolean): number => {
      const one = residualFor(found, 'training-step', 'same-vendor', { vendor, experts: false, open });
      return Math.log((one?.high ?? Number.NaN) / (one?.low ?? Number.NaN));
    };
    expect(widthOf('Bolt', true)).toBeGreaterThan(1.3 * widthOf('Acme', true));
    // No row of its own stands behind it.
    expect(found.find(({ vendor, open }) => vendor === 'Bolt' && open === true)?.rows).toBe(0);
  });

  it('leave memory, which is counted, out of what is said of times', () => {
    const memory = hundred.map((ratio) => ({ ...row(ratio ** 3), quantity: 'memory' as const }));
    const times = hundred.map((ratio) => row(ratio));
    expect(steps([...times, ...memory])).toEqual(steps(times));
    const left = (rows: readonly HeldOutRatio[]) => [
      ...rows,
      ...rows.map((one, k) => ({ ...one, standing: 'same-vendor' as const, part: `chip ${k % 7}` })),
    ];
    expect(steps(left([...times, ...memory]), 'same-vendor')).toEqual(steps(left(times), 'same-vendor'));
  });
});
