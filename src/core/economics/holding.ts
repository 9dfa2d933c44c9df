import type { SystemSpec } from '../catalog/system.ts';
import type { ServingOutcome, WorkloadOutcome } from '../performance/outcome.ts';
import { derived, explained, type Figure, requested } from '../quantity/figure.ts';
import type { BatchWorkload, ServingWorkload, Workload } from '../workload/request.ts';
import type { CostLine } from './cost.ts';

const SECONDS_PER_DAY = 86_400;

/** Work done in the hours of use, and the share of the bill each kind of it bears. */
export interface Production {
  /** null when nothing is served. Rates are means in the hours of use. */
  readonly serving: {
    readonly inputTokensPerSecond: Figure<'tokens/s'>;
    readonly outputTokensPerSecond: Figure<'tokens/s'>;
    readonly inputBillShare: Figure<'1'>;
    readonly outputBillShare: Figure<'1'>;
  } | null;
  /** Seconds of the whole bill that one run of each training workload bears; null when nothing is trained. */
  readonly secondsPerRun: Figure<'s'> | null;
}

/** Units of a system that are held over the horizon, the IT power they draw and the work they do. */
export interface Holding {
  readonly system: SystemSpec;
  readonly units: number;
  /** The same with what it was found from. */
  readonly unitCount?: Figure<'units'>;
  /** Of all units: in the hours of use, in the other hours, and at their limit. */
  readonly watts: {
    readonly average: Figure<'W'>;
    readonly idle: Figure<'W'>;
    readonly peak: Figure<'W'>;
  };
  readonly production: Production;
  /** Lines of the bill that are paid once whichever way the units are held, as porting the buyer's code. */
  readonly once: readonly CostLine[];
}

/** A workload with the outcome of sizing it. */
export interface SizedWorkload {
  readonly workload: Workload;
  readonly outcome: WorkloadOutcome;
}

/** Relative interval of the predicted throughput, carried over to the times behind it. */
const timed = (outcome: ServingOutcome, seconds: number, formula: string): Figure<'s'> => {
  const { low, estimate, high } = outcome.outputTokensPerSecondPerChip;
  const slower = low > 0 ? estimate / low : 1;
  const faster = high > 0 ? estimate / high : 1;
  const interval = { low: seconds * faster, estimate: seconds, high: seconds * slower };
  return explained('s', interval, outcome.standing, {
    formula: `${formula}, with the relative interval of the throughput`,
    inputs: { throughput: outcome.outputTokensPerSecondPerChip },
  });
};

/**
 * Share of a replica's time (or, with separate pools, of its chips) that goes into reading the input: what the input
 * tokens of the bill bear. Mixed: prefill time of a prompt against its share of the decode steps. Separate pools: prefill
 * replicas against all.
 */
export const inputShareOfWork = (outcome: ServingOutcome, outputTokensPerRequest: number): Figure<'1'> => {
  const { layout } = outcome;
  const pools = layout.disaggregated;
  if (pools !== null) {
    const share = pools.prefillReplicas / (pools.prefillReplicas + pools.decodeReplicas);
    return explained('1', share, outcome.standing, {
      formula: 'prefill replicas / all replicas, as the search split the pools',
      inputs: {},
    });
  }
  const promptsAtOnce = layout.pipelineParallel * layout.attentionDataParallel;
  return derived(
    '1',
    'prefillSeconds / (prefillSeconds + decodeSeconds), both per request',
    {
      prefillSeconds: timed(
        outcome,
        outcome.prefillStep.totalSeconds / promptsAtOnce,
        `prefill of a prompt, ${promptsAtOnce} at a time`,
      ),
      decodeSeconds: timed(
        outcome,
        (outcome.decodeStep.totalSeconds * outputTokensPerRequest) / layout.batch,
        `decode steps of a request, shared by a batch of ${layout.batch}`,
      ),
    },
    (v) => v.prefillSeconds / (v.prefillSeconds + v.decodeSeconds),
  );
};

const requestsAskedFor = (workload: ServingWorkload | BatchWorkload): Figure<'requests/s'> =>
  workload.kind === 'serving'
    ? workload.requestsPerSecond
    : requested(
        'requests/s',
        workload.requestsPerDay / SECONDS_PER_DAY,
        `workloads.${workload.name}.requestsPerDay`,
      );

