import type { Candidate, PlanResult } from '../plan/result.ts';
import type { Figure } from '../quantity/figure.ts';
import { STANDINGS } from '../quantity/standing.ts';
import { formatNumber, STANDING_MARKS, STANDING_MEANINGS } from './format.ts';
import {
  candidateLabel,
  cellOf,
  headline,
  headlineFigures,
  rankedByText,
  siteText,
  summarise,
  workloadText,
} from './summary.ts';
import { type TableColumn, terminalTable } from './table.ts';
import { displayWidth, pad, plainText, truncate, wrapText } from './text.ts';

/** Colours and weights a terminal may apply; the text reads the same without them. */
export type Emphasis = 'bold' | 'dim' | 'green' | 'yellow' | 'red';

export interface TerminalOptions {
  /** Cells in a line; no line is wider. At least 40. */
  readonly columns: number;
  readonly style: (emphasis: Emphasis, text: string) => string;
  /** Ranks shown in the table; the rest are counted. */
  readonly top: number;
  /** Where the result was written, for the closing lines; null where it was not. */
  readonly written?: { readonly html: string | null; readonly json: string | null };
}

interface Column extends TableColumn {
  readonly cell: (candidate: Candidate) => { readonly estimate: string; readonly range: string };
}

const text = (value: string) => ({ estimate: value, range: '' });
const ofFigure = (pick: (candidate: Candidate) => Figure | null) => (candidate: Candidate) =>
  cellOf(pick(candidate));

const numberColumns = (result: PlanResult): readonly Column[] => {
  const summaries = result.candidates.map(summarise);
  const serves = summaries.some((summary) => summary.timePerOutputTokenMs !== null);
  const trains = summaries.some((summary) => summary.wallSeconds !== null);
  const column = (
    header: string,
    pick: (candidate: Candidate) => Figure | null,
    dropRank?: number,
  ): Column => ({
    header,
    align: 'right',
    cell: ofFigure(pick),
    ...(dropRank === undefined ? {} : { dropRank }),
  });
  return [
    column('output', (candidate) => summarise(candidate).tokensPerSecond, 4),
    ...(serves
      ? [
          column('TTFT', (candidate) => summarise(candidate).timeToFirstTokenMs, 3),
          column('TPOT', (candidate) => summarise(candidate).timePerOutputTokenMs, 1),
        ]
      : []),
    ...(trains ? [column('time', (candidate) => summarise(candidate).wallSeconds, 1)] : []),
    column('power', (candidate) => candidate.itWatts, 2),
    column(serves ? '$/Mtok' : '$/run', (candidate) => summarise(candidate).price),
  ];
};

const meets = (candidate: Candidate): boolean => candidate.verdict === 'meets';

const wideColumns = (result: PlanResult): readonly Column[] => [
  { header: '#', align: 'right', cell: (candidate) => text(String(candidate.rank)) },
  { header: 'system', shrinkTo: 16, cell: (candidate) => text(candidate.systemName) },
  { header: 'units', align: 'right', cell: (candidate) => text(formatNumber(candidate.units)) },
  { header: 'hold', cell: (candidate) => text(candidate.tenure) },
  ...numberColumns(result),
  { header: 'site', cell: (candidate) => text(siteText(candidate)) },
  { header: 'meets', cell: (candidate) => text(meets(candidate) ? 'yes' : 'no') },
  { header: 'rests on', cell: (candidate) => text(candidate.standing), dropRank: 5 },
];

const NAME_WIDTH = 16;

/** For narrow screens: what is short goes onto the second line of its neighbour. */
const narrowColumns = (result: PlanResult): readonly Column[] => [
  {
    header: '#',
    align: 'right',
    cell: (candidate) => ({ estimate: String(candidate.rank), range: meets(candidate) ? '✓' : '✗' }),
  },
  {
    header: 'system',
    shrinkTo: 8,
    cell: (candidate) => {
      const [first, ...rest] = wrapText(candidate.systemName, NAME_WIDTH);
      return { estimate: first ?? '', range: rest.join(' ') };
    },
  },
  {
    header: 'units',
    align: 'right',
    cell: (candidate) => ({ estimate: formatNumber(candidate.units), range: candidate.tenure }),
    dropRank: 5,
  },
  ...numberColumns(result),
  {
    header: 'site',
    cell: (candidate) => ({ estimate: siteText(candidate), range: STANDING_MARKS[candidate.standing] }),
  },
];

const narrowKey = (candidates: readonly Candidate[]): string => {
  const standings = STANDINGS.filter((standing) => candidates.some((each) => each.standing === standing));
  const marks = standings.map((standing) => `${STANDING_MARKS[standing]} ${STANDING_MEANINGS[standing]}`);
  return `✓ meets what was asked; ${marks.join('; ')}`;
};

const shortUnits = (value: string): string => value.replace(/ tok\/s$/, '/s').replace(/\/Mtok$/, '');

type Cells = readonly (readonly ReturnType<Column['cell']>[])[];

const inlineRows = (cells: Cells) =>
  cells.map((row) =>
    row.map(({ estimate, range }) =>
      range === '' ? shortUnits(estimate) : `${shortUnits(estimate)} (${range})`,
    ),
  );

const stackedRows = (cells: Cells) =>
  cells.flatMap((row) => [row.map(({ estimate }) => shortUnits(estimate)), row.map(({ range }) => range)]);

