import type { SystemSpec } from '../../catalog/system.ts';
import { explained, type Figure, type Interval } from '../../quantity/figure.ts';
import type { UnitName } from '../../quantity/unit.ts';
import type { BatchWorkload } from '../../workload/request.ts';
import { type Calibrated, type PredictedQuantity, residualFigure } from '../calibrated.ts';
import type { Machine } from '../machine.ts';
import type { Refusal, ServingOutcome } from '../outcome.ts';
import { encoderSequencesPerSecond } from './closed-loop.ts';
import type { InferenceConstants } from './constants.ts';
import { figuresBehind, loadOn, spread, times } from './figures.ts';
import { type Reserve, replicasIn, unitsFor, unitsWithSpares } from './fleet.ts';
import { chipsPerReplica, type InferenceLayout } from './layout.ts';
import { possibleLayouts } from './layouts.ts';
import { modelLoad } from './load.ts';
import { cacheBudgetBytes, memoryBreakdown, memoryModel } from './memory.ts';
import type { Machines } from './operation.ts';
import { doesNotFit } from './refusals.ts';
import { prefillBreakdown, prefillSeconds } from './step.ts';
import { type StepModel, stepModel } from './step-model.ts';
import { prefillWork } from './step-work.ts';

const SECONDS_PER_DAY = 86_400;
const BATCHES = [1, 2, 4, 8, 16, 32, 64, 128, 256] as const;
const MEDIAN = 0.5;

interface EncoderChoice {
  readonly layout: InferenceLayout;
  readonly chips: number;
  readonly batch: number;
  readonly step: StepModel;
  readonly sequencesPerSecond: number;
}

/** Most sequences per chip; the smallest batch within a hundredth of the best. */
const bestOf = (
  machine: Machine,
  layouts: readonly InferenceLayout[],
  load: ReturnType<typeof modelLoad>,
  tokens: number,
  constants: InferenceConstants,
): EncoderChoice | null => {
  let best: EncoderChoice | null = null;
  for (const layout of layouts) {
    if (cacheBudgetBytes(memoryModel(machine, load, layout, constants)) <= 0) continue;
    const step = stepModel(machine, load, layout, constants);
    const chips = chipsPerReplica(layout);
    for (const batch of BATCHES) {
      if (batch * tokens > constants.prefillChunkTokens && batch > 1) break;
      const sequencesPerSecond = encoderSequencesPerSecond(step, batch, tokens);
      if (best === null || sequencesPerSecond / chips > (1.01 * best.sequencesPerSecond) / best.chips)
        best = { layout, chips, batch, step, sequencesPerSecond };
    }
  }
  return best;
};

const REFERENCE = 'forward pass: arXiv 2205.05198, appendix A; compute and memory time add';

/** A choice on whole units. */
interface EncoderFleet extends EncoderChoice {
  readonly tokens: number;
  readonly rate: number;
  readonly replicas: number;
  readonly passSeconds: number;
  /** Sequences per second of one replica with every fact at its low and its high end. */
  readonly ends: readonly number[];
}

const encoderFigures = (
  system: SystemSpec,
  calibrated: Calibrated<InferenceConstants>,
  fleet: EncoderFleet,
) => {
  const { tokens, replicas, chips, batch, ends, sequencesPerSecond } = fleet;
  const inputs = figuresBehind(system, fleet.layout.computeFormat);
  const make = <U extends UnitName>(
    unit: U,
    interval: Interval,
    formula: string,
    error: PredictedQuantity = 'output-throughput',
  ): Figure<U> =>
    explained(unit, interval, calibrated.standing, {
      formula: `${formula}; interval: slowest and fastest reading of the facts times measuredOverPredicted`,
      inputs: { ...inputs, measuredOverPredicted: residualFigure(calibrated, error) },
      reference: REFERENCE,
    });
  const sequences = spread(sequencesPerSecond, ends, calibrated.residuals['output-throughput']);
  const milliseconds = 1000 * fleet.passSeconds;
  const pass = spread(
    milliseconds,
    ends.map((end) => (milliseconds * sequencesPerSecond) / end),
    calibrated.residuals['prefill-time'],
  );
  const capacity = times(sequences, replicas);
  return {
    outputTokensPerSecondPerChip: make(
      'tokens/s/chip',
      times(sequences, tokens / chips),
      'tokens of a batch / time of its forward pass',
    ),
    outputTokensPerSecond: make('tokens/s', times(capacity, tokens), 'one vector per token read'),
    inputTokensPerSecond: make('tokens/s', times(capacity, tokens), 'texts per second x tokens per text'),
    requestsPerSecondCapacity: make(
      'requests/s',
      capacity,
      `${replicas} replicas x batch of ${batch} / forward pass`,
    ),
    timeToFirstTokenMs: make(
      'ms',
      pass,
      `forward pass of ${batch} texts of ${Math.round(tokens)} tokens`,
      'prefill-time',
    ),
    timePerOutputTokenMs: make(
      'ms',
      times(pass, 1 / tokens),
      'forward pass / tokens per text',
      'prefill-time',
    ),
    load: make('1', loadOn(fleet.rate, capacity), 'texts asked for / capacity'),
  };
};

