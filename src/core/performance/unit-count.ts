import { explained, type Figure } from '../quantity/figure.ts';
import { weakestStanding } from '../quantity/standing.ts';
import type { WorkloadOutcome } from './outcome.ts';

/** How the units of one workload follow from what was found. */
const reasonOf = (outcome: WorkloadOutcome): string => {
  const { workload, unitsNeeded, spareUnits, chipsNeeded } = outcome;
  const work =
    outcome.kind === 'training'
      ? `${chipsNeeded} chips of the layout found`
      : `${outcome.replicas} replicas of ${outcome.layout.chipsPerReplica} chips that carry the peak rate`;
  return `${workload}: ${work}, in ${unitsNeeded - spareUnits} whole units, and ${spareUnits} spare`;
};

/** Units that workloads need, spares included, with what the search found them from. */
export const unitCount = (outcomes: readonly WorkloadOutcome[]): Figure<'units'> =>
  explained(
    'units',
    outcomes.reduce((sum, { unitsNeeded }) => sum + unitsNeeded, 0),
    weakestStanding(outcomes.map(({ standing }) => standing)),
    {
      formula: outcomes.map(reasonOf).join('; '),
      inputs: Object.fromEntries(
        outcomes.flatMap((outcome): (readonly [string, Figure])[] =>
          outcome.kind === 'training'
            ? [[`${outcome.workload}: run time`, outcome.wallSeconds]]
            : [
                [`${outcome.workload}: capacity`, outcome.requestsPerSecondCapacity],
                [`${outcome.workload}: load`, outcome.load],
              ],
        ),
      ),
    },
  );

/** A number of units as a figure: as it is where it carries its derivation, else as something the search found. */
export const countedUnits = (units: number | Figure<'units'>): Figure<'units'> =>
  typeof units === 'number'
    ? explained('units', units, 'datasheet', {
        formula: 'whole units that carry the workloads, spares included, found by the layout search',
        inputs: {},
      })
    : units;
