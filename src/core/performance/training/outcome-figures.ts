import { machineOf } from '../../catalog/machine-of.ts';
import type { SystemSpec } from '../../catalog/system.ts';
import { derived, explained, type Figure, type Interval } from '../../quantity/figure.ts';
import { weakestStanding } from '../../quantity/standing.ts';
import { type Calibrated, residualFigure } from '../calibrated.ts';
import type { Bound, TrainingLayout, TrainingOutcome } from '../outcome.ts';
import type { TrainingConstants } from './constants.ts';
import type { SearchedFleets } from './fleet.ts';
import type { TrainingFormat } from './kernel-time.ts';
import type { TrainingTask } from './prepared.ts';
import { goodputFigure, runReliability } from './reliability-figures.ts';
import { modelFlopsPerToken, trainingLoad } from './roofline.ts';
import type { SizedFleet, TrainingCase } from './sizing.ts';
import { type TrainingStep, trainingStep } from './training-step.ts';

/** Every figure of the system the step rests on, for derivations. */
const systemInputs = (system: SystemSpec, format: TrainingFormat): Readonly<Record<string, Figure>> => {
  const peak = system.chip.peakFlopsPerSecond[format];
  return {
    ...(peak === undefined ? {} : { peakFlopsPerSecond: peak }),
    hbmBytesPerSecond: system.chip.hbmBytesPerSecond,
    hbmBytes: system.chip.hbmBytes,
    ...Object.fromEntries(
      system.tiers.flatMap((tier) => [
        [`${tier.name} bytesPerSecondPerChip`, tier.bytesPerSecondPerChip],
        [`${tier.name} hopSeconds`, tier.hopSeconds],
      ]),
    ),
  };
};

const describeLayout = (layout: TrainingLayout): string =>
  `tensor ${layout.tensorParallel}, pipeline ${layout.pipelineParallel}, data ${layout.dataParallel}, context ` +
  `${layout.contextParallel}, expert ${layout.expertParallel}, ZeRO-${layout.zeroStage}, micro-batch ` +
  `${layout.microBatch}, recompute ${layout.recompute}, ${layout.computeFormat}`;

/** A step at the slowest and the fastest reading of the facts, times the residual of the calibration, seconds. */
export const stepInterval = (
  system: SystemSpec,
  task: TrainingTask,
  calibrated: Calibrated<TrainingConstants>,
  layout: TrainingLayout,
  estimate: number,
): Interval => {
  const residual = calibrated.residuals['training-step'];
  const at = (end: 'low' | 'high'): number => {
    const step = trainingStep(machineOf(system, end), task, layout, calibrated.constants);
    return step === null ? estimate : step.stepSeconds;
  };
  const ends = [at('low'), at('high'), estimate];
  return {
    low: Math.min(...ends) * Math.min(1, residual.low),
    estimate,
    high: Math.max(...ends) * Math.max(1, residual.high),
  };
};

const stepFigure = (
  of: TrainingCase,
  layout: TrainingLayout,
  estimate: number,
  batchReason: string,
): Figure<'s'> => {
  const { system, task, calibrated } = of;
  const inputs = systemInputs(system, layout.computeFormat as TrainingFormat);
  const measuredOverPredicted = residualFigure(calibrated, 'training-step');
  return explained(
    's',
    stepInterval(system, task, calibrated, layout, estimate),
    weakestStanding([calibrated.standing, ...Object.values(inputs).map((input) => input.standing)]),
    {
      formula:
        `sum of kernels, messages, pipeline bubble and optimiser of one step; layout ${describeLayout(layout)}; ` +
        `${batchReason}; interval: slowest and fastest reading of the facts times ` +
        'measuredOverPredicted',
      inputs: { ...inputs, measuredOverPredicted },
      reference: 'arXiv 2205.05198; arXiv 2104.04473, section 2.2; arXiv 1910.02054',
    },
  );
};

const peakOf = (system: SystemSpec, format: TrainingFormat): Figure<'FLOP/s'> => {
  const peak = system.chip.peakFlopsPerSecond[format];
  if (peak === undefined) throw new RangeError(`${system.id} has no peak in ${format}`);
  return peak;
};

