import { describe, expect, it } from 'vitest';
import { randomStream } from '../../quantity/random.ts';
import { type Arrivals, dispersionOf, gapsOf, type ModulatedArrivals, statesOf } from './arrivals.ts';

const bursts: ModulatedArrivals = {
  requestsPerSecond: 10,
  burstRatio: 4,
  burstShare: 0.1,
  burstSeconds: 2,
};

/** Arrivals in each of `windows` stretches of `seconds`. */
const countsOf = (arrivals: Arrivals, windows: number, seconds: number, seed: number): Float64Array => {
  const gap = gapsOf(arrivals, randomStream(seed));
  const counts = new Float64Array(windows);
  for (let now = gap(); now < windows * seconds; now += gap()) {
    const window = Math.floor(now / seconds);
    counts[window] = (counts[window] ?? Number.NaN) + 1;
  }
  return counts;
};

const momentsOf = (counts: Float64Array) => {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1);
  return { mean, dispersion: variance / mean };
};

describe('Markov-modulated arrivals', () => {
  // 40 a second in bursts; (10 - 0.1 x 40) / 0.9 = 6.67 otherwise; calm lasts 2 s x 0.9 / 0.1 = 18 s.
  it('have the rates and the lengths of states that follow from ratio, share and seconds', () => {
    const { burst, calm } = statesOf(bursts);
    expect(burst.rate).toBe(40);
    expect(calm.rate).toBeCloseTo(20 / 3, 12);
    expect(1 / calm.leaves).toBeCloseTo(18, 12);
  });

  // s1 = 0.5, s2 = 1/18, l1 - l2 = 33.33: 1 + 2 x 0.02778 x 1111.1 / (0.30864 x (40 / 18 + 3.3333)) = 37 (Fischer and
  // Meier-Hellstern 1993).
  it('are as dispersed in the long run as theory says', () => {
    expect(dispersionOf(bursts)).toBeCloseTo(37, 6);
    const { mean, dispersion } = momentsOf(countsOf(bursts, 4000, 400, 21));
    expect(Math.abs(mean / 4000 - 1)).toBeLessThan(0.01);
    expect(Math.abs(dispersion / 37 - 1)).toBeLessThan(0.08);
  });

  it('are Poisson where bursts are no faster than the rest', () => {
    const flat = { ...bursts, burstRatio: 1 };
    expect(dispersionOf(flat)).toBe(1);
    expect(Math.abs(momentsOf(countsOf(flat, 4000, 20, 22)).dispersion - 1)).toBeLessThan(0.07);
  });

  it('stop between bursts where bursts hold all requests', () => {
    const interrupted = { ...bursts, burstShare: 0.25 };
    expect(statesOf(interrupted).calm.rate).toBe(0);
    expect(Math.abs(momentsOf(countsOf(interrupted, 2000, 200, 23)).mean / 2000 - 1)).toBeLessThan(0.02);
  });
});

describe('renewal arrivals', () => {
  it('have in the long run the dispersion of the square of their coefficient of variation', () => {
    const found = momentsOf(countsOf({ requestsPerSecond: 10, gapCv: 2 }, 2000, 200, 24)).dispersion;
    expect(Math.abs(found / dispersionOf({ requestsPerSecond: 10, gapCv: 2 }) - 1)).toBeLessThan(0.1);
  });
});
