import type { SizedWorkload } from '../economics/holding.ts';
import { joulesPerToken } from '../performance/power.ts';
import { derived, type Figure } from '../quantity/figure.ts';
import type { WorkloadEnergy } from './result.ts';
import type { WorkloadShare } from './size-system.ts';

const JOULES_PER_KWH = 3.6e6;

/** Energy of one run at the meter: power over the wall time, lost time and spares included, times PUE. */
const kwhPerRun = (
  { outcome }: SizedWorkload,
  itWatts: Figure<'W'>,
  pue: Figure<'1'>,
): Figure<'kWh'> | null =>
  outcome.kind === 'training'
    ? derived(
        'kWh',
        'itWatts * wallSeconds * pue / 3.6e6',
        { itWatts, wallSeconds: outcome.wallSeconds, pue },
        (v) => (v.itWatts * v.wallSeconds * v.pue) / JOULES_PER_KWH,
      )
    : null;

/** What each workload draws and uses on its own units; `pue` is that of the place where they stand. */
export const energyOf = (
  sized: readonly SizedWorkload[],
  shares: readonly WorkloadShare[],
  pue: Figure<'1'>,
): readonly WorkloadEnergy[] =>
  sized.flatMap((each, index) => {
    const share = shares[index];
    if (share === undefined) return [];
    const itWatts = share.watts.average;
    return [
      {
        workload: share.workload,
        itWatts,
        joulesPerToken: joulesPerToken(itWatts, share.tokensPerSecond),
        kwhPerRun: kwhPerRun(each, itWatts, pue),
      },
    ];
  });
