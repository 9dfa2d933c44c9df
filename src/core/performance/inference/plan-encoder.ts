import type { SystemSpec } from '../../catalog/system.ts';
import { explained, type Figure, type Interval } from '../../quantity/figure.ts';
import type { UnitName } from '../../quantity/unit.ts';
import type { BatchWorkload } from '../../workload/request.ts';
import type { Calibrated } from '../calibrated.ts';
import type { Machine } from '../machine.ts';
import type { Refusal, ServingLayout, ServingOutcome } from '../outcome.ts';
import { encoderSequencesPerSecond } from './closed-loop.ts';
import type { InferenceConstants } from './constants.ts';
import { type Reserve, replicasIn, unitsFor, unitsWithSpares } from './fleet.ts';
import { chipsPerReplica, type InferenceLayout } from './layout.ts';
import { possibleLayouts } from './layouts.ts';
import { modelLoad } from './load.ts';
import { cacheBudgetBytes, memoryBreakdown, memoryModel } from './memory.ts';
import { doesNotFit } from './refusals.ts';
import { figuresBehind, type Machines, spread } from './serving-outcome.ts';
import { prefillBreakdown, prefillSeconds, prefillWork } from './step.ts';
import { type StepModel, stepModel } from './step-model.ts';

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
  const { constants, residuals, standing } = calibrated;
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
  const { chips, batch, step } = choice;
  const rate = workload.requestsPerDay / SECONDS_PER_DAY;
  const packing = { chipsPerUnit: system.chipsPerUnit, chipsPerReplica: chips };
  const needed = Math.max(1, Math.ceil(rate / choice.sequencesPerSecond));
  const active = unitsFor(packing, needed);
  const units = unitsWithSpares(reserve, chips, needed);
  const replicas = replicasIn(packing, active);
  const ends = [machines.low, machines.high].map((machine) =>
    encoderSequencesPerSecond(stepModel(machine, load, choice.layout, constants), batch, tokens),
  );
  const sequences = spread(choice.sequencesPerSecond, ends, residuals['output-throughput']);
  const scaled = (factor: number): Interval => ({
    low: factor * sequences.low,
    estimate: factor * sequences.estimate,
    high: factor * sequences.high,
  });
  const prompts = { prompts: batch, newTokens: tokens, cachedTokens: 0 };
  const seconds = prefillSeconds(step, prompts);
  const inputs = figuresBehind(system, choice.layout.computeFormat);
  const figure = <U extends UnitName>(unit: U, interval: Interval, formula: string): Figure<U> =>
    explained(unit, interval, standing, {
      formula,
      inputs,
      reference: 'forward pass: arXiv 2205.05198, appendix A; compute and memory time add',
    });
  const pass = spread(
    1000 * seconds,
    ends.map((end) => (1000 * seconds * choice.sequencesPerSecond) / end),
    residuals['prefill-time'],
  );
  const capacity = scaled(replicas);
  const layout: ServingLayout = { ...choice.layout, chipsPerReplica: chips, batch, disaggregated: null };
  const work = prefillWork(step, prompts);
  const peak = machines.estimate.peakFlopsPerSecond[choice.layout.computeFormat];
  const prefillStep = prefillBreakdown(step, prompts);
  return {
    kind: 'batch',
    workload: workload.name,
    layout,
    replicas,
    chipsNeeded: needed * chips,
    unitsNeeded: units,
    spareUnits: units - active,
    outputTokensPerSecondPerChip: figure(
      'tokens/s/chip',
      scaled(tokens / chips),
      'tokens of a batch / time of its forward pass',
    ),
    outputTokensPerSecond: figure('tokens/s', scaled(replicas * tokens), 'one vector per token read'),
    inputTokensPerSecond: figure('tokens/s', scaled(replicas * tokens), 'texts per second x tokens per text'),
    requestsPerSecondCapacity: figure(
      'requests/s',
      capacity,
      `${replicas} replicas x batch of ${batch} / forward pass`,
    ),
    timeToFirstTokenMs: figure('ms', pass, `forward pass of ${batch} texts of ${Math.round(tokens)} tokens`),
    timePerOutputTokenMs: figure(
      'ms',
      { low: pass.low / tokens, estimate: pass.estimate / tokens, high: pass.high / tokens },
      'forward pass / tokens per text',
    ),
    percentile: MEDIAN,
    meetsServiceLevel: true,
    load: figure(
      '1',
      { low: rate / capacity.high, estimate: rate / capacity.estimate, high: rate / capacity.low },
      'texts asked for / capacity',
    ),
    memory: memoryBreakdown(memoryModel(machines.estimate, load, choice.layout, constants), batch, tokens),
    decodeStep: { parts: [], totalSeconds: 0 },
    prefillStep,
    roofline: [
      {
        name: 'forward pass',
        intensity: work.flops / work.bytes,
        achievedFlopsPerSecondPerChip: work.flops / seconds,
      },
    ],
    pareto: [],
    bound: prefillStep.parts.reduce((most, part) => (part.seconds > most.seconds ? part : most)).bound,
    utilisation: {
      compute: peak === undefined ? 1 : Math.min(1, work.flops / seconds / peak),
      memory: Math.min(1, work.bytes / seconds / machines.estimate.hbmBytesPerSecond),
    },
    standing,
    layoutsEvaluated: layouts.length,
    notes: ['an encoder writes no tokens: output tokens count the vectors it gives, one per token read'],
  };
};
