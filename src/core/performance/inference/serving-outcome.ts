import type { SystemSpec } from '../../catalog/system.ts';
import type { Calibrated } from '../calibrated.ts';
import type { Machine } from '../machine.ts';
import type { ServingOutcome } from '../outcome.ts';
import type { Reliability } from '../reliability.ts';
import type { ServingChoice } from './choice.ts';
import type { InferenceConstants } from './constants.ts';
import type { Reserve } from './fleet.ts';
import { isNative } from './formats.ts';
import { servingLayout } from './front.ts';
import { memoryBreakdown, memoryModel } from './memory.ts';
import { openLoopAt, runningQuantile } from './open-loop.ts';
import { type Case, type Machines, type Operation, operationOf } from './operation.ts';
import { spanningNote } from './refusals.ts';
import type { ServingSearchResult } from './search.ts';
import { capacityFigures, latencyFigures, makerOf } from './serving-figures.ts';
import { meanContext, promptOf } from './serving-load.ts';
import { decodeStepBreakdown, prefillBreakdown } from './step.ts';
import { boundOf, fleetUse, rooflinePoints, type Use, utilisationOf } from './work-share.ts';

/** Share of the admissible load from which memory is what limits. */
const FULL_SHARE = 0.99;

/** What failures of a system's hosts ask of a fleet. */
export const reserveOf = (
  system: SystemSpec,
  reliability: Reliability,
  failureHeadroom: number,
): Reserve => ({
  chipsPerUnit: system.chipsPerUnit,
  hostsPerUnit: system.hostsPerUnit.estimate,
  failureHeadroom,
  chipHoursPerHardwareFailure: reliability.chipHoursPerHardwareFailure.estimate,
  repairHours: reliability.repairHours.estimate,
  confidence: reliability.sparesConfidence.estimate,
});

const notesOf = (
  system: SystemSpec,
  machine: Machine,
  of: Case,
  choice: ServingChoice,
): readonly string[] => {
  const { layout, chips, open } = choice.prepared;
  const widened = [...new Set([layout.weightFormat, layout.expertFormat])].filter(
    (format) => !isNative(machine, format),
  );
  return [
    ...(chips > system.chipsPerUnit ? [spanningNote(machine, chips, system.chipsPerUnit)] : []),
    ...widened.map(
      (format) =>
        `${machine.chipId} does not multiply ${format}: such weights are widened to ${layout.computeFormat}, which saves memory only`,
    ),
    ...(layout.weightFormat === of.workload.model.formats.linear
      ? []
      : [
          `weights are taken to ${layout.weightFormat} from the ${of.workload.model.formats.linear} they are published in`,
        ]),
    ...(open.step.compiledShapes
      ? [
          'shapes are compiled: a step takes as long as the batch it was compiled for, prompts are padded and run alone',
        ]
      : []),
  ];
};

/** Where memory and time go at the highest load. */
const detailsOf = (machine: Machine, search: ServingSearchResult, { prepared, running }: ServingChoice) => {
  const { open, layout, admissible } = prepared;
  const { constants } = open.step;
  const context = meanContext(open.mean);
  const held = Math.min(open.slots, Math.max(1, runningQuantile(open, running)));
  // An engine that runs as many requests as it is set up for is not short of memory.
  const byMemory = open.slots < constants.sequencesLimit * layout.attentionDataParallel;
  return {
    memory: memoryBreakdown(memoryModel(machine, search.load, layout, constants), held, context),
    decodeStep: decodeStepBreakdown(open.step, Math.max(1, running), context),
    prefillStep: prefillBreakdown(open.step, promptOf(open.mean)),
    roofline: rooflinePoints(open, Math.max(1, running)),
    pareto: search.pareto,
    bound: boundOf(open, running, byMemory && running >= FULL_SHARE * admissible),
    utilisation: utilisationOf(machine, open, openLoopAt(open, running)),
    layoutsEvaluated: search.layoutsEvaluated,
  };
};

/**
 * Use of the chips of all units at the mean rate asked for, spares idle. Batch work runs at the highest load for the share
 * of time that the work fills.
 */
const useAsked = (
  system: SystemSpec,
  machine: Machine,
  of: Case,
  choice: ServingChoice,
  operation: Operation,
): Use => {
  const { replicas, pool, meanState } = operation;
  const { open, chips } = choice.prepared;
  const held = (choice.unitsWithSpares * system.chipsPerUnit) / chips;
  const promptReplicas = pool === null ? 0 : pool.prefillReplicas;
  const fleet = {
    replicas: replicas - promptReplicas,
    promptReplicas,
    spareReplicas: Math.max(0, held - replicas),
  };
  if (meanState !== null) return fleetUse(machine, open, { ...fleet, state: meanState });
  const full = fleetUse(machine, open, { ...fleet, state: openLoopAt(open, choice.running) });
  const share = Math.min(1, of.rate / operation.requestsPerSecondCapacity);
  return { compute: share * full.compute, memory: share * full.memory, busy: share * full.busy };
};

/** The outcome of a choice: units filled with replicas, latencies at the peak rate, capacity at the highest load. */
export const outcomeOf = (
  system: SystemSpec,
  machines: Machines,
  calibrated: Calibrated<InferenceConstants>,
  of: Case,
  search: ServingSearchResult,
  choice: ServingChoice,
  meetsServiceLevel: boolean,
): ServingOutcome => {
  const { prepared, running } = choice;
  const { residuals, standing } = calibrated;
  const operation = operationOf(system, machines, of, search, choice);
  // A compiled engine is compiled for the crowd, not for the mean.
  const batch = prepared.open.step.compiledShapes ? runningQuantile(prepared.open, running) : running;
  const layout = servingLayout(prepared, batch, operation.pool);
  const make = makerOf(system, of, layout, calibrated);
  return {
    kind: of.workload.kind,
    workload: of.workload.name,
    layout,
    replicas: operation.replicas,
    chipsNeeded: choice.replicas * prepared.chips,
    unitsNeeded: choice.unitsWithSpares,
    spareUnits: choice.unitsWithSpares - choice.units,
    ...capacityFigures(make, of, operation, layout, residuals['output-throughput']),
    ...latencyFigures(make, of, choice, operation, residuals),
    percentile: of.traffic.percentile,
    meetsServiceLevel,
    ...detailsOf(machines.estimate, search, choice),
    utilisationAsked: useAsked(system, machines.estimate, of, choice, operation),
    standing,
    notes: notesOf(system, machines.estimate, of, choice),
  };
};
