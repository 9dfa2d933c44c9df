import type { Figure } from '../quantity/figure.ts';
import type { RankBy } from '../workload/request.ts';
import type { Candidate, Flip } from './result.ts';
import { MEASURES } from './score.ts';

/** Only the head of a ranking decides anything; flips further down are noise. */
const RANKS_WATCHED = 12;

type CouldFlip = (above: Figure, below: Figure) => boolean;

const areClose = (above: Candidate, below: Candidate, couldFlip: CouldFlip): boolean =>
  above.verdict === below.verdict &&
  above.score !== null &&
  below.score !== null &&
  couldFlip(above.score, below.score);

/** Neighbours that could change places, joined into runs. */
const runsIn = (
  candidates: readonly Candidate[],
  couldFlip: CouldFlip,
): readonly (readonly Candidate[])[] => {
  const runs: Candidate[][] = [];
  for (const candidate of candidates.slice(0, RANKS_WATCHED)) {
    const run = runs.at(-1);
    const above = run?.at(-1);
    if (run !== undefined && above !== undefined && areClose(above, candidate, couldFlip))
      run.push(candidate);
    else runs.push([candidate]);
  }
  return runs.filter((run) => run.length > 1);
};

const spanText = (run: readonly Candidate[]): string => {
  const [first, last] = [run[0]?.rank, run.at(-1)?.rank];
  return run.length === 2 ? `Ranks ${first} and ${last}` : `Ranks ${first} to ${last}`;
};

const RANKS_NAMED = 5;

const firstText = (couldBeFirst: readonly Candidate[]): string => {
  if (couldBeFirst.length < 2) return '';
  const ranks = couldBeFirst.map(({ rank }) => String(rank));
  const [last, ...others] = ranks.toReversed();
  return ranks.length <= RANKS_NAMED
    ? `; ${others.toReversed().join(', ')} or ${last} could be first`
    : `; any of ${ranks.length} of them, down to rank ${last}, could be first`;
};

/**
 * Where the head of the ranking could turn out in another order: runs in which the score of each could pass that of the
 * next. `couldFlip` judges two scores (see `core/quantity/sensitivity`).
 */
export const flipsIn = (
  candidates: readonly Candidate[],
  rankBy: RankBy,
  couldFlip: CouldFlip,
): readonly Flip[] =>
  runsIn(candidates, couldFlip).flatMap((run) => {
    const [above, below] = [run[0], run.at(-1)];
    if (above === undefined || below === undefined) return [];
    const heads =
      above.rank === 1 ? run.filter((each) => each === above || areClose(above, each, couldFlip)) : [];
    return [
      {
        above: above.id,
        below: below.id,
        candidates: run.map(({ id }) => id),
        couldBeFirst: heads.map(({ id }) => id),
        text: `${spanText(run)} could change ${run.length === 2 ? 'places' : 'order'}: the intervals of ${MEASURES[rankBy].noun} overlap${run.length === 2 ? '' : firstText(heads)}.`,
      },
    ];
  });
