import type { PowerConstants } from '../catalog/power-and-site.ts';
import type { SystemSpec } from '../catalog/system.ts';
import type { SizedWorkload } from '../economics/holding.ts';
import { HOURS_PER_MONTH, SECONDS_PER_HOUR } from '../economics/time-value.ts';
import { NO_MEMO } from '../memo.ts';
import type { WorkloadOutcome } from '../performance/outcome.ts';
import { systemWatts, type UseInputs, type Utilisation } from '../performance/power.ts';
import { unitCount } from '../performance/unit-count.ts';
import { derived, type Figure, requested } from '../quantity/figure.ts';
import type { Terms } from '../workload/request.ts';
import type { PlanInputs } from './inputs.ts';

export interface Watts {
  readonly average: Figure<'W'>;
  readonly idle: Figure<'W'>;
  readonly peak: Figure<'W'>;
}

/** What one workload draws on its units, and the tokens asked of it. */
export interface WorkloadShare {
  readonly workload: string;
  readonly watts: Watts;
  readonly tokensPerSecond: Figure<'tokens/s'>;
}

/** All workloads of a request on one system, each on units of its own, whatever the terms. */
export interface SizedUnits {
  readonly system: SystemSpec;
  readonly sized: readonly SizedWorkload[];
  readonly outcomes: readonly WorkloadOutcome[];
  readonly units: number;
  /** The same with what it was found from. */
  readonly unitCount: Figure<'units'>;
  readonly chips: number;
  readonly watts: Watts;
  /** Of each workload, in the order of `sized`. */
  readonly shares: readonly WorkloadShare[];
  /** Tokens the workloads ask for together: generated when served, processed when trained. */
  readonly tokensPerSecond: Figure<'tokens/s'>;
}

/** The same under terms. */
export interface SizedSystem extends SizedUnits {
  readonly kind: 'sized';
  /** The same object whatever the terms, to remember by. */
  readonly sizedUnits: SizedUnits;
  /** The terms of the request with the share of hours in which these units are used. */
  readonly terms: Terms;
}

export interface RefusedSystem {
  readonly kind: 'refused';
  readonly system: SystemSpec;
  readonly reason: string;
}

/** Sum of figures of one unit; a single one is handed through, so that its derivation stays short. */
export const sumOf = <U extends 'W' | 'tokens/s'>(
  unit: U,
  parts: readonly (readonly [string, Figure<U>])[],
): Figure<U> => {
  const [first, ...rest] = parts;
  if (first !== undefined && rest.length === 0) return first[1];
  return derived(unit, parts.map(([name]) => `"${name}"`).join(' + '), Object.fromEntries(parts), (values) =>
    Object.values(values).reduce((sum, value) => sum + value, 0),
  );
};

const SECONDS_PER_DAY = 86_400;
const SECONDS_PER_MONTH = HOURS_PER_MONTH * SECONDS_PER_HOUR;

const meanTokens = (tokens: number, path: string): Figure<'tokens'> => requested('tokens', tokens, path);

/** Tokens the workload asks for, a second: generated when served, at the mean rate; trained and not lost when trained. */
const workAsked = ({ workload, outcome }: SizedWorkload): Figure<'tokens/s'> => {
  if (outcome.kind === 'training') {
    return derived(
      'tokens/s',
      'tokensPerSecond * goodput',
      { tokensPerSecond: outcome.tokensPerSecond, goodput: outcome.goodput },
      (v) => v.tokensPerSecond * v.goodput,
    );
  }
  switch (workload.kind) {
    case 'serving':
      return derived(
        'tokens/s',
        'requestsPerSecond * outputTokens',
        {
          requestsPerSecond: workload.requestsPerSecond,
          outputTokens: meanTokens(workload.outputTokens.mean, `workloads.${workload.name}.output`),
        },
        (v) => v.requestsPerSecond * v.outputTokens,
      );
    case 'batch':
      return derived(
        'tokens/s',
        'requestsPerDay * outputTokens / 86400',
        {
          requestsPerDay: requested(
            'requests',
            workload.requestsPerDay,
            `workloads.${workload.name}.requests`,
          ),
          outputTokens: meanTokens(workload.outputTokens.mean, `workloads.${workload.name}.output`),
        },
        (v) => (v.requestsPerDay * v.outputTokens) / SECONDS_PER_DAY,
      );
    default:
      return outcome.outputTokensPerSecond;
  }
};

