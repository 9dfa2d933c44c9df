import type { PredictionStanding } from '../../quantity/standing.ts';
import type { PredictedQuantity } from '../calibrated.ts';

/** Median and 90th percentile of the absolute error, in per cent, that predictions are to stay within. */
export interface ErrorTarget {
  readonly medianPercent: number;
  readonly p90Percent: number;
}

/** What is predicted, as buyers ask for it, with what predictions are held to. */
export interface PredictionGoal {
  /** At most 36 characters, the first column of tables on a terminal. */
  readonly name: string;
  /** For chips with measurements of their own, and for chips whose vendor has measurements of others; null: none. */
  readonly anchored: ErrorTarget | null;
  readonly chipLeftOut: ErrorTarget | null;
}

const target = (medianPercent: number, p90Percent: number): ErrorTarget => ({ medianPercent, p90Percent });

/** Light and medium load: prompts take at most four fifths of an engine's time, and no request waits for memory. */
export const GOALS = {
  tokenTimeNeuron: {
    name: 'time per output token, Neuron',
    anchored: target(20, 50),
    chipLeftOut: target(28, 65),
  },
  tokenTimeOther: {
    name: 'time per output token, other chips',
    anchored: target(12, 31),
    chipLeftOut: target(14, 35),
  },
  firstToken: {
    name: 'first token, light and medium load',
    anchored: target(25, 60),
    chipLeftOut: target(29, 65),
  },
  firstTokenHeavy: { name: 'first token, heavy load', anchored: null, chipLeftOut: null },
  prefill: { name: 'prompts processed alone', anchored: null, chipLeftOut: null },
  throughput: { name: 'output tokens per second', anchored: target(12, 32), chipLeftOut: target(15, 45) },
  trainingDense: { name: 'training, dense', anchored: target(8, 22), chipLeftOut: target(14, 35) },
  trainingExperts: {
    name: 'training, mixture of experts',
    anchored: target(12, 32),
    chipLeftOut: target(18, 45),
  },
  memory: { name: 'memory', anchored: target(2, 6), chipLeftOut: target(2, 6) },
} as const satisfies Readonly<Record<string, PredictionGoal>>;

export type GoalId = keyof typeof GOALS;
export const GOAL_IDS = Object.keys(GOALS) as readonly GoalId[];

const CLOUD_CORES = 'AWS';

/** Which goal a row counts towards. */
export const goalOf = (row: {
  readonly quantity: PredictedQuantity;
  readonly vendor: string;
  readonly experts: boolean;
  readonly saturated: boolean;
}): GoalId => {
  switch (row.quantity) {
    case 'time-per-output-token':
      return row.vendor === CLOUD_CORES ? 'tokenTimeNeuron' : 'tokenTimeOther';
    case 'time-to-first-token':
      return row.saturated ? 'firstTokenHeavy' : 'firstToken';
    case 'output-throughput':
      return 'throughput';
    case 'prefill-time':
      return 'prefill';
    case 'training-step':
      return row.experts ? 'trainingExperts' : 'trainingDense';
    case 'memory':
      return 'memory';
  }
};

/**
 * What predictions of rows the constants have not seen are held to, by what they rest on: models that are new to a
 * measured chip as those that are not. null where there is no target.
 */
export const targetFor = (goal: GoalId, standing: PredictionStanding): ErrorTarget | null => {
  if (standing === 'anchored' || standing === 'new-model') return GOALS[goal].anchored;
  return standing === 'same-vendor' ? GOALS[goal].chipLeftOut : null;
};

/** Whether median and 90th percentile both keep to a target. */
export const meets = (found: ErrorTarget, wanted: ErrorTarget): boolean =>
  found.medianPercent <= wanted.medianPercent && found.p90Percent <= wanted.p90Percent;
