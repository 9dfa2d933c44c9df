import type { Audit } from '../../portability/audit.ts';
import { type Rule, SEVERITIES, type Severity } from '../../portability/rule.ts';
import type { Target } from '../../portability/target.ts';
import type { EffortRange, Finding } from '../../portability/verdict.ts';
import { worse } from './words.ts';

/** All findings of one rule, with what they cost where they cost something. */
export interface FindingGroup {
  readonly rule: string;
  readonly title: string;
  /** The worst that remains after role, place and circumstance. */
  readonly severity: Severity;
  readonly hits: number;
  readonly files: number;
  readonly symbols: readonly string[];
  /** Per target of the audit; a target for which the rule is no change is missing. */
  readonly effort: ReadonlyMap<Target, EffortRange>;
}

/** Rules by their name. */
export const rulesById = (rules: readonly Rule[]): ReadonlyMap<string, Rule> =>
  new Map(rules.map((rule) => [rule.id, rule]));

const added = (one: EffortRange | undefined, other: EffortRange): EffortRange =>
  one === undefined
    ? other
    : {
        daysLow: one.daysLow + other.daysLow,
        daysHigh: one.daysHigh + other.daysHigh,
        driver: one.daysHigh >= other.daysHigh ? one.driver : other.driver,
      };

/** What each rule costs for each target: the changes of all assets, added up. */
export const effortByRule = (audit: Audit): ReadonlyMap<string, ReadonlyMap<Target, EffortRange>> => {
  const efforts = new Map<string, Map<Target, EffortRange>>();
  for (const { verdicts } of audit.assets)
    for (const { target, changes } of verdicts)
      for (const { rule, effort } of changes) {
        const ofRule = efforts.get(rule) ?? new Map<Target, EffortRange>();
        ofRule.set(target, added(ofRule.get(target), effort));
        efforts.set(rule, ofRule);
      }
  return efforts;
};

/** Findings by their rule, in the order in which rules are first met. */
export const findingsByRule = (findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> => {
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings) {
    const known = byRule.get(finding.rule);
    if (known === undefined) byRule.set(finding.rule, [finding]);
    else known.push(finding);
  }
  return byRule;
};

const NO_EFFORT: ReadonlyMap<Target, EffortRange> = new Map();

const daysHigh = (group: FindingGroup): number =>
  Math.max(-1, ...[...group.effort.values()].map((effort) => effort.daysHigh));

/**
 * The findings by rule: those that cost most days on any target first, then by severity, hits and name. Rules the tables do
 * not know keep their name as title.
 */
export const findingGroups = (audit: Audit, rules: ReadonlyMap<string, Rule>): readonly FindingGroup[] => {
  const efforts = effortByRule(audit);
  const byRule = findingsByRule(audit.findings);
  const groups = [...byRule].map(
    ([rule, findings]): FindingGroup => ({
      rule,
      title: rules.get(rule)?.title ?? rule,
      severity: findings.reduce<Severity>((worst, { severity }) => worse(worst, severity), 'cosmetic'),
      hits: findings.length,
      files: new Set(findings.map(({ path }) => path)).size,
      symbols: [...new Set(findings.map(({ symbol }) => symbol))],
      effort: efforts.get(rule) ?? NO_EFFORT,
    }),
  );
  return groups.toSorted(
    (a, b) =>
      daysHigh(b) - daysHigh(a) ||
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      b.hits - a.hits ||
      (a.rule < b.rule ? -1 : 1),
  );
};

/** The rules that are work for a target: changes that cost something there. */
export const rulesOfTarget = (audit: Audit, target: Target): ReadonlySet<string> =>
  new Set(
    audit.assets
      .flatMap(({ verdicts }) => verdicts)
      .filter((verdict) => verdict.target === target)
      .flatMap(({ changes }) => changes)
      .filter(({ effort }) => effort.daysHigh > 0)
      .map(({ rule }) => rule),
  );
