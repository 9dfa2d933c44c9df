import type { PredictedQuantity } from '../calibrated.ts';

/** Median and 90th percentile of the absolute error, in per cent, that a figure is to stay within. */
export interface ErrorTarget {
  readonly medianPercent: number;
  readonly p90Percent: number;
}

/** What is predicted, as buyers ask for it, with what predictions are held to. */
export interface PredictionGoal {
  readonly name: string;
  /** For chips with measurements of their own, and for chips whose vendor has measurements of others. */
  readonly anchored: ErrorTarget | null;
  readonly chipLeftOut: ErrorTarget | null;
}

const target = (medianPercent: number, p90Percent: number): ErrorTarget => ({ medianPercent, p90Percent });

/** Light and medium load: prompts take at most four fifths of an engine's time, and no request waits for memory. */
export const GOALS = {
  tokenTimeOther: {
    name: 'time per output token, NVIDIA, AMD, TPU',
    anchored: target(12, 31),
    chipLeftOut: target(14, 35),
  },
  firstToken: {
    name: 'time to first token, light and medium load',
    anchored: target(25, 60),
    chipLeftOut: target(29, 65),
  },
  tokenTimeNeuron: {
    name: 'time per output token, Trainium, Inferentia',
    anchored: target(20, 50),
    chipLeftOut: target(28, 65),
  },
  throughput: { name: 'output tokens per second', anchored: target(12, 32), chipLeftOut: target(15, 45) },
  trainingDense: { name: 'training, dense', anchored: target(8, 22), chipLeftOut: target(14, 35) },
  trainingExperts: {
    name: 'training, mixture of experts',
    anchored: target(12, 32),
    chipLeftOut: target(18, 45),
  },
  firstTokenHeavy: { name: 'time to first token, heavy load', anchored: null, chipLeftOut: null },
  prefill: { name: 'processing of prompts alone', anchored: null, chipLeftOut: null },
  memory: { name: 'memory', anchored: target(2, 6), chipLeftOut: target(2, 6) },
} as const satisfies Readonly<Record<string, PredictionGoal>>;

export type GoalId = keyof typeof GOALS;
export const GOAL_IDS = Object.keys(GOALS) as readonly GoalId[];

/** Which goal a row counts towards. */
export const goalOf = (row: {
  readonly quantity: PredictedQuantity;
  readonly vendor: string;
  readonly experts: boolean;
  readonly saturated: boolean;
}): GoalId => {
  switch (row.quantity) {
    case 'time-per-output-token':
      return row.vendor === 'AWS' ? 'tokenTimeNeuron' : 'tokenTimeOther';
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
