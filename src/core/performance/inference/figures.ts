import type { SystemSpec } from '../../catalog/system.ts';
import type { Figure, Interval } from '../../quantity/figure.ts';
import type { ResidualInterval } from '../calibrated.ts';
import type { ServingOutcome } from '../outcome.ts';

/** Facts of the system that step times rest on. */
export const figuresBehind = (
  system: SystemSpec,
  format: ServingOutcome['layout']['computeFormat'],
): Record<string, Figure> => {
  const peak = system.chip.peakFlopsPerSecond[format] ?? system.chip.peakFlopsPerSecond.bf16;
  const network = system.tiers[0];
  return {
    hbmBytesPerSecond: system.chip.hbmBytesPerSecond,
    hbmBytes: system.chip.hbmBytes,
    ...(peak === undefined ? {} : { peakFlopsPerSecond: peak }),
    ...(network === undefined
      ? {}
      : {
          scaleUpBytesPerSecondPerChip: network.bytesPerSecondPerChip,
          scaleUpHopSeconds: network.hopSeconds,
        }),
  };
};

/** An estimate with the spread of the facts behind it, widened by what held-out measurements missed by. */
export const spread = (estimate: number, ends: readonly number[], residual: ResidualInterval): Interval => ({
  low: Math.min(estimate, ...ends) * Math.min(1, residual.low),
  estimate,
  high: Math.max(estimate, ...ends) * Math.max(1, residual.high),
});

/** An interval times a positive factor. */
export const times = (interval: Interval, factor: number): Interval => ({
  low: factor * interval.low,
  estimate: factor * interval.estimate,
  high: factor * interval.high,
});

/** A rate asked for over a capacity. */
export const loadOn = (rate: number, capacity: Interval): Interval => ({
  low: rate / capacity.high,
  estimate: rate / capacity.estimate,
  high: rate / capacity.low,
});
