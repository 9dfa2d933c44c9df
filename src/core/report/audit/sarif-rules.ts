import type { Audit } from '../../portability/audit.ts';
import type { Rule, Severity } from '../../portability/rule.ts';
import { documentLink } from './words.ts';

/** Severities as SARIF knows them: what blocks is an error, work by hand a warning, the rest a note. */
export const SARIF_LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = Object.freeze({
  blocks: 'error',
  'needs-rewrite': 'warning',
  'drop-in': 'note',
  cosmetic: 'note',
});

const FAMILIES = [
  ['Neuron', 'neuron'],
  ['ROCm', 'rocm'],
  ['TPU', 'tpu'],
] as const;

const helpText = ({ why, replacements, effort, guard }: Rule): string =>
  [
    `Why: ${why}.`,
    ...FAMILIES.map(([name, family]) => {
      const { text, source } = replacements[family];
      return `${name}: ${text}${source === null ? '' : ` [${source}]`}`;
    }),
    `Effort: ${effort.reasoning}.`,
    ...(guard === null ? [] : [`No hit: ${guard}.`]),
  ].join('\n');

/** Text that Markdown shows as it is. */
export const literalMarkdown = (text: string): string => text.replaceAll(/[\\`*_[\]<>~&]/g, '\\$&');

const helpMarkdown = ({ why, replacements, effort, guard }: Rule): string =>
  [
    `**Why.** ${literalMarkdown(why)}`,
    ...FAMILIES.map(([name, family]) => {
      const { text, source } = replacements[family];
      const link = source === null ? null : documentLink(source);
      const document =
        source === null ? '' : link === null ? ` (${literalMarkdown(source)})` : ` ([document](${link}))`;
      return `**${name}.** ${literalMarkdown(text)}${document}`;
    }),
    `**Effort.** ${literalMarkdown(effort.reasoning)}`,
    ...(guard === null ? [] : [`**No hit.** ${literalMarkdown(guard)}`]),
  ].join('\n\n');

const descriptorOf = (rule: Rule) => {
  const { source } = rule.replacements.neuron;
  const link = source === null ? null : documentLink(source);
  return {
    id: rule.id,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why },
    help: { text: helpText(rule), markdown: helpMarkdown(rule) },
    ...(link === null ? {} : { helpUri: link }),
    defaultConfiguration: { level: SARIF_LEVELS[rule.severity] },
    properties: { tags: ['portability', rule.category], severity: rule.severity },
  };
};

/** What a finding about a model is called where it belongs to no rule. */
const codeDescriptor = (code: string) => ({
  id: code,
  shortDescription: { text: code.replaceAll(/[.-]/g, ' ') },
  properties: { tags: ['portability', 'model'] },
});

/** The descriptors of a run and where each stands among them: rules first, then codes of models and unknown rules. */
export const sarifDescriptors = (audit: Audit, rules: readonly Rule[]) => {
  const codes = [
    ...audit.findings.map(({ rule }) => rule),
    ...audit.suppressions.map(({ rule }) => rule),
    ...audit.models
      .flatMap(({ findings }) => findings)
      .filter(({ severity }) => severity !== 'fine')
      .map(({ rule, code }) => rule ?? code),
  ];
  const named = new Set(codes);
  const known = rules.filter(({ id }) => named.has(id));
  const knownIds = new Set(known.map(({ id }) => id));
  const others = [...named].filter((id) => !knownIds.has(id)).toSorted();
  const descriptors = [...known.map(descriptorOf), ...others.map(codeDescriptor)];
  return { descriptors, indexes: new Map(descriptors.map(({ id }, index) => [id, index])) };
};
