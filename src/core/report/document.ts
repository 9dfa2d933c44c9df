import type { Figure } from '../quantity/figure.ts';
import type { Standing } from '../quantity/standing.ts';
import type { ChartSpec } from './chart-spec.ts';
import { formatInterval } from './format.ts';
import { provenanceText } from './provenance.ts';

/** A report as data: sections of text, tables and charts. HTML is one way of drawing it. */
export interface ReportDocument {
  readonly title: string;
  /** What was asked, a line per workload. */
  readonly asked: readonly string[];
  readonly verdict: { readonly text: string; readonly tone: Tone };
  readonly keyFigures: readonly { readonly label: string; readonly cell: Cell }[];
  readonly warnings: readonly string[];
  readonly sections: readonly Section[];
  /** Versions the result rests on, for the foot of the page. */
  readonly versions: readonly string[];
}

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'chart'; readonly chart: ChartSpec; readonly caption: string }
  | { readonly kind: 'table'; readonly table: ReportTable }
  /** Folded away on screen under its summary; printed only where `printed` says so, since such parts are long. */
  | {
      readonly kind: 'details';
      readonly summary: string;
      readonly blocks: readonly Block[];
      readonly printed: boolean;
    };

export interface ReportTable {
  readonly caption: string;
  readonly columns: readonly {
    readonly header: string;
    readonly align: 'left' | 'right';
    readonly hint?: string;
  }[];
  readonly rows: readonly (readonly Cell[])[];
  /** Worth searching and sorting: long tables. */
  readonly interactive: boolean;
}

/** Candidates that are shown in full; the rest get a row each. */
export const SHOWN_IN_FULL = 12;

/** A long part folded away; nothing where it is empty. */
export const details = (summary: string, blocks: readonly Block[], printed = false): readonly Block[] =>
  blocks.length === 0 ? [] : [{ kind: 'details', summary, blocks, printed }];

const isEmpty = (cell: Cell | undefined): boolean =>
  cell === undefined || cell.text === '–' || cell.text === '';

/** The table without the columns that say nothing in any row. */
export const withoutEmptyColumns = (table: ReportTable): ReportTable => {
  const says = table.columns.map((_, index) => table.rows.some((row) => !isEmpty(row[index])));
  return {
    ...table,
    columns: table.columns.filter((_, index) => says[index]),
    rows: table.rows.map((row) => row.filter((_, index) => says[index])),
  };
};

export const tableBlock = (table: ReportTable): Block => ({ kind: 'table', table });

export type Tone = 'good' | 'warn' | 'bad' | 'plain';

/** One cell: text, the interval below it, and what stands behind it in a tooltip. */
export interface Cell {
  readonly text: string;
  readonly range?: string;
  readonly hint?: string;
  readonly standing?: Standing;
  readonly tone?: Tone;
  /** Sorts by this instead of the text. */
  readonly sort?: number;
}

export const textCell = (text: string, tone?: Tone): Cell => (tone === undefined ? { text } : { text, tone });

/** A figure as a cell with its interval, standing and derivation one level deep; a dash where there is none. */
export const figureCell = (figure: Figure | null): Cell => {
  if (figure === null) return { text: '–', hint: 'not known' };
  const { estimate, range } = formatInterval(figure, figure.unit);
  return {
    text: estimate,
    ...(range === '' ? {} : { range }),
    hint: provenanceText(figure),
    standing: figure.standing,
    sort: figure.estimate,
  };
};

/** A share of one as per cent, with what stands behind it. */
export const shareCell = (figure: Figure<'1'>): Cell => {
  const { low, estimate, high } = figure;
  const shown = formatInterval({ low: 100 * low, estimate: 100 * estimate, high: 100 * high }, '1');
  return {
    text: `${shown.estimate} %`,
    ...(shown.range === '' ? {} : { range: shown.range }),
    hint: provenanceText(figure),
    standing: figure.standing,
    sort: estimate,
  };
};
