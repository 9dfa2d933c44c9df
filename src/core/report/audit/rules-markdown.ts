import { RULE_CATEGORIES, type Rule } from '../../portability/rule.ts';
import { markdownTable } from '../markdown.ts';
import { literalMarkdown } from './sarif-rules.ts';
import { documentLink, effortText, SEVERITY_WORDS } from './words.ts';

const insteadMarkdown = ({ replacements: { neuron } }: Rule): string => {
  const link = neuron.source === null ? null : documentLink(neuron.source);
  return `${literalMarkdown(neuron.text)}${link === null ? '' : ` ([document](${link}))`}`;
};

const row = (rule: Rule): readonly string[] => [
  rule.id,
  literalMarkdown(rule.title),
  SEVERITY_WORDS[rule.severity],
  literalMarkdown(rule.why),
  insteadMarkdown(rule),
  literalMarkdown(effortText(rule.effort)),
];

/**
 * All rules as one page of Markdown, a table for each category. Patterns, examples and what ROCm and TPU take instead are
 * left to the command that explains a rule.
 */
export const rulesMarkdown = (rules: readonly Rule[], sdk: { readonly version: string }): string => {
  const tables = RULE_CATEGORIES.flatMap((category) => {
    const those = rules.filter((rule) => rule.category === category);
    if (those.length === 0) return [];
    const head = ['rule', 'finds', 'severity', 'why it binds', 'on Neuron instead', 'effort'];
    return [`## ${category}\n\n${markdownTable(head, those.map(row)).join('\n')}`];
  });
  return `${[
    '<!-- Written by `node scripts/rules.mjs`; the next run replaces what is changed here by hand. -->',
    '# Rules of the portability audit',
    `What \`rackwright audit\` looks for: ${rules.length} rules, as of Neuron SDK ${sdk.version}. \`rackwright audit --explain RULE\` prints all of one: how it decides, what ROCm and TPU take instead, what only looks like it, examples. The rules are data: \`catalog/portability/rules/\`; add-a-rule.md says how to change them.`,
    ...tables,
  ].join('\n\n')}\n`;
};
