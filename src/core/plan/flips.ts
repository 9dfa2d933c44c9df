import type { Figure } from '../quantity/figure.ts';
import type { RankBy } from '../workload/request.ts';
import type { Candidate, PlanResult } from './result.ts';
import { MEASURES } from './score.ts';

/** Only the head of a ranking decides anything; flips further down are noise. */
const RANKS_WATCHED = 5;

/**
 * Neighbours at the head of the ranking whose order could turn: the intervals of their scores overlap. `couldFlip`
 * judges two scores (see `core/economics`).
 */
export const flipsIn = (
  candidates: readonly Candidate[],
  rankBy: RankBy,
  couldFlip: (above: Figure, below: Figure) => boolean,
): PlanResult['flips'] =>
  candidates.slice(0, RANKS_WATCHED).flatMap((above, index) => {
    const below = candidates[index + 1];
    if (below === undefined || above.verdict !== below.verdict) return [];
    if (above.score === null || below.score === null || !couldFlip(above.score, below.score)) return [];
    return [
      {
        above: above.id,
        below: below.id,
        text: `${above.systemName} (${above.tenure}) and ${below.systemName} (${below.tenure}) could change places: the intervals of what they are ranked by (${MEASURES[rankBy].superlative}) overlap.`,
      },
    ];
  });
