import { tokensPerUsd } from '../economics/price.ts';
import type { WorkloadOutcome } from '../performance/outcome.ts';
import { joulesPerToken, tokensPerSecondPerWatt } from '../performance/power.ts';
import { derived, explained, type Figure } from '../quantity/figure.ts';
import { weakestStanding } from '../quantity/standing.ts';
import { checkSite } from '../site/check.ts';
import type { Held } from './holdings.ts';
import type { PlanInputs } from './inputs.ts';
import type { ChipCeilings } from './result.ts';
import type { Unscored } from './score.ts';
import type { SizedSystem } from './size-system.ts';

const keepsPromise = (outcome: WorkloadOutcome): boolean =>
  outcome.kind === 'training' ? outcome.meetsDeadline : outcome.meetsServiceLevel;

/** The roofs over the points of the first workload: peak of the format it computes in, and memory bandwidth. */
const ceilingsOf = ({ system, outcomes }: SizedSystem): ChipCeilings | null => {
  const format = outcomes[0]?.layout.computeFormat;
  const peak = format === undefined ? undefined : system.chip.peakFlopsPerSecond[format];
  return peak === undefined
    ? null
    : { peakFlopsPerSecond: peak, hbmBytesPerSecond: system.chip.hbmBytesPerSecond };
};

const racksOf = ({ system, units }: SizedSystem): Figure<'1'> | null => {
  const envelope = system.envelope;
  if (envelope === null) return null;
  return derived(
    '1',
    'racksPerUnit * units',
    { racksPerUnit: envelope.racksPerUnit },
    (v) => v.racksPerUnit * units,
  );
};

const perChip = ({ tokensPerSecond, chips }: SizedSystem): Figure =>
  derived(
    'tokens/s/chip',
    'tokensPerSecond / chips',
    {
      tokensPerSecond,
      chips: explained('chips', chips, 'user', { formula: 'chips of the plan', inputs: {} }),
    },
    (v) => v.tokensPerSecond / v.chips,
  );

/** A sized system under one way of holding it, judged against promise and site but not yet ranked. */
export const candidateOf = (sized: SizedSystem, held: Held, inputs: PlanInputs): Unscored => {
  const { system, outcomes, watts, tokensPerSecond } = sized;
  const { request, powerAndSite } = inputs;
  const site =
    held.tenure === 'own' && request.site !== null
      ? checkSite(system, sized.units, watts.peak, request.site, powerAndSite.site)
      : null;
  const meets = outcomes.every(keepsPromise) && site?.verdict !== 'does-not-fit';
  const ceilings = ceilingsOf(sized);
  const standings = [
    ...outcomes.map((outcome) => outcome.standing),
    ...(held.cost === null ? [] : [held.cost.totalUsd.standing]),
  ];
  return {
    id: `${system.id}/${held.tenure}${held.offer === null ? '' : `/${held.offer.kind}`}`,
    systemId: system.id,
    systemName: system.name,
    vendor: system.vendor,
    chipId: system.chip.id,
    tenure: held.tenure,
    offerId: held.offer === null ? null : held.offer.id,
    units: sized.units,
    chips: sized.chips,
    ...(ceilings === null ? {} : { ceilings }),
    availability: system.availability,
    verdict: meets ? 'meets' : 'misses',
    outcomes,
    itWatts: watts.average,
    tokensPerSecondPerWatt: tokensPerSecondPerWatt(tokensPerSecond, watts.average),
    tokensPerUsd: held.cost === null ? null : tokensPerUsd(tokensPerSecond, held.cost, request.terms),
    joulesPerToken: joulesPerToken(watts.average, tokensPerSecond),
    site,
    cost: held.cost,
    rentOrOwn: held.rentOrOwn,
    standing: weakestStanding(standings),
    caveats: system.caveats,
    racks: racksOf(sized),
    tokensPerSecondPerChip: perChip(sized),
  };
};
