import { z } from 'zod';
import { PREDICTION_STANDINGS } from '../quantity/standing.ts';
import { figureSchema, number, text } from './plan-schema-parts.ts';

export const bound = z.enum(['compute', 'memory-bandwidth', 'memory-capacity', 'network', 'latency']);
const standing = z.enum(PREDICTION_STANDINGS);

const memory = z.looseObject({
  parts: z.array(z.looseObject({ name: text, bytes: number })),
  totalBytes: number,
  capacityBytes: number,
});

const time = z.looseObject({
  parts: z.array(z.looseObject({ name: text, seconds: number, bound })),
  totalSeconds: number,
});

const roofline = z.array(
  z.looseObject({
    name: text,
    intensity: number.describe('FLOP per byte of HBM traffic'),
    achievedFlopsPerSecondPerChip: number,
  }),
);

const storage = z.enum(['fp32', 'bf16', 'fp16', 'fp8', 'int8', 'int4', 'mxfp8', 'mxfp4', 'nvfp4']);
const compute = z.enum(['fp32', 'tf32', 'bf16', 'fp16', 'fp8', 'mxfp8', 'mxfp4', 'nvfp4', 'int8']);

export const servingLayout = z.looseObject({
  tensorParallel: number,
  pipelineParallel: number,
  expertParallel: number,
  attentionDataParallel: number,
  chipsPerReplica: number,
  weightFormat: storage,
  expertFormat: storage,
  keyValueFormat: storage,
  computeFormat: compute,
  batch: number,
  coreGrouping: number.nullable(),
  disaggregated: z.looseObject({ prefillReplicas: number, decodeReplicas: number }).nullable(),
});

const common = {
  workload: text,
  chipsNeeded: number,
  unitsNeeded: number,
  spareUnits: number,
  memory,
  roofline,
  bound,
  utilisation: z.looseObject({ compute: number, memory: number }).describe('at full load'),
  utilisationAsked: z
    .looseObject({ compute: number, memory: number, busy: number })
    .optional()
    .describe('at the work asked for, over all units, with the share of time in which chips work'),
  standing,
  layoutsEvaluated: number,
};

const servingFields = {
  ...common,
  layout: servingLayout,
  notes: z.array(text).optional(),
  replicas: number,
  outputTokensPerSecondPerChip: figureSchema,
  outputTokensPerSecond: figureSchema,
  inputTokensPerSecond: figureSchema,
  requestsPerSecondCapacity: figureSchema,
  timeToFirstTokenMs: figureSchema,
  timePerOutputTokenMs: figureSchema,
  percentile: number,
  meetsServiceLevel: z.boolean(),
  load: figureSchema,
  decodeStep: time,
  prefillStep: time,
  pareto: z.array(
    z.looseObject({
      layout: servingLayout,
      tokensPerSecondPerUser: number,
      tokensPerSecondPerChip: number,
      timeToFirstTokenMs: number,
      meetsServiceLevel: z.boolean(),
    }),
  ),
};

export const served = z.looseObject({ kind: z.literal('serving'), ...servingFields });
export const batched = z.looseObject({ kind: z.literal('batch'), ...servingFields });

export const trained = z.looseObject({
  kind: z.literal('training'),
  ...common,
  layout: z.looseObject({
    tensorParallel: number,
    pipelineParallel: number,
    dataParallel: number,
    expertParallel: number,
    contextParallel: number,
    zeroStage: number,
    microBatch: number,
    interleave: number,
    recompute: z.enum(['none', 'selective', 'full']),
    sequenceParallel: z.boolean(),
    computeFormat: compute,
    globalBatchSequences: number,
    coreGrouping: number.nullable(),
  }),
  stepSeconds: figureSchema,
  tokensPerSecond: figureSchema,
  tokensPerSecondPerChip: figureSchema,
  modelFlopsUtilisation: figureSchema,
  goodput: figureSchema.describe('share of wall time that is useful work'),
  reliability: z
    .looseObject({
      secondsBetweenInterruptions: figureSchema,
      interruptions: figureSchema.describe('expected over the run'),
      checkpointEverySeconds: figureSchema,
      lostSeconds: figureSchema.describe('wall time that is not useful work'),
      spareUnits: figureSchema,
      waitsForRepair: z.boolean(),
    })
    .optional(),
  wallSeconds: figureSchema,
  meetsDeadline: z.boolean(),
  step: time,
});