const boundOf = (step: TrainingStep): Bound => {
  const perBound = new Map<Bound, number>();
  for (const { bound, seconds } of step.breakdown.parts) {
    const before = perBound.get(bound);
    perBound.set(bound, before === undefined ? seconds : before + seconds);
  }
  return [...perBound.entries()].reduce((most, entry) => (entry[1] > most[1] ? entry : most))[0];
};

type Rates = Pick<
  TrainingOutcome,
  'tokensPerSecond' | 'tokensPerSecondPerChip' | 'modelFlopsUtilisation' | 'goodput' | 'wallSeconds'
>;

/** What follows from the time of a step by arithmetic. */
const ratesOf = (of: TrainingCase, best: SizedFleet, stepSeconds: Figure<'s'>): Rates => {
  const { system, workload, task, stateBytes, options } = of;
  const { layout, chips } = best;
  const tokensPerStep = layout.globalBatchSequences * workload.sequenceLength;
  const goodput = goodputFigure(best, stateBytes, options.reliability);
  const tokensPerSecond = derived(
    'tokens/s',
    `${tokensPerStep} tokens per step / stepSeconds`,
    { stepSeconds },
    (values) => tokensPerStep / values.stepSeconds,
  );
  const tokensPerSecondPerChip = derived(
    'tokens/s/chip',
    `tokensPerSecond / ${chips} chips`,
    { tokensPerSecond },
    (values) => values.tokensPerSecond / chips,
  );
  const flopsPerToken = modelFlopsPerToken(task);
  const peakFlopsPerSecond = peakOf(system, layout.computeFormat as TrainingFormat);
  const steps = Math.ceil(workload.tokens / tokensPerStep);
  return {
    tokensPerSecond,
    tokensPerSecondPerChip,
    modelFlopsUtilisation: derived(
      '1',
      `${flopsPerToken.toExponential(3)} FLOP per token x tokensPerSecondPerChip / peakFlopsPerSecond`,
      { tokensPerSecondPerChip, peakFlopsPerSecond },
      (values) => Math.min(1, (flopsPerToken * values.tokensPerSecondPerChip) / values.peakFlopsPerSecond),
      {
        reference: 'model FLOPs utilisation, arXiv 2204.02311, appendix B, with the causal half of attention',
      },
    ),
    goodput,
    wallSeconds: derived(
      's',
      `${steps} steps x stepSeconds / goodput`,
      { stepSeconds, goodput },
      (values) => (steps * values.stepSeconds) / values.goodput,
    ),
  };
};

/** Everything a caller needs to know of the chosen fleet, every number with its interval and derivation. */
export const trainingOutcome = (
  of: TrainingCase,
  best: SizedFleet,
  step: TrainingStep,
  found: SearchedFleets,
): TrainingOutcome => {
  const { system, workload, task, calibrated } = of;
  const { layout, chips, units, spareUnits } = best;
  const stepSeconds = stepFigure(of, layout, best.stepSeconds, found.batchReason);
  const rates = ratesOf(of, best, stepSeconds);
  const load = trainingLoad(
    task,
    layout,
    step,
    peakOf(system, layout.computeFormat as TrainingFormat).estimate,
    system.chip.hbmBytesPerSecond.estimate,
  );
  const busy = chips / ((units + spareUnits) * system.chipsPerUnit);
  return Object.freeze({
    kind: 'training',
    workload: workload.name,
    layout,
    chipsNeeded: chips,
    unitsNeeded: units + spareUnits,
    spareUnits,
    stepSeconds,
    ...rates,
    reliability: runReliability(
      system,
      best,
      of.stateBytes,
      of.options.reliability,
      rates.wallSeconds,
      rates.goodput,
    ),
    meetsDeadline:
      workload.deadlineSeconds === null || rates.wallSeconds.estimate <= workload.deadlineSeconds,
    memory: step.memory,
    step: step.breakdown,
    ...load,
    utilisationAsked: {
      compute: busy * load.utilisation.compute,
      memory: busy * load.utilisation.memory,
      busy,
    },
    bound: boundOf(step),
    standing: calibrated.standing,
    layoutsEvaluated: found.evaluated,
  });
};