const tokensOf = (
  requests: Figure<'requests/s'>,
  workload: ServingWorkload | BatchWorkload,
  side: 'inputTokens' | 'outputTokens',
): Figure<'tokens/s'> =>
  derived(
    'tokens/s',
    'requestsPerSecond * tokensPerRequest',
    {
      requestsPerSecond: requests,
      tokensPerRequest: requested('tokens', workload[side].mean, `workloads.${workload.name}.${side}`),
    },
    (v) => v.requestsPerSecond * v.tokensPerRequest,
  );

interface Served {
  readonly input: Figure<'tokens/s'>;
  readonly output: Figure<'tokens/s'>;
  readonly inputBillShare: Figure<'1'>;
  readonly outputBillShare: Figure<'1'>;
}

const served = (
  workload: ServingWorkload | BatchWorkload,
  outcome: ServingOutcome,
  unitShare: Figure<'1'>,
): Served => {
  const requests = derived(
    'requests/s',
    'min(requests asked for, capacity)',
    { asked: requestsAskedFor(workload), capacity: outcome.requestsPerSecondCapacity },
    (v) => Math.min(v.asked, v.capacity),
  );
  const inputShare = inputShareOfWork(outcome, workload.outputTokens.mean);
  return {
    input: tokensOf(requests, workload, 'inputTokens'),
    output: tokensOf(requests, workload, 'outputTokens'),
    inputBillShare: derived(
      '1',
      'unitShare * inputShare',
      { unitShare, inputShare },
      (v) => v.unitShare * v.inputShare,
    ),
    outputBillShare: derived(
      '1',
      'unitShare * (1 - inputShare)',
      { unitShare, inputShare },
      (v) => v.unitShare * (1 - v.inputShare),
    ),
  };
};

const summed = <U extends 'tokens/s' | '1' | 's'>(unit: U, figures: readonly Figure<U>[]): Figure<U> => {
  const [only] = figures;
  if (only !== undefined && figures.length === 1) return only;
  const inputs = Object.fromEntries(figures.map((figure, index) => [`part${index + 1}`, figure]));
  return derived(unit, 'sum over workloads', inputs, (v) =>
    Object.values(v).reduce((sum, value) => sum + value, 0),
  );
};

/**
 * Work that sized workloads do together. Each bears the bill by the units it needs. What is served is what is asked for on
 * average, or the capacity where that is less. With several serving workloads their tokens and shares add up; with several
 * trainings a run means one run of each.
 */
export const productionOf = (sized: readonly SizedWorkload[]): Production => {
  const allUnits = sized.reduce((sum, { outcome }) => sum + outcome.unitsNeeded, 0);
  const servings: Served[] = [];
  const runs: Figure<'s'>[] = [];
  for (const { workload, outcome } of sized) {
    const unitShare = explained('1', outcome.unitsNeeded / allUnits, outcome.standing, {
      formula: 'units of this workload / units of all workloads, both found by the layout search',
      inputs: {},
    });
    if (outcome.kind === 'training') {
      const inputs = { unitShare, wallSeconds: outcome.wallSeconds };
      runs.push(derived('s', 'unitShare * wallSeconds', inputs, (v) => v.unitShare * v.wallSeconds));
    } else if (workload.kind === 'serving' || workload.kind === 'batch') {
      servings.push(served(workload, outcome, unitShare));
    }
  }
  return {
    serving:
      servings.length === 0
        ? null
        : {
            inputTokensPerSecond: summed(
              'tokens/s',
              servings.map(({ input }) => input),
            ),
            outputTokensPerSecond: summed(
              'tokens/s',
              servings.map(({ output }) => output),
            ),
            inputBillShare: summed(
              '1',
              servings.map(({ inputBillShare }) => inputBillShare),
            ),
            outputBillShare: summed(
              '1',
              servings.map(({ outputBillShare }) => outputBillShare),
            ),
          },
    secondsPerRun: runs.length === 0 ? null : summed('s', runs),
  };
};
