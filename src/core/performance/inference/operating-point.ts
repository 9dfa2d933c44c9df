import type { Machine } from '../machine.ts';
import type { InferenceConstants } from './constants.ts';
import { chipsPerReplica, type InferenceLayout } from './layout.ts';
import type { ModelLoad } from './load.ts';
import { type MemoryModel, maxBatch, memoryModel } from './memory.ts';
import {
  admissibleRunning,
  fillRates,
  fillState,
  largestRunning,
  type OpenLoopModel,
  type OpenLoopState,
  type OpenLoopTraffic,
  openLoopModel,
  runningContext,
  STATE,
  stateArray,
} from './open-loop.ts';
import { type StepModel, stepModel } from './step-model.ts';

/** A latency promise in seconds; Infinity where there is none. */
export interface LatencyLimits {
  readonly timeToFirstTokenSeconds: number;
  readonly timePerOutputTokenSeconds: number;
}

/** A layout that fits, ready to be evaluated at any load. */
export interface Prepared {
  readonly layout: InferenceLayout;
  readonly chips: number;
  readonly memory: MemoryModel;
  readonly open: OpenLoopModel;
  /** Most requests decoding on average without any having to wait for memory. */
  readonly admissible: number;
  /** Requests per second that no load exceeds: with prompts among the answers, and where they are processed elsewhere. */
  readonly rateCeiling: number;
  readonly decodeRateCeiling: number;
}

/** Rounding that a bound has to stand above, relative. */
const ROUNDING = 1e-9;

/**
 * How much more requests per second than a full replica a less loaded one could have, as a factor. The time of a step
 * over its requests falls as requests are added, since every part of it starts at or above nothing and grows no faster
 * than they do; but for whole requests of a compiled engine, of which the last one may be missing, and for experts where
 * touched ones are fitted to grow with a power above 1 of the tokens, until all are touched.
 */
const ceilingSlack = ({ step, slots }: OpenLoopModel): number => {
  const power = Math.max(0, step.constants.routingSpreadExponent - 1);
  const most = step.experts.reduce((all, { missShare }) => Math.max(all, 1 / (1 - missShare)), 1);
  const whole = step.compiledShapes ? 1 + 1 / Math.max(1, slots) : 1;
  return (1 + ROUNDING) * whole * most ** power;
};

/** Precision of the search for the highest load, relative. */
const LOAD_PRECISION = 5e-3;

/** A layout with what it costs whatever the requests look like. */
export interface LayoutModel {
  readonly layout: InferenceLayout;
  readonly memory: MemoryModel;
  /** Worked out when first asked for: most layouts do not fit. */
  readonly step: () => StepModel;
}

export const layoutModel = (
  machine: Machine,
  load: ModelLoad,
  layout: InferenceLayout,
  constants: InferenceConstants,
): LayoutModel => {
  let step: StepModel | null = null;
  return {
    layout,
    memory: memoryModel(machine, load, layout, constants),
    step: () => {
      step ??= stepModel(machine, load, layout, constants);
      return step;
    },
  };
};

// Written before it is read, so that no evaluation sees another's values.
const scratch = stateArray();

/**
 * Prepares a layout, or null when the model, or one request of the length that the percentile asks for, does not fit.
 * Slots are counted at the mean context of running requests.
 */
export const prepareModel = (model: LayoutModel, traffic: OpenLoopTraffic): Prepared | null => {
  const { layout, memory } = model;
  const { inputTokens, outputTokens } = traffic;
  if (maxBatch(memory, inputTokens.mean + outputTokens.mean) < layout.attentionDataParallel) return null;
  const slots = maxBatch(memory, runningContext(traffic, inputTokens.mean));
  const open = openLoopModel(model.step(), traffic, slots);
  const admissible = admissibleRunning(open);
  fillRates(open, admissible, scratch);
  const slack = ceilingSlack(open);
  return {
    layout,
    chips: chipsPerReplica(layout),
    memory,
    open,
    admissible,
    rateCeiling: slack * (scratch[STATE.requestsPerSecond] ?? Number.NaN),
    decodeRateCeiling:
      (slack * admissible) / (open.mean.outputTokens * (scratch[STATE.decodeSeconds] ?? Number.NaN)),
  };
};

/** The same from the parts of a layout's model. */
export const prepare = (
  machine: Machine,
  load: ModelLoad,
  layout: InferenceLayout,
  traffic: OpenLoopTraffic,
  constants: InferenceConstants,
): Prepared | null => prepareModel(layoutModel(machine, load, layout, constants), traffic);

/** How far a state is from its limits: at most 1 when both are kept. */
export const latencyRatio = (state: OpenLoopState, limits: LatencyLimits): number =>
  Math.max(
    state.timeToFirstTokenSeconds / limits.timeToFirstTokenSeconds,
    state.timePerOutputTokenSeconds / limits.timePerOutputTokenSeconds,
  );

/** The most requests decoding at which the limits hold and prompts leave the engine time to decode; 0 when there are none. */
export const highestLoad = (prepared: Prepared, limits: LatencyLimits): number => {
  const { open, admissible } = prepared;
  const { queueLoadLimit } = open.step.constants;
  return largestRunning(
    admissible,
    (running) => {
      fillState(open, running, scratch);
      return (
        (scratch[STATE.promptLoad] ?? Number.NaN) < queueLoadLimit &&
        (scratch[STATE.timeToFirstToken] ?? Number.NaN) / limits.timeToFirstTokenSeconds <= 1 &&
        (scratch[STATE.timePerOutputToken] ?? Number.NaN) / limits.timePerOutputTokenSeconds <= 1
      );
    },
    LOAD_PRECISION,
  );
};
