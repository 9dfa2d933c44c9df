import type { PlanResult } from '../plan/result.ts';

/** Whoever decides looks at the head of the ranking; turns further down are in the result file. */
const RANKS_THAT_DECIDE = 5;

/** Everything a reader must know before trusting the first rank, most serious first, a sentence each. */
export const warningTexts = (result: PlanResult): readonly string[] => {
  const [best] = result.candidates;
  const risk = best?.risk == null ? [] : [`Rank 1: ${best.risk}.`];
  const head = new Set(result.candidates.slice(0, RANKS_THAT_DECIDE).map(({ id }) => id));
  const flips = result.flips.filter(({ above }) => head.has(above)).map(({ text }) => text);
  return [...risk, ...flips, ...result.warnings];
};