const naturalWidth = (columns: readonly Column[], rows: readonly (readonly string[])[]): number =>
  Math.max(...terminalTable(columns, rows, Number.MAX_SAFE_INTEGER).map(displayWidth));

/** Estimate and interval side by side where the screen is wide enough, else the interval on a line of its own below. */
const rankingTable = (
  result: PlanResult,
  candidates: readonly Candidate[],
  width: number,
): readonly string[] => {
  const wide = wideColumns(result);
  const cells = candidates.map((candidate) => wide.map((column) => column.cell(candidate)));
  const fitting = [inlineRows(cells), stackedRows(cells)].find((rows) => naturalWidth(wide, rows) <= width);
  if (fitting !== undefined) return terminalTable(wide, fitting, width);
  const narrow = narrowColumns(result);
  const rows = stackedRows(candidates.map((candidate) => narrow.map((column) => column.cell(candidate))));
  return [...terminalTable(narrow, rows, width), ...wrapText(narrowKey(candidates), width, 2)];
};

const bullet = (mark: string, line: string, width: number): readonly string[] =>
  wrapText(`${mark} ${plainText(line)}`, width, mark.length + 1);

const joined = (parts: readonly string[], width: number): readonly string[] => {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(last) + 3 + displayWidth(part) <= width)
      lines[lines.length - 1] = `${last} · ${part}`;
    else lines.push(part);
  }
  return lines.flatMap((line) => wrapText(line, width));
};

const headLines = (result: PlanResult, options: TerminalOptions): readonly string[] => {
  const { columns, style } = options;
  const best = result.candidates[0];
  const answer = wrapText(headline(result), columns).map((line) =>
    style(best?.verdict === 'meets' ? 'green' : 'yellow', line),
  );
  return [
    ...wrapText(result.request.name, columns).map((line) => style('bold', line)),
    ...result.request.workloads.map((workload) =>
      style('dim', truncate(plainText(workloadText(workload)), columns)),
    ),
    '',
    ...answer,
    ...joined(
      headlineFigures(result).map((each) => `${each.label} ${each.text}`),
      columns,
    ),
    '',
  ];
};

const REASONS_SHOWN = 3;

const reasonLines = (result: PlanResult, { columns, style }: TerminalOptions): readonly string[] =>
  result.candidates
    .slice(0, REASONS_SHOWN)
    .flatMap((candidate) =>
      bullet(`${candidate.rank}.`, `${candidateLabel(candidate)}: ${candidate.reason}`, columns).map(
        (line, index) => (index === 0 ? line : style('dim', line)),
      ),
    );

const counted = (count: number, noun: string): string =>
  `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;

const WARNINGS_SHOWN = 4;

const warningLines = (result: PlanResult, { columns, style }: TerminalOptions): readonly string[] => {
  const warnings = [...result.flips.slice(0, 2).map((flip) => flip.text), ...result.warnings];
  const shown = warnings
    .slice(0, WARNINGS_SHOWN)
    .flatMap((warning) => bullet('!', warning, columns).map((line) => style('yellow', line)));
  const more = warnings.length - WARNINGS_SHOWN;
  return [...shown, ...(more > 0 ? [`! and ${more} more warnings in the report`] : [])];
};

const LABEL_WIDTH = 9;

const closingLines = (
  result: PlanResult,
  { columns, style, written, top }: TerminalOptions,
): readonly string[] => {
  const hidden = Math.max(0, result.candidates.length - top);
  const lines = [
    ...(hidden > 0
      ? [`${counted(hidden, 'more candidate')} ranked below (--top ${result.candidates.length}).`]
      : []),
    ...(result.refused.length > 0
      ? [
          `${counted(result.refused.length, 'system')} cannot run this (why: report, "Refused"): ${result.refused.map((each) => each.systemName).join(', ')}.`,
        ]
      : []),
  ].map((line) => truncate(plainText(line), columns));
  const places = [
    ...(written?.html ? [['Report', written.html]] : []),
    ...(written?.json
      ? [
          ['Result', written.json],
          ['Explain', `rackwright explain ${written.json} candidates.0.score`],
        ]
      : []),
  ].flatMap(([label = '', value = '']) =>
    wrapText(value, columns - LABEL_WIDTH).map(
      (line, index) => pad(index === 0 ? label : '', LABEL_WIDTH, 'left') + line,
    ),
  );
  return [...lines.map((line) => style('dim', line)), ...(places.length === 0 ? [] : ['', ...places])];
};

/**
 * The plan on one screen: the answer, the ranking with intervals, why, what could be wrong, and where to read on.
 * No line is wider than `columns` cells; nothing needs colour to be understood.
 */
export const terminalPlan = (result: PlanResult, options: TerminalOptions): string => {
  const { columns, style, top } = options;
  const shown = result.candidates.slice(0, top);
  const [header, ...rows] = shown.length === 0 ? [] : rankingTable(result, shown, columns);
  const table =
    header === undefined
      ? []
      : [
          style(
            'dim',
            truncate(
              `Ranked by ${rankedByText(result.rankedBy)}; brackets and second lines: low to high`,
              columns,
            ),
          ),
          style('bold', header),
          ...rows.filter((line) => line !== ''),
          '',
          ...reasonLines(result, options),
        ];
  const blocks = [
    headLines(result, options),
    table,
    warningLines(result, options),
    closingLines(result, options),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')}\n`;
};
