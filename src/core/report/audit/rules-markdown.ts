import { RULE_CATEGORIES, type Rule } from '../../portability/rule.ts';
import { markdownTable } from '../markdown.ts';
import { foundStatements, insteadStatements, type RuleWords } from './rule-words.ts';
import { literalMarkdown } from './sarif-rules.ts';
import { documentLink, documentText, effortText, SEVERITY_WORDS } from './words.ts';

/** Text as inline code. */
const inlineCode = (text: string): string => {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  const blank = /^`|`$|^ .* $/s.test(text) ? ' ' : '';
  return `${ticks}${blank}${text.replaceAll(/\s*\n\s*/g, ' ')}${blank}${ticks}`;
};

const EXACT = new Set(['files', 'pattern']);

const statementMarkdown = ({ label, text, source }: RuleWords): string => {
  const said = label !== null && EXACT.has(label) ? inlineCode(text) : literalMarkdown(text);
  const link = source === null ? null : documentLink(source);
  const name = source === null ? '' : literalMarkdown(link === null ? source : documentText(source));
  const document = source === null ? '' : link === null ? ` (${name})` : ` ([${name}](${link}))`;
  return label === null ? `${said}${document}` : `- ${label}: ${said}${document}`;
};

/** A rule without its examples, which the command shows. */
const ruleMarkdown = (rule: Rule): string => {
  const statements = [...foundStatements(rule), ...insteadStatements(rule)];
  return `### ${rule.id}: ${literalMarkdown(rule.title)}

${SEVERITY_WORDS[rule.severity]}: ${literalMarkdown(rule.why)}

${statements.map(statementMarkdown).join('\n')}`;
};

const anchorOf = (rule: Rule): string =>
  `${rule.id}: ${rule.title}`
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}\p{Mark} _-]/gu, '')
    .replaceAll(' ', '-');

/** All rules as one page of Markdown: a table of contents by category, then everything that each rule says. */
export const rulesMarkdown = (rules: readonly Rule[], sdk: { readonly version: string }): string => {
  const categories = RULE_CATEGORIES.map((category) => ({
    category,
    those: rules.filter((rule) => rule.category === category),
  })).filter(({ those }) => those.length > 0);
  const parts = [
    '<!-- Written by `node scripts/rules.mjs`; the next run replaces what is changed here by hand. -->',
    '# Rules of the portability audit',
    `What \`rackwright audit\` looks for: ${rules.length} rules, as of Neuron SDK ${sdk.version}. \`rackwright audit --explain RULE\` prints one of them with its examples. The rules are data: \`catalog/portability/rules/\`.`,
    ...categories.map(({ category, those }) =>
      [
        `## ${category}`,
        '',
        ...markdownTable(
          ['rule', 'severity', 'effort'],
          those.map((rule) => [
            `[${rule.id}](#${anchorOf(rule)}) ${literalMarkdown(rule.title)}`,
            SEVERITY_WORDS[rule.severity],
            literalMarkdown(effortText(rule.effort)),
          ]),
        ),
        '',
        those.map(ruleMarkdown).join('\n\n'),
      ].join('\n'),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
};
