/** Opens pages that a command writes. */
export const GENERATED =
  '<!-- Written by `npm run accuracy`; the next run replaces what is changed here by hand. -->';

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');

const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

/** A table in Markdown as lines. Text of cells is made safe. */
export const markdownTable = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] => [row(head), `|${head.map(() => '---|').join('')}`, ...rows.map(row)];

/** A list in Markdown, or what to say when it is empty. */
export const markdownList = (items: readonly string[], none: string): readonly string[] =>
  items.length === 0 ? [none] : items.map((item) => `- ${item}`);
