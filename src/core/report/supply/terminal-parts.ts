import type { Emphasis } from '../terminal.ts';
import { wrapText } from '../text.ts';

/** How a report may be written on a terminal. */
export interface SupplyTextOptions {
  /** Cells in a line; no line is wider. At least 40. */
  readonly columns: number;
  readonly style: (emphasis: Emphasis, text: string) => string;
  /** Rows of long tables that are shown; the rest are counted. */
  readonly top: number;
}

const INDENT = 2;

/** A heading and what stands below it, indented; nothing where there is nothing. */
export const section = (
  title: string,
  lines: readonly string[],
  { style }: SupplyTextOptions,
): readonly string[] =>
  lines.length === 0
    ? []
    : ['', style('bold', title), ...lines.map((line) => (line === '' ? '' : `${' '.repeat(INDENT)}${line}`))];

/** Cells that remain inside a section. */
export const inner = ({ columns }: SupplyTextOptions): number => columns - INDENT;

/** Sentences as lines of a section. */
export const sentences = (texts: readonly string[], options: SupplyTextOptions): readonly string[] =>
  texts.flatMap((text) => wrapText(text, inner(options), INDENT));

/** How many rows are not shown, in words; nothing when all are. */
export const moreRows = (all: number, shown: number, where: string): readonly string[] =>
  all > shown ? [`… and ${all - shown} more (${where})`] : [];
