import { nearest } from '../../catalog/nearest.ts';
import { InputError } from '../../input-error.ts';
import type { Rule } from '../../portability/rule.ts';
import { ruleById } from '../../portability/tables/tables.ts';
import { inner, section } from '../supply/terminal-parts.ts';
import { pad, plainText, truncate, wrapText } from '../text.ts';
import { type RuleStatement, type RuleWords, ruleParts } from './rule-words.ts';
import type { AuditTextOptions } from './text-parts.ts';
import { documentText, releaseText } from './words.ts';

const LABEL_CELLS = 9;
const LINES_OF_CODE = 12;

const wordLines = ({ label, text, source }: RuleWords, options: AuditTextOptions): readonly string[] => {
  const indent = label === null ? 0 : LABEL_CELLS;
  const width = inner(options) - indent;
  const lines = [
    ...wrapText(text, width),
    ...(source === null
      ? []
      : wrapText(documentText(source), width).map((line) => options.style('dim', line))),
  ];
  return lines.map((line, index) => pad(index === 0 && label !== null ? label : '', indent, 'left') + line);
};

/** Lines of an example as they stand; control characters become blanks, what is too wide or too long is cut. */
const codeLines = (
  { file, text }: Extract<RuleStatement, { kind: 'code' }>,
  options: AuditTextOptions,
): readonly string[] => {
  const all = text.replace(/\n$/, '').split('\n');
  const shown = all.slice(0, LINES_OF_CODE).map((line) => {
    const indent = /^[ \t]*/.exec(line)?.[0].replaceAll('\t', '    ') ?? '';
    return truncate(`| ${indent}${plainText(line)}`.trimEnd(), inner(options));
  });
  const more = all.length > LINES_OF_CODE ? [`| … ${all.length - LINES_OF_CODE} more lines`] : [];
  return [...wrapText(file, inner(options)).map((line) => options.style('dim', line)), ...shown, ...more];
};

/** `rackwright audit --explain`: everything that a rule says for a release of the SDK. No line is wider than the columns. */
export const explainText = (
  rule: Rule,
  sdk: { readonly version: string; readonly date: string | null },
  options: AuditTextOptions,
): string => {
  const { columns, style } = options;
  const lines = [
    ...wrapText(`${rule.id} ${plainText(rule.title)}`, columns).map((line) => style('bold', line)),
    ...wrapText(`${rule.category}; as of ${releaseText(sdk)}`, columns).map((line) => style('dim', line)),
    ...ruleParts(rule).flatMap(({ title, statements }) =>
      section(
        title,
        statements.flatMap((each) =>
          each.kind === 'code' ? codeLines(each, options) : wordLines(each, options),
        ),
        options,
      ),
    ),
  ];
  return `${lines.join('\n')}\n`;
};

const NAMED = 3;

/** The rule that is asked for, in any case of letters. Throws InputError that names those most like it. */
export const ruleNamed = (rules: readonly Rule[], id: string): Rule => {
  const rule = ruleById(rules, id);
  if (rule !== null) return rule;
  const alike = nearest(
    id,
    rules.map((each) => each.id.toLowerCase()),
    NAMED,
  ).map((each) => each.toUpperCase());
  throw new InputError({
    attempted: 'explaining a rule of the audit',
    found: JSON.stringify(id),
    accepted: `the name of a rule, such as ${
      alike.length === 0
        ? rules
            .slice(0, NAMED)
            .map((each) => each.id)
            .join(', ')
        : alike.join(', ')
    }; docs/rules.md lists all ${rules.length}`,
  });
};
