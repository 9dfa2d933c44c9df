import { allocate } from '../core/supply/allocation/allocate.ts';
import { baselineConflict } from '../core/supply/allocation/baseline.ts';
import { allocationModel } from '../core/supply/allocation/model.ts';
import { baselineToText } from '../core/supply/baseline-file.ts';
import { drawdowns } from '../core/supply/business/drawdown.ts';
import { runRate } from '../core/supply/business/run-rate.ts';
import type { SupplyCase } from '../core/supply/case.ts';
import { shipmentsCarriedOver } from '../core/supply/earlier-plan.ts';
import type { AllocationOutcome, AllocationPlan, Shipment } from '../core/supply/plan.ts';
import type { Effort } from '../core/supply/promise/futures.ts';
import { planRisk } from '../core/supply/promise/risk.ts';
import { priceOfRacks } from '../core/supply/promise/what-if.ts';
import { replayPlan } from '../core/supply/replay/replay.ts';
import type {
  AllocationEnd,
  AllocationResult,
  BaselineUsed,
  PlanFindings,
  WhatIf,
} from '../core/supply/result.ts';
import { allocationEarlierSchema } from '../core/supply/result-file.ts';
import { readJsonFile } from '../platform/files/json-file.ts';
import { loadSupply } from '../platform/files/supply.ts';
import { writeTextFile } from '../platform/files/write-file.ts';
import { SHIPPED_CATALOG } from './catalog.ts';
import { baselineFor } from './supply-baseline.ts';
import { absolute, type ChangeAsked, rackChange, statedRunRates } from './supply-case.ts';
import { type EffortOptions, openEffort } from './supply-effort.ts';

export interface AllocateOptions extends EffortOptions {
  /** The user's own catalogue files, merged in order. */
  readonly overlays: readonly string[];
  /** The signed baseline; null takes the one the supply file names, or makes one. */
  readonly baselineFile: string | null;
  /** The supply event that makes the baseline obsolete. */
  readonly rebase: string | null;
  readonly writeBaseline: string | null;
  /** Result of an earlier allocation; null takes the one the supply file names, if any. */
  readonly earlierFile: string | null;
  readonly whatIf: ChangeAsked | null;
  /** Whether futures of supply are worked out, which takes as long as that many plans. */
  readonly futures: boolean;
  /** Where the program goes that the solver gets, in LP or (by its ending) MPS format. */
  readonly exportFile: string | null;
}

type Earlier = { readonly shipments: readonly Shipment[]; readonly leftOut: number };

const earlierPlan = async (of: SupplyCase, path: string | null): Promise<Earlier | null> => {
  if (path === null) return null;
  const { startDate, deals } = await readJsonFile(
    path,
    allocationEarlierSchema,
    'reading the earlier plan',
    'a file that `rackwright allocate --out` wrote',
  );
  const shipments = deals.flatMap(({ id, shipments: own }) => own.map((one) => ({ dealId: id, ...one })));
  return shipmentsCarriedOver(of, startDate, shipments);
};

const exportProgram = async (
  of: SupplyCase,
  baseline: BaselineUsed,
  earlier: Earlier | null,
  effort: Effort,
  path: string,
): Promise<void> => {
  const shipments = earlier === null ? null : earlier.shipments;
  const { program } = allocationModel(of, {
    baseline: baseline.baseline,
    earlier: shipments,
    scenario: null,
  });
  const text = await effort.solver.exportText(program, path.endsWith('.mps') ? 'mps' : 'lp');
  await writeTextFile(path, text, 'writing the program');
};

const progressWords = ({ seconds, gap }: { readonly seconds: number; readonly gap: number }): string =>
  Number.isFinite(gap)
    ? `allocating: ${seconds.toFixed(0)} s, within ${(100 * gap).toFixed(2)} % of the best possible`
    : `allocating: ${seconds.toFixed(0)} s, nothing found yet`;

const solved = (
  of: SupplyCase,
  { baseline }: BaselineUsed,
  earlier: Earlier | null,
  effort: Effort,
): Promise<AllocationOutcome> => {
  effort.onStep?.('allocating');
  return allocate(of, {
    ...effort,
    baseline,
    ...(earlier === null ? {} : { earlier: earlier.shipments }),
    progress: (state) => effort.onStep?.(progressWords(state)),
  });
};

