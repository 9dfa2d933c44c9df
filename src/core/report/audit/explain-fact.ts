import type { TableFact } from '../../portability/tables/fact.ts';
import { pad, plainText, wrapText } from '../text.ts';
import type { AuditTextOptions } from './text-parts.ts';
import { documentText, releaseText } from './words.ts';

const INDENT = 2;
const LABEL_CELLS = 10;

/** `rackwright audit --explain` for a name that is no rule. No line is wider than the columns. */
export const factText = (
  { name, kind, statements }: TableFact,
  sdk: { readonly version: string; readonly date: string | null },
  { columns, style }: AuditTextOptions,
): string => {
  const width = columns - INDENT - LABEL_CELLS;
  const body = statements.flatMap(({ label, text, source }) => {
    const lines = [
      ...wrapText(plainText(text), width),
      ...(source === null ? [] : wrapText(documentText(source), width).map((line) => style('dim', line))),
    ];
    return lines.map(
      (line, index) => `${' '.repeat(INDENT)}${pad(index === 0 ? label : '', LABEL_CELLS, 'left')}${line}`,
    );
  });
  const lines = [
    ...wrapText(plainText(name), columns).map((line) => style('bold', line)),
    ...wrapText(`${kind}; as of ${releaseText(sdk)}`, columns).map((line) => style('dim', line)),
    '',
    ...body,
  ];
  return `${lines.join('\n')}\n`;
};
