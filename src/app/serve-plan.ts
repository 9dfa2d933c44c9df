import type { SupplyCase } from '../core/supply/case.ts';
import type { Ledger, LedgerAnswer } from '../core/supply/ledger/ledger.ts';
import type { Baseline } from '../core/supply/plan.ts';
import type { Desk } from '../platform/store/desk.ts';
import { type Solving, sha256 } from './serve-solving.ts';

/** The plan in force with what it was made from. */
export interface AdoptedPlan {
  readonly version: string;
  readonly digest: string;
  readonly supply: SupplyCase;
  readonly baseline: Baseline;
}

export interface Adoption {
  readonly expected: string | null;
  readonly version: string;
  readonly supply: SupplyCase;
  readonly actor: string;
  readonly reason: string;
  readonly key: string;
}

export type AdoptionAnswer =
  | { readonly kind: 'ledger'; readonly answer: LedgerAnswer }
  /** A sale was entered as given, or not even what was signed can be served: no baseline, no plan. */
  | { readonly kind: 'deals-added' | 'infeasible' };

/** Plan in force; null when none is adopted, or it was adopted elsewhere and its supply file is not here. */
export const adoptedPlan = async (ledger: Ledger, desk: Desk): Promise<AdoptedPlan | null> => {
  const current = await ledger.currentPlan();
  const record = current === null ? null : await desk.plan(current.version, current.digest);
  if (record === null) return null;
  const { version, digest, supply, baseline } = record;
  return {
    version,
    digest,
    supply: JSON.parse(supply) as SupplyCase,
    baseline: JSON.parse(baseline) as Baseline,
  };
};

/** What a plan's digest covers: the plan it replaces, and its supply file, resolved. */
export const planDigest = (expected: string | null, supply: SupplyCase): string =>
  sha256(JSON.stringify([expected, supply]));

/**
 * Makes a plan the current one by compare and swap in the ledger. Its baseline is signed first: that of the plan before as
 * long as neither supply nor inside demand changed, whatever was sold; else a new one that says what it replaces and why.
 */
export const adoptPlan = async (
  { ledger, desk, solving }: { readonly ledger: Ledger; readonly desk: Desk; readonly solving: Solving },
  adoption: Adoption,
  now: string,
): Promise<AdoptionAnswer> => {
  const { expected, version, supply, actor, reason, key } = adoption;
  const digest = planDigest(expected, supply);
  const current = await ledger.currentPlan();
  // Another current plan: this is a repetition of what was answered before, or will be refused. The ledger knows which.
  if ((current === null ? null : current.version) === expected) {
    const before = await adoptedPlan(ledger, desk);
    const replaces = before === null ? null : { baseline: before.baseline, event: reason };
    const found = await solving.baseline(supply, version, replaces);
    if (found.kind === 'deals-added' || found.kind === 'infeasible') return { kind: found.kind };
    await desk.proposePlan({
      version,
      digest,
      supply: JSON.stringify(supply),
      baseline: JSON.stringify(found.baseline),
      proposedAt: now,
    });
  }
  const answer = await ledger.apply({
    type: 'adopt-plan',
    expected,
    version,
    digest,
    actor,
    reason,
    planVersion: expected,
    validAt: null,
    key,
  });
  return { kind: 'ledger', answer };
};
