import type { Machine } from '../machine.ts';
import type { InferenceConstants } from './constants.ts';
import { chipsPerReplica, type InferenceLayout } from './layout.ts';
import type { ModelLoad } from './load.ts';
import { type MemoryModel, maxBatch, memoryModel } from './memory.ts';
import {
  admissibleRunning,
  largestRunning,
  type OpenLoopModel,
  type OpenLoopState,
  type OpenLoopTraffic,
  openLoopAt,
  openLoopModel,
  runningContext,
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
}

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
  return { layout, chips: chipsPerReplica(layout), memory, open, admissible: admissibleRunning(open) };
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
export const highestLoad = (prepared: Prepared, limits: LatencyLimits): number =>
  largestRunning(
    prepared.admissible,
    (running) => {
      const state = openLoopAt(prepared.open, running);
      return (
        state.promptLoad < prepared.open.step.constants.queueLoadLimit && latencyRatio(state, limits) <= 1
      );
    },
    LOAD_PRECISION,
  );
