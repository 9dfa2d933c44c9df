import type { PowerConstants } from '../catalog/power-and-site.ts';
import type { SystemSpec } from '../catalog/system.ts';
import type { SizedWorkload } from '../economics/holding.ts';
import type { WorkloadOutcome } from '../performance/outcome.ts';
import { systemWatts } from '../performance/power.ts';
import { derived, type Figure } from '../quantity/figure.ts';
import type { Workload } from '../workload/request.ts';
import type { SizeWorkload } from './inputs.ts';

export interface Watts {
  readonly average: Figure<'W'>;
  readonly idle: Figure<'W'>;
  readonly peak: Figure<'W'>;
}

/** All workloads of a request on one system, each on units of its own. */
export interface SizedSystem {
  readonly kind: 'sized';
  readonly system: SystemSpec;
  readonly sized: readonly SizedWorkload[];
  readonly outcomes: readonly WorkloadOutcome[];
  readonly units: number;
  readonly chips: number;
  readonly watts: Watts;
  /** Tokens of all workloads together: generated when served, processed when trained. */
  readonly tokensPerSecond: Figure<'tokens/s'>;
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

const tokensPerSecondOf = (outcome: WorkloadOutcome): Figure<'tokens/s'> =>
  outcome.kind === 'training' ? outcome.tokensPerSecond : outcome.outputTokensPerSecond;

/** Sizes every workload on the system; refused as a whole, in words, when any of them cannot run there. */
export const sizeSystem = (
  system: SystemSpec,
  workloads: readonly Workload[],
  sizeWorkload: SizeWorkload,
  power: PowerConstants,
): SizedSystem | RefusedSystem => {
  const sized: SizedWorkload[] = [];
  for (const workload of workloads) {
    const outcome = sizeWorkload(system, workload);
    if (outcome.kind === 'refused') return { kind: 'refused', system, reason: outcome.reason };
    sized.push({ workload, outcome });
  }
  const outcomes = sized.map(({ outcome }) => outcome);
  const watts = outcomes.map((outcome) => ({
    name: outcome.workload,
    ...systemWatts(system, outcome.unitsNeeded, outcome.utilisation, power),
  }));
  const wattsAt = (load: keyof Watts) =>
    sumOf(
      'W',
      watts.map((each) => [each.name, each[load]]),
    );
  const units = outcomes.reduce((sum, outcome) => sum + outcome.unitsNeeded, 0);
  return {
    kind: 'sized',
    system,
    sized,
    outcomes,
    units,
    chips: units * system.chipsPerUnit,
    watts: { average: wattsAt('average'), idle: wattsAt('idle'), peak: wattsAt('peak') },
    tokensPerSecond: sumOf(
      'tokens/s',
      outcomes.map((outcome) => [outcome.workload, tokensPerSecondOf(outcome)]),
    ),
  };
};