const encoderDetails = (machine: Machine, fleet: EncoderFleet) => {
  const { step, batch, tokens, passSeconds, layout } = fleet;
  const prompts = { prompts: batch, newTokens: tokens, cachedTokens: 0 };
  const work = prefillWork(step, prompts);
  const peak = machine.peakFlopsPerSecond[layout.computeFormat];
  const prefillStep = prefillBreakdown(step, prompts);
  return {
    memory: memoryBreakdown(memoryModel(machine, step.load, layout, step.constants), batch, tokens),
    decodeStep: { parts: [], totalSeconds: 0 },
    prefillStep,
    roofline: [
      {
        name: 'forward pass',
        intensity: work.flops / work.bytes,
        achievedFlopsPerSecondPerChip: work.flops / passSeconds,
      },
    ],
    pareto: [],
    bound: prefillStep.parts.reduce((most, part) => (part.seconds > most.seconds ? part : most)).bound,
    utilisation: {
      compute: peak === undefined ? 1 : Math.min(1, work.flops / passSeconds / peak),
      memory: Math.min(1, work.bytes / passSeconds / machine.hbmBytesPerSecond),
    },
  };
};

/**
 * Forward passes of an encoder (BERT and its like) over a batch of texts. There is no cache and nothing is generated:
 * tokens out are the vectors it gives, one per token in, and the time to the first one is that of a whole pass.
 */
export const planEncoder = (
  system: SystemSpec,
  machines: Machines,
  workload: BatchWorkload,
  calibrated: Calibrated<InferenceConstants>,
  reserve: Reserve,
): ServingOutcome | Refusal => {
  const { constants, standing } = calibrated;
  const load = modelLoad(workload.model);
  const tokens = workload.inputTokens.mean;
  const space = {
    machine: machines.estimate,
    model: workload.model,
    // Encoders are small and sensitive: 16 bits unless the request asks for less.
    weightFormat: workload.weightFormat ?? ('bf16' as const),
    keyValueFormat: 'bf16' as const,
    chips: system.chipsPerUnit,
    pipelines: [1],
  };
  const layouts = possibleLayouts(space);
  const choice = bestOf(machines.estimate, layouts, load, tokens, constants);
  if (choice === null) return doesNotFit(workload.name, space, load, constants, tokens);
  const { chips, batch, step, layout } = choice;
  const rate = workload.requestsPerDay / SECONDS_PER_DAY;
  const packing = { chipsPerUnit: system.chipsPerUnit, chipsPerReplica: chips };
  const needed = Math.max(1, Math.ceil(rate / choice.sequencesPerSecond));
  const active = unitsFor(packing, needed);
  const units = unitsWithSpares(reserve, chips, needed);
  const fleet: EncoderFleet = {
    ...choice,
    tokens,
    rate,
    replicas: replicasIn(packing, active),
    passSeconds: prefillSeconds(step, { prompts: batch, newTokens: tokens, cachedTokens: 0 }),
    ends: [machines.low, machines.high].map((machine) =>
      encoderSequencesPerSecond(stepModel(machine, load, layout, constants), batch, tokens),
    ),
  };
  return {
    kind: 'batch',
    workload: workload.name,
    layout: { ...layout, chipsPerReplica: chips, batch, disaggregated: null },
    replicas: fleet.replicas,
    chipsNeeded: needed * chips,
    unitsNeeded: units,
    spareUnits: units - active,
    ...encoderFigures(system, calibrated, fleet),
    percentile: MEDIAN,
    meetsServiceLevel: true,
    ...encoderDetails(machines.estimate, fleet),
    standing,
    layoutsEvaluated: layouts.length,
    notes: ['an encoder writes no tokens: output tokens count the vectors it gives, one per token read'],
  };
};
