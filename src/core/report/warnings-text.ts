import type { PlanResult } from '../plan/result.ts';

const FLIPS_SHOWN = 2;

/** Everything a reader must know before trusting the first rank, most serious first, a sentence each. */
export const warningTexts = (result: PlanResult): readonly string[] => {
  const [best] = result.candidates;
  const risk = best?.risk == null ? [] : [`Rank 1: ${best.risk}.`];
  return [...risk, ...result.flips.slice(0, FLIPS_SHOWN).map((flip) => flip.text), ...result.warnings];
};
