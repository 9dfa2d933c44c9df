import type { Cents } from '../quantity/money.ts';
import { isPromised } from './allocation/shipments.ts';
import type { Drawdown } from './business/drawdown.ts';
import type { QuarterSales } from './business/run-rate.ts';
import type { Deal, SupplyCase } from './case.ts';
import type { TableReport } from './file/tables.ts';
import type { AllocationPlan, Baseline, Conflict, SolveProof } from './plan.ts';
import type { PromiseAnswer } from './promise/promise.ts';
import type { PlanRisk } from './promise/risk.ts';
import type { RackPrice } from './promise/what-if.ts';
import type { ClassReplay } from './replay/outcome.ts';
import type { SupplyInput } from './supply-file.ts';
import type { RackChange } from './when.ts';

/** The case a result is about, and what it was read from. */
export interface ResultInput extends Omit<SupplyInput, 'unusedRows'> {
  /** What became of every row of the tables that the file names. */
  readonly tables: readonly TableReport[];
}

/** The baseline a result rests on and how it came about. */
export interface BaselineUsed {
  readonly origin: 'given' | 'made' | 're-based';
  /** The file it was read from; null where it was made. */
  readonly file: string | null;
  readonly baseline: Baseline;
}

/** A run rate that a company or the press has stated, to compare with. */
export interface StatedRunRate {
  readonly id: string;
  readonly yearly: Cents;
  readonly note: string | null;
  readonly source: string;
  readonly asOf: string;
  readonly standing: string;
}

/** What was asked besides the plan: racks more or fewer in one bucket; null where those racks are not there. */
export interface WhatIf {
  readonly change: RackChange;
  readonly price: RackPrice | null;
}

/** Everything that follows from a plan. */
export interface PlanFindings {
  readonly plan: AllocationPlan;
  readonly proof: SolveProof;
  readonly replays: readonly ClassReplay[];
  /** null where futures of supply were not asked for. */
  readonly risk: PlanRisk | null;
  readonly quarters: readonly QuarterSales[];
  readonly drawdowns: readonly Drawdown[];
  readonly whatIf: WhatIf | null;
}

/** How an allocation ended. */
export type AllocationEnd =
  | { readonly kind: 'planned'; readonly findings: PlanFindings }
  /** `when`: already without new sales, or with what was promised. */
  | {
      readonly kind: 'infeasible';
      readonly when: 'baseline' | 'plan';
      readonly conflict: readonly Conflict[];
    }
  | { readonly kind: 'nothing-found'; readonly when: 'baseline' | 'plan'; readonly timeLimitSeconds: number };

export interface AllocationResult {
  readonly input: ResultInput;
  /** null when not even a baseline could be made. */
  readonly baseline: BaselineUsed | null;
  /** Shipments of the earlier plan that were kept to where that is cheapest, and those that no longer fit. */
  readonly earlier: { readonly shipments: number; readonly leftOut: number } | null;
  readonly stated: readonly StatedRunRate[];
  readonly end: AllocationEnd;
}

/** Whether and when a deal can be had, or why that cannot be asked. */
export interface PromiseResult {
  readonly input: ResultInput;
  readonly deal: Deal;
  readonly baseline: BaselineUsed | null;
  readonly end:
    | { readonly kind: 'answered'; readonly answer: PromiseAnswer; readonly whatIf: WhatIf | null }
    | Exclude<AllocationEnd, { readonly kind: 'planned' }>;
}

/** Whether a deal can be had within its terms on expected supply. */
export const canBeHad = ({ end }: PromiseResult): boolean =>
  end.kind === 'answered' && end.answer.expected.kind === 'possible';

/** Promised deals that are short, by how much. */
export const promisedShort = (
  of: SupplyCase,
  plan: AllocationPlan,
): readonly { readonly dealId: string; readonly racks: number }[] => {
  const promised = new Set(of.deals.filter(isPromised).map(({ id }) => id));
  return plan.shortfalls.filter(({ dealId, racks }) => racks > 0 && promised.has(dealId));
};

/** Whether a plan keeps all that was promised: deals in full, every class within its limit. */
export const keepsEverything = ({ input, end }: AllocationResult): boolean =>
  end.kind === 'planned' &&
  end.findings.replays.every(({ kept }) => kept) &&
  promisedShort(input.case, end.findings.plan).length === 0;
