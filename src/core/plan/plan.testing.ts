import { siteConstants, siteOf, systemOf, termsOf } from '../catalog/system.testing.ts';
import type { SystemSpec } from '../catalog/system.ts';
import type { ServingOutcome } from '../performance/outcome.ts';
import { assumed, figure, requested } from '../quantity/figure.ts';
import type { ModelArchitecture } from '../workload/architecture.ts';
import type { Request, ServingWorkload } from '../workload/request.ts';
import type { PlanInputs } from './inputs.ts';

const model: ModelArchitecture = {
  name: 'Model',
  family: 'llama',
  hidden: 4096,
  vocabulary: 32000,
  tiedEmbeddings: false,
  maxPositions: null,
  positionParameters: 0,
  causal: true,
  layers: [],
  predictionLayers: 0,
  formats: { linear: 'bf16', experts: 'bf16', embedding: 'bf16' },
  source: 'test',
};

export const workloadOf = (changes: Partial<ServingWorkload> = {}): ServingWorkload => ({
  kind: 'serving',
  name: 'chat',
  model,
  weightFormat: null,
  keyValueFormat: null,
  requestsPerSecond: requested('requests/s', 10, 'workloads.0.rate'),
  inputTokens: { mean: 1000, cv: 0 },
  outputTokens: { mean: 100, cv: 0 },
  prefixCacheShare: 0,
  serviceLevel: { timeToFirstTokenMs: 1000, timePerOutputTokenMs: 50, percentile: 0.95 },
  peakToMean: 1,
  disaggregation: 'never',
  ...changes,
});

export const requestOf = (changes: Partial<Request> = {}): Request => ({
  name: 'request',
  buyer: { name: 'buyer', profile: 'enterprise', fleet: [], country: null },
  workloads: [workloadOf()],
  site: siteOf(),
  terms: termsOf(),
  systems: { include: null, exclude: [] },
  rankBy: 'total-cost',
  assumptions: {},
  ...changes,
});

const predicted = <U extends 'ms' | 'tokens/s' | 'tokens/s/chip' | 'requests/s' | '1'>(
  unit: U,
  value: number,
) =>
  figure(unit, { low: value * 0.8, estimate: value, high: value * 1.25 }, 'anchored', {
    kind: 'formula',
    formula: 'test',
    inputs: {},
  });

/** What sizing finds: so many units, a promise kept or not. */
export const outcomeOf = (
  system: SystemSpec,
  workload: { readonly name: string },
  units: number,
  meetsServiceLevel = true,
): ServingOutcome => {
  const chips = units * system.chipsPerUnit;
  return {
    kind: 'serving',
    workload: workload.name,
    layout: {
      tensorParallel: 8,
      pipelineParallel: 1,
      expertParallel: 1,
      attentionDataParallel: 1,
      chipsPerReplica: 8,
      weightFormat: 'bf16',
      expertFormat: 'bf16',
      keyValueFormat: 'bf16',
      computeFormat: 'bf16',
      batch: 16,
      coreGrouping: null,
      disaggregated: null,
    },
    replicas: chips / 8,
    chipsNeeded: chips,
    unitsNeeded: units,
    spareUnits: 0,
    outputTokensPerSecondPerChip: predicted('tokens/s/chip', 1000 / chips),
    outputTokensPerSecond: predicted('tokens/s', 1000),
    inputTokensPerSecond: predicted('tokens/s', 10_000),
    requestsPerSecondCapacity: predicted('requests/s', 12),
    timeToFirstTokenMs: predicted('ms', 500),
    timePerOutputTokenMs: predicted('ms', meetsServiceLevel ? 30 : 90),
    percentile: 0.95,
    meetsServiceLevel,
    load: predicted('1', 0.8),
    memory: { parts: [], totalBytes: 0, capacityBytes: 96e9 },
    decodeStep: { parts: [], totalSeconds: 0.03 },
    prefillStep: { parts: [], totalSeconds: 0.3 },
    roofline: [],
    pareto: [],
    bound: 'memory-bandwidth',
    utilisation: { compute: 0.3, memory: 0.6 },
    standing: 'anchored',
    layoutsEvaluated: 10,
  };
};

/** A plan over the given systems, each needing one unit unless told otherwise. */
export const inputsOf = (systems: readonly SystemSpec[], changes: Partial<PlanInputs> = {}): PlanInputs => ({
  request: requestOf(),
  systems,
  sizeWorkload: (system, workload) => outcomeOf(system, workload, 1),
  powerAndSite: {
    power: {
      awakeShare: requested('1', 0.25, 'assumptions.power.awake-share'),
      computeWeight: requested('1', 1.2, 'assumptions.power.compute-weight'),
      memoryWeight: requested('1', 0.5, 'assumptions.power.memory-weight'),
      sustainedShare: requested('1', 0.85, 'assumptions.power.sustained-share'),
    },
    site: siteConstants,
  },
  defaultPue: assumed('1', 1.4, { id: 'default.pue', reason: 'test', override: 'site.pue' }),
  priceTiers: [25, 50, 100],
  catalogVersion: 'catalogue',
  calibrationVersion: 'calibration',
  ...changes,
});

export { systemOf };
