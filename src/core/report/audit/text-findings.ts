import type { Audit } from '../../portability/audit.ts';
import type { Rule } from '../../portability/rule.ts';
import { isNeuron, TARGET_NAMES, type Target } from '../../portability/target.ts';
import { inner, moreRows, section } from '../supply/terminal-parts.ts';
import { counted } from '../supply/words.ts';
import { pad, plainText, truncate } from '../text.ts';
import type { FindingGroup } from './groups.ts';
import { type AuditTextOptions, elsewhere, severityEmphasis } from './text-parts.ts';
import { daysText, SEVERITY_WORDS } from './words.ts';

const RULE_CELLS = 7;
const SEVERITY_CELLS = 13;

const replacementText = (rule: Rule | undefined, target: Target): string => {
  if (rule === undefined) return '';
  const family = isNeuron(target) ? 'neuron' : target;
  return plainText(rule.replacements[family].text);
};

const groupLines = (
  group: FindingGroup,
  rule: Rule | undefined,
  target: Target,
  options: AuditTextOptions,
): readonly string[] => {
  const { style } = options;
  const width = inner(options);
  const effort = group.effort.get(target);
  const name = pad(truncate(plainText(group.rule), RULE_CELLS), RULE_CELLS, 'left');
  const severity = pad(SEVERITY_WORDS[group.severity], SEVERITY_CELLS, 'left');
  const emphasis = severityEmphasis(group.severity);
  const title = truncate(plainText(group.title), width - RULE_CELLS - SEVERITY_CELLS - 4);
  const instead = replacementText(rule, target);
  const details = [
    `${counted(group.hits, 'hit')} in ${counted(group.files, 'file')}`,
    ...(effort === undefined ? [] : [daysText(effort)]),
  ].join(', ');
  const below = truncate(instead === '' ? details : `${details} → ${instead}`, width - RULE_CELLS - 2);
  return [
    `${style('bold', name)}  ${emphasis === null ? severity : style(emphasis, severity)}  ${title}`,
    style('dim', ' '.repeat(RULE_CELLS + 2) + below),
  ];
};

/** What must change, by rule, most days first, with what takes its place; the first target named decides days and place. */
export const findingLines = (
  audit: Audit,
  groups: readonly FindingGroup[],
  known: ReadonlyMap<string, Rule>,
  options: AuditTextOptions,
): readonly string[] => {
  const target = audit.targets[0]?.target;
  if (target === undefined || groups.length === 0) return [];
  const lines = groups
    .slice(0, options.top)
    .flatMap((group) => groupLines(group, known.get(group.rule), target, options));
  const title = `Findings: ${counted(audit.findings.length, 'hit')} of ${counted(groups.length, 'rule')}, most days first (days on ${TARGET_NAMES[target]})`;
  const more = moreRows(groups.length, options.top, elsewhere(options));
  return section(truncate(title, options.columns), [...lines, ...more], options);
};