/** The price of racks more or fewer, checked before anything is solved and solved once there is a plan. */
export const whatIfOf = async (
  of: SupplyCase,
  { baseline }: BaselineUsed,
  plan: AllocationPlan,
  asked: ChangeAsked | null,
  effort: Effort,
): Promise<WhatIf | null> => {
  if (asked === null) return null;
  const change = rackChange(of, asked);
  effort.onStep?.('racks more or fewer');
  return { change, price: await priceOfRacks(of, baseline, plan, change, effort) };
};

const findingsOf = async (
  of: SupplyCase,
  used: BaselineUsed,
  { plan, proof }: Extract<AllocationOutcome, { kind: 'planned' }>,
  options: AllocateOptions,
  effort: Effort,
): Promise<PlanFindings> => ({
  plan,
  proof,
  replays: replayPlan(of, used.baseline, plan),
  risk: options.futures ? await planRisk(of, plan, used.baseline, effort) : null,
  quarters: runRate(of, plan),
  drawdowns: drawdowns(of, plan),
  whatIf: await whatIfOf(of, used, plan, options.whatIf, effort),
});

/** Why there is no baseline: the smallest set of limits in the way, or none found in time. */
export const noBaseline = async (
  of: SupplyCase,
  effort: Effort,
): Promise<Exclude<AllocationEnd, { kind: 'planned' }>> => {
  effort.onStep?.('what is in the way');
  const conflict = await baselineConflict(of, { ...effort, replaces: null });
  const { timeLimitSeconds } = effort;
  return conflict.length === 0
    ? { kind: 'nothing-found', when: 'baseline', timeLimitSeconds }
    : { kind: 'infeasible', when: 'baseline', conflict };
};

const endOf = async (
  of: SupplyCase,
  used: BaselineUsed,
  earlier: Earlier | null,
  options: AllocateOptions,
  effort: Effort,
): Promise<AllocationEnd> => {
  const outcome = await solved(of, used, earlier, effort);
  switch (outcome.kind) {
    case 'planned':
      return { kind: 'planned', findings: await findingsOf(of, used, outcome, options, effort) };
    case 'infeasible':
      return { kind: 'infeasible', when: 'plan', conflict: outcome.conflict };
    case 'nothing-found':
      return { kind: 'nothing-found', when: 'plan', timeLimitSeconds: effort.timeLimitSeconds };
  }
};

/**
 * Allocates the supply of a file: reads it and the signed baseline (or makes one), allocates against that baseline, and
 * replays every queue, works out futures of supply, the run rate and what commitments are drawn down. Throws InputError
 * when a file or a flag cannot be used.
 */
export const allocateSupplyFile = async (
  file: string,
  options: AllocateOptions,
): Promise<AllocationResult> => {
  const { onProgress, overlays, whatIf } = options;
  onProgress('reading the supply file');
  const {
    baselinePath,
    previousPlanPath,
    askedDealId: _,
    ...input
  } = await loadSupply(file, {
    catalogRoot: SHIPPED_CATALOG,
    overlays,
  });
  const of = input.case;
  if (whatIf !== null) rackChange(of, whatIf);
  const earlier = await earlierPlan(of, absolute(options.earlierFile) ?? previousPlanPath);
  const stated = await statedRunRates();
  const effort = await openEffort(options);
  const used = await baselineFor(of, absolute(options.baselineFile) ?? baselinePath, options.rebase, effort);
  const shown = earlier === null ? null : { shipments: earlier.shipments.length, leftOut: earlier.leftOut };
  const result = { input, baseline: used, earlier: shown, stated };
  if (used === null) return { ...result, end: await noBaseline(of, effort) };
  if (options.writeBaseline !== null)
    await writeTextFile(options.writeBaseline, baselineToText(used.baseline), 'writing the baseline');
  if (options.exportFile !== null) await exportProgram(of, used, earlier, effort, options.exportFile);
  return { ...result, end: await endOf(of, used, earlier, options, effort) };
};