/**
 * Use of the chips at the work asked for. Where the outcome states it at full load only, it is used for the share of time
 * that its load, at the mean rate, fills.
 */
const utilisationAsked = ({ workload, outcome }: SizedWorkload): Utilisation => {
  if (outcome.utilisationAsked !== undefined) return outcome.utilisationAsked;
  if (outcome.kind === 'training') return outcome.utilisation;
  const peakToMean = workload.kind === 'serving' ? workload.peakToMean : 1;
  const busy = Math.min(1, outcome.load.estimate / peakToMean);
  return { compute: outcome.utilisation.compute * busy, memory: outcome.utilisation.memory * busy, busy };
};

/** What the use of the chips was found from: the speed of the layout, down to facts of the chip. */
const useInputs = ({ outcome }: SizedWorkload): UseInputs =>
  outcome.kind === 'training'
    ? { tokensPerSecondPerChip: outcome.tokensPerSecondPerChip }
    : { outputTokensPerSecondPerChip: outcome.outputTokensPerSecondPerChip, load: outcome.load };

/**
 * The terms for this system: what is only trained is used for its runs, not for the whole horizon, so that hours paid
 * by use and electricity count those runs alone. Where something is served the terms stand as they are.
 */
const termsInUse = (terms: Terms, sized: readonly SizedWorkload[]): Terms => {
  const horizonSeconds = terms.horizonMonths * SECONDS_PER_MONTH;
  let usedUnitSeconds = 0;
  let units = 0;
  for (const { workload, outcome } of sized) {
    if (outcome.kind !== 'training' || workload.kind === 'serving' || workload.kind === 'batch') return terms;
    const runs = workload.runs === undefined ? 1 : workload.runs;
    usedUnitSeconds += outcome.unitsNeeded * runs * outcome.wallSeconds.estimate;
    units += outcome.unitsNeeded;
  }
  return {
    ...terms,
    utilisation: terms.utilisation * Math.min(1, usedUnitSeconds / (units * horizonSeconds)),
  };
};

const sizedUnitsOf = (
  system: SystemSpec,
  sized: readonly SizedWorkload[],
  power: PowerConstants,
): SizedUnits => {
  const outcomes = sized.map(({ outcome }) => outcome);
  const shares = sized.map((each) => ({
    workload: each.outcome.workload,
    watts: systemWatts(system, unitCount([each.outcome]), utilisationAsked(each), power, useInputs(each)),
    tokensPerSecond: workAsked(each),
  }));
  const named = <F>(pick: (share: WorkloadShare) => F): readonly (readonly [string, F])[] =>
    shares.map((share) => [share.workload, pick(share)]);
  const units = outcomes.reduce((sum, outcome) => sum + outcome.unitsNeeded, 0);
  return {
    system,
    sized,
    outcomes,
    units,
    unitCount: unitCount(outcomes),
    chips: units * system.chipsPerUnit,
    shares,
    watts: {
      average: sumOf(
        'W',
        named(({ watts }) => watts.average),
      ),
      idle: sumOf(
        'W',
        named(({ watts }) => watts.idle),
      ),
      peak: sumOf(
        'W',
        named(({ watts }) => watts.peak),
      ),
    },
    tokensPerSecond: sumOf(
      'tokens/s',
      named(({ tokensPerSecond }) => tokensPerSecond),
    ),
  };
};

/** Sizes every workload of the request on the system; refused as a whole, in words, when any of them cannot run there. */
export const sizeSystem = (system: SystemSpec, inputs: PlanInputs): SizedSystem | RefusedSystem => {
  const { request, systems, sizeWorkload, powerAndSite, memo = NO_MEMO } = inputs;
  const sized: SizedWorkload[] = [];
  for (const workload of request.workloads) {
    const outcome = sizeWorkload(system, workload);
    if (outcome.kind === 'refused') return { kind: 'refused', system, reason: outcome.reason };
    sized.push({ workload, outcome });
  }
  const { power } = powerAndSite;
  const key = [systems, system.id, power, ...sized.flatMap(({ workload, outcome }) => [workload, outcome])];
  const sizedUnits = memo.recall('sized units', key, () => sizedUnitsOf(system, sized, power));
  return { kind: 'sized', ...sizedUnits, sizedUnits, terms: termsInUse(request.terms, sized) };
};
