import { STANDINGS } from '../../quantity/standing.ts';
import { type ErrorSummary, summariseErrors } from '../validation/statistics.ts';
import type { AccuracyRow } from './rows.ts';
import { type ErrorTarget, GOAL_IDS, type GoalId, meets, targetFor } from './targets.ts';

/** Rows of a goal that rest on the same, with what predictions of that kind are held to. */
export interface HeldTo {
  readonly goal: GoalId;
  readonly standing: AccuracyRow['standing'];
  readonly found: ErrorSummary;
  readonly target: ErrorTarget | null;
  /** Whether median and 90th percentile both keep to the target; null without one. */
  readonly met: boolean | null;
}

/** Errors of rows that the constants have not seen, beside the targets, by goal and standing. */
export const heldTo = (rows: readonly AccuracyRow[]): readonly HeldTo[] =>
  GOAL_IDS.flatMap((goal) =>
    STANDINGS.flatMap((standing): HeldTo[] => {
      const members = rows.filter((row) => row.goal === goal && row.standing === standing);
      const [first] = members;
      if (first === undefined) return [];
      const found = summariseErrors(members);
      const target = targetFor(goal, first.standing);
      return [
        { goal, standing: first.standing, found, target, met: target === null ? null : meets(found, target) },
      ];
    }),
  );
