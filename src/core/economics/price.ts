import type { ParetoPoint, ServingOutcome } from '../performance/outcome.ts';
import { derived, explained, type Figure } from '../quantity/figure.ts';
import type { CostResult } from './cost.ts';
import { HOURS_PER_MONTH, SECONDS_PER_HOUR, type TermFigures } from './time-value.ts';

const TOKENS_PER_MILLION = 1e6;

/** What an hour of use of one chip costs under a bill: levelised over the discounted hours of use. null without use. */
export const usdPerChipHour = (
  cost: CostResult,
  chips: number,
  { utilisation, annuity }: TermFigures,
): Figure<'USD/chip-h'> | null => {
  if (utilisation.low <= 0) return null;
  return derived(
    'USD/chip-h',
    'totalUsd / (chips * utilisation * annuity * 730.5 h)',
    {
      totalUsd: cost.totalUsd,
      chips: explained('chips', chips, cost.totalUsd.standing, {
        formula: 'chips of the units found by the layout search',
        inputs: {},
      }),
      utilisation,
      annuity,
    },
    (v) => v.totalUsd / (v.chips * v.utilisation * v.annuity * HOURS_PER_MONTH),
  );
};

/** Cost of a million tokens from the cost of a chip: USD/chip-h * 1e6 / (3600 * tokens/s/chip). */
export const usdPerMillionTokensAt = (
  chipHour: Figure<'USD/chip-h'>,
  tokensPerSecondPerChip: Figure<'tokens/s/chip'>,
): Figure<'USD/Mtok'> =>
  derived(
    'USD/Mtok',
    'usdPerChipHour * 1e6 / (3600 * tokensPerSecondPerChip)',
    { usdPerChipHour: chipHour, tokensPerSecondPerChip },
    (v) => (v.usdPerChipHour * TOKENS_PER_MILLION) / (SECONDS_PER_HOUR * v.tokensPerSecondPerChip),
  );

/** What tokens cost when each user is promised at least a speed. */
export interface PriceTier {
  readonly tokensPerSecondPerUser: number;
  /** The whole bill on output tokens, at full load; null when no layout is that fast. */
  readonly usdPerMillionOutputTokens: Figure<'USD/Mtok'> | null;
  readonly point: ParetoPoint | null;
}

const throughputOf = (point: ParetoPoint, outcome: ServingOutcome): Figure<'tokens/s/chip'> => {
  const { low, estimate, high } = outcome.outputTokensPerSecondPerChip;
  const at = (end: number) => (point.tokensPerSecondPerChip * end) / estimate;
  return explained(
    'tokens/s/chip',
    { low: at(low), estimate: point.tokensPerSecondPerChip, high: at(high) },
    outcome.standing,
    {
      formula: `throughput per chip at ${Math.round(point.tokensPerSecondPerUser)} tokens/s for each user, with the interval of the operating point`,
      inputs: { operatingPoint: outcome.outputTokensPerSecondPerChip },
    },
  );
};

/**
 * Price of each performance tier: among the points of the Pareto front at least as fast for one user as the tier, the one
 * with the most work per chip. Faster tiers never cost less.
 */
export const priceTiers = (
  outcome: ServingOutcome,
  chipHour: Figure<'USD/chip-h'>,
  tiers: readonly number[],
): PriceTier[] =>
  tiers.map((tokensPerSecondPerUser) => {
    const point = outcome.pareto
      .filter((each) => each.tokensPerSecondPerUser >= tokensPerSecondPerUser)
      .reduce<ParetoPoint | null>(
        (best, each) =>
          best === null || each.tokensPerSecondPerChip > best.tokensPerSecondPerChip ? each : best,
        null,
      );
    return {
      tokensPerSecondPerUser,
      usdPerMillionOutputTokens:
        point === null ? null : usdPerMillionTokensAt(chipHour, throughputOf(point, outcome)),
      point,
    };
  });

/** Performance per dollar: tokens for each dollar of the bill, both discounted alike. null without use. */
export const tokensPerUsd = (
  tokensPerSecond: Figure<'tokens/s'>,
  cost: CostResult,
  { usedSeconds }: TermFigures,
): Figure<'tokens/USD'> | null => {
  if (usedSeconds.low <= 0) return null;
  return derived(
    'tokens/USD',
    'tokensPerSecond * usedSeconds / totalUsd',
    { tokensPerSecond, usedSeconds, totalUsd: cost.totalUsd },
    (v) => (v.tokensPerSecond * v.usedSeconds) / v.totalUsd,
  );
};
