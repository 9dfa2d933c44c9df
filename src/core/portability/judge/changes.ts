import type { Rule } from '../rule.ts';
import type { Target } from '../target.ts';
import type { Change, Finding } from '../verdict.ts';
import { countedAlike, type Days, daysOfUnit, effortRange, shareOn, times } from './effort.ts';
import type { Judgement } from './judgement.ts';

/** A change before it is counted for a target: the findings of one rule that cost work. */
export interface Work {
  readonly rule: Rule;
  readonly findings: readonly Finding[];
  /** Counted once whatever its rule counts by: host code of kernels goes with them. */
  readonly once?: boolean;
}

/** What a finding counts for: its role, halved where it is guarded, nothing where only words or other devices are meant. */
export const weightOf = (finding: Finding, rule: Rule, judgement: Judgement): number => {
  if (finding.severity === 'cosmetic' && rule.severity !== 'cosmetic') return 0;
  if (finding.place !== 'code' && finding.place !== 'string') return 0;
  if (finding.circumstance === 'device-agnostic' || finding.circumstance === 'switched-off') return 0;
  const role = judgement.role_weights[finding.role];
  return finding.circumstance === 'guarded' ? role * judgement.guarded_weight : role;
};

const distinct = (findings: readonly Finding[], of: (finding: Finding) => string): number =>
  new Set(findings.map(of)).size;

const BY_FILE = new Set(['module', 'recipe', 'manifest']);
const ONCE = new Set(['repository', 'team', 'cluster', 'deployment']);

/** Places that read the same are one edit, made several times. */
const wording = ({ symbol, excerpt }: Finding): string => `${symbol}\0${excerpt.replaceAll(/\s+/g, ' ')}`;

/** Units of work as the rule counts them: at least, and at most. */
const unitsOf = ({ rule, findings, once }: Work, judgement: Judgement): Days => {
  const weights = findings.map((finding) => weightOf(finding, rule, judgement));
  const most = Math.max(0, ...weights);
  if (most === 0) return { low: 0, high: 0 };
  const { unit } = rule.effort;
  if (ONCE.has(unit) || once === true) return { low: most, high: most };
  const share = weights.reduce((sum, weight) => sum + weight, 0) / findings.length;
  const symbols = distinct(findings, ({ symbol }) => symbol) * share;
  if (unit === 'site') {
    const sites = countedAlike(distinct(findings, wording) * share, judgement);
    return { low: Math.min(symbols, sites), high: sites };
  }
  const places = BY_FILE.has(unit) ? distinct(findings, ({ path }) => path) * share : symbols;
  const counted = countedAlike(places, judgement);
  return { low: Math.min(counted, Math.max(most, 0)), high: Math.max(counted, most) };
};

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

const driverOf = ({ rule, findings, once }: Work): string => {
  const files = distinct(findings, ({ path }) => path);
  const symbols = distinct(findings, ({ symbol }) => symbol);
  const counted =
    once === true
      ? `goes with the kernels, counted once; ${count(findings.length, 'place')} of ${count(files, 'file')}`
      : ONCE.has(rule.effort.unit)
        ? `once for the ${rule.effort.unit}`
        : `${count(symbols, 'distinct name')} in ${count(findings.length, 'place')} of ${count(files, 'file')}`;
  return `${rule.title}: ${counted}; ${rule.effort.reasoning}`;
};

/** Findings by rule, without those that cost nothing. */
export const workOf = (
  findings: readonly Finding[],
  rules: ReadonlyMap<string, Rule>,
  judgement: Judgement,
): readonly Work[] => {
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings) {
    const rule = rules.get(finding.rule);
    if (rule === undefined || weightOf(finding, rule, judgement) === 0) continue;
    const list = byRule.get(finding.rule);
    if (list === undefined) byRule.set(finding.rule, [finding]);
    else list.push(finding);
  }
  return [...byRule].flatMap(([id, found]) => {
    const rule = rules.get(id);
    return rule === undefined ? [] : [{ rule, findings: found }];
  });
};

const replacementOn = (rule: Rule, target: Target): string =>
  rule.replacements[target === 'rocm' || target === 'tpu' ? target : 'neuron'].text;

/** What a change costs on a target: units of work by days a unit, by the share of it that remains there. */
export const changeOn = (work: Work, target: Target, judgement: Judgement): Change => {
  const { rule, findings } = work;
  const units = unitsOf(work, judgement);
  const share = shareOn(target, replacementOn(rule, target), judgement);
  const days = times(times(daysOfUnit(rule.effort, judgement), units.low, units.high), share.low, share.high);
  return {
    rule: rule.id,
    symbols: distinct(findings, ({ symbol }) => symbol),
    hits: findings.length,
    files: distinct(findings, ({ path }) => path),
    effort: effortRange(days, driverOf(work)),
  };
};
