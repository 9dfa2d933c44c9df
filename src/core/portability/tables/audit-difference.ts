import type { Audit, BuyerRisk } from '../audit.ts';
import type { Target } from '../target.ts';
import type { EffortRange, Finding, VerdictKind } from '../verdict.ts';

/** A verdict that is not the same in both audits. Null: the asset or the target is in one of them only. */
export interface VerdictChange {
  readonly target: Target;
  /** Name of the asset; null for the verdict on the whole tree. */
  readonly asset: string | null;
  readonly before: VerdictKind | null;
  readonly after: VerdictKind | null;
  readonly effortBefore: EffortRange | null;
  readonly effortAfter: EffortRange | null;
}

/** What a change of the SDK or of the tables does to one tree: two audits of it, made with each. */
export interface AuditDifference {
  readonly cleared: readonly Finding[];
  readonly fresh: readonly Finding[];
  /** Findings of both whose severity is another: as they are in the later audit, with the earlier severity. */
  readonly regraded: readonly { readonly finding: Finding; readonly was: Finding['severity'] }[];
  readonly verdicts: readonly VerdictChange[];
  readonly risksGone: readonly BuyerRisk[];
  readonly risksNew: readonly BuyerRisk[];
}

interface Verdict {
  readonly target: Target;
  readonly asset: string | null;
  readonly verdict: VerdictKind;
  readonly effort: EffortRange;
}

const verdictsOf = ({ targets, assets }: Audit): ReadonlyMap<string, Verdict> => {
  const whole = targets.map(({ target, verdict, effort }) => ({ target, asset: null, verdict, effort }));
  const parts = assets.flatMap(({ name, path, verdicts }) =>
    verdicts.map(({ target, verdict, effort }) => ({ target, asset: `${name} (${path})`, verdict, effort })),
  );
  return new Map([...whole, ...parts].map((each) => [`${each.target} ${each.asset}`, each]));
};

const verdictChanges = (before: Audit, after: Audit): readonly VerdictChange[] => {
  const [was, is] = [verdictsOf(before), verdictsOf(after)];
  const keys = new Set([...was.keys(), ...is.keys()]);
  return [...keys].flatMap((key): VerdictChange[] => {
    const [old, now] = [was.get(key), is.get(key)];
    const either = old === undefined ? now : old;
    if (either === undefined || old?.verdict === now?.verdict) return [];
    return [
      {
        target: either.target,
        asset: either.asset,
        before: old === undefined ? null : old.verdict,
        after: now === undefined ? null : now.verdict,
        effortBefore: old === undefined ? null : old.effort,
        effortAfter: now === undefined ? null : now.effort,
      },
    ];
  });
};

const byPlace = (a: Finding, b: Finding): number =>
  a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line || a.column - b.column;

/** Findings of the later audit with their twin of the earlier one: equal ones are paired in the order of their places. */
const twinsOf = (before: readonly Finding[], after: readonly Finding[]): ReadonlyMap<Finding, Finding> => {
  const waiting = new Map<string, Finding[]>();
  for (const finding of before.toSorted(byPlace)) {
    const known = waiting.get(finding.fingerprint);
    if (known === undefined) waiting.set(finding.fingerprint, [finding]);
    else known.push(finding);
  }
  const twins = new Map<Finding, Finding>();
  for (const finding of after.toSorted(byPlace)) {
    const twin = waiting.get(finding.fingerprint)?.shift();
    if (twin !== undefined) twins.set(finding, twin);
  }
  return twins;
};

const without = (risks: readonly BuyerRisk[], others: readonly BuyerRisk[]): readonly BuyerRisk[] => {
  const known = new Set(others.map(({ id }) => id));
  return risks.filter(({ id }) => !known.has(id));
};

/** Findings cleared, new and graded anew, verdicts that changed, risks gone and new, from one audit of a tree to another. */
export const auditDifference = (before: Audit, after: Audit): AuditDifference => {
  const twins = twinsOf(before.findings, after.findings);
  const paired = new Set(twins.values());
  return {
    cleared: before.findings.filter((finding) => !paired.has(finding)),
    fresh: after.findings.filter((finding) => !twins.has(finding)),
    regraded: after.findings.flatMap((finding) => {
      const was = twins.get(finding)?.severity;
      return was === undefined || was === finding.severity ? [] : [{ finding, was }];
    }),
    verdicts: verdictChanges(before, after),
    risksGone: without(before.risks, after.risks),
    risksNew: without(after.risks, before.risks),
  };
};
