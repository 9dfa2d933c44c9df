import type { SystemSpec } from '../../catalog/system.ts';
import type { Figure } from '../../quantity/figure.ts';
import type { BatchWorkload, ServingWorkload } from '../../workload/request.ts';
import type { Machine } from '../machine.ts';
import type { ServingChoice } from './choice.ts';
import { disaggregatedState, type Pools, poolRate, splitReplicas } from './disaggregated.ts';
import { replicasIn } from './fleet.ts';
import {
  type OpenLoopState,
  type OpenLoopTraffic,
  openLoop,
  openLoopAt,
  openLoopModel,
  requestsPerSecondAt,
} from './open-loop.ts';
import type { LatencyLimits } from './operating-point.ts';
import type { ServingSearchResult } from './search.ts';
import { stepModel } from './step-model.ts';

/** The same system with every fact at the low end, the estimate and the high end of its interval. */
export interface Machines {
  readonly low: Machine;
  readonly estimate: Machine;
  readonly high: Machine;
}

/** What is asked of a system. */
export interface Case {
  readonly workload: ServingWorkload | BatchWorkload;
  readonly traffic: OpenLoopTraffic;
  readonly limits: LatencyLimits;
  /** Peak requests per second. */
  readonly rate: number;
  /** The figure the rate was stated as; null for batch work, stated per day. */
  readonly rateFigure: Figure | null;
}

const stateUnder = (
  choice: ServingChoice,
  pool: Pools | null,
  rate: number,
  replicas: number,
): OpenLoopState => {
  const { open } = choice.prepared;
  const state =
    choice.disaggregated === null || pool === null
      ? openLoop(open, rate / replicas)
      : disaggregatedState(choice.prepared, choice.disaggregated, pool, rate);
  return state ?? openLoopAt(open, choice.running);
};

interface Ends {
  readonly states: readonly OpenLoopState[];
  readonly ratios: readonly number[];
}

/** The same layout with as many requests running, on the low and the high machine. */
const endsOf = (
  machines: Machines,
  search: ServingSearchResult,
  of: Case,
  choice: ServingChoice,
  running: number,
): Ends => {
  const { open, layout } = choice.prepared;
  const decodeOnly = choice.disaggregated !== null;
  const estimate = requestsPerSecondAt({ ...open, decodeOnly }, choice.running);
  const ends = [machines.low, machines.high].map((machine) => {
    const step = stepModel(machine, search.load, layout, open.step.constants);
    return { ...openLoopModel(step, of.traffic, open.slots), decodeOnly };
  });
  return {
    states: ends.map((model) => openLoopAt(model, running)),
    ratios: ends.map((model) => requestsPerSecondAt(model, choice.running) / estimate),
  };
};

/** A choice on its whole units at the peak rate. */
export interface Operation {
  /** All that the units without spares hold. */
  readonly replicas: number;
  readonly pool: Pools | null;
  readonly requestsPerSecondCapacity: number;
  /** At the peak rate; at the highest load where there is no promise. */
  readonly state: OpenLoopState;
  /** At the mean rate, for power; null for batch work, which runs at the highest load and then stops. */
  readonly meanState: OpenLoopState | null;
  readonly ends: Ends;
}

/** Fills the units of a choice with replicas and puts them under the peak rate. */
export const operationOf = (
  system: SystemSpec,
  machines: Machines,
  of: Case,
  search: ServingSearchResult,
  choice: ServingChoice,
): Operation => {
  const { prepared, disaggregated, running, units } = choice;
  const replicas = replicasIn({ chipsPerUnit: system.chipsPerUnit, chipsPerReplica: prepared.chips }, units);
  const pool = disaggregated === null ? null : splitReplicas(disaggregated, replicas);
  const offline = of.workload.kind === 'batch';
  const state = offline ? openLoopAt(prepared.open, running) : stateUnder(choice, pool, of.rate, replicas);
  return {
    replicas,
    pool,
    requestsPerSecondCapacity:
      disaggregated === null || pool === null
        ? replicas * choice.requestsPerSecond
        : poolRate(disaggregated, pool),
    state,
    meanState:
      of.workload.kind === 'batch'
        ? null
        : stateUnder(choice, pool, of.rate / of.workload.peakToMean, replicas),
    ends: endsOf(machines, search, of, choice, state.running),
  };
};
