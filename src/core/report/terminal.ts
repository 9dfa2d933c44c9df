import type { PlanResult } from '../plan/result.ts';
import { formatNumber } from './format.ts';
import { portingTexts } from './porting-text.ts';
import {
  headline,
  headlineFigures,
  promiseFigures,
  promiseText,
  rankedByText,
  workloadText,
} from './summary.ts';
import { rankingTable } from './terminal-ranking.ts';
import { atMost, displayWidth, pad, plainText, truncate, wrapText } from './text.ts';
import { warningTexts } from './warnings-text.ts';
import { fleetTexts, mattersMost, rentOrOwnText } from './words.ts';

/** Colours and weights a terminal may apply; the text reads the same without them. */
export type Emphasis = 'bold' | 'dim' | 'green' | 'yellow' | 'red';

export interface TerminalOptions {
  /** Cells in a line; no line is wider. At least 40. */
  readonly columns: number;
  readonly style: (emphasis: Emphasis, text: string) => string;
  /** Ranks shown in the table; the rest are counted. null: as many as leave everything on one screen. */
  readonly top: number | null;
  /** Where the result was written, for the closing lines; null where it was not. */
  readonly written?: { readonly html: string | null; readonly json: string | null };
}

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
  const isSure = best?.verdict === 'meets' && best.risk == null && best.availability.status !== 'announced';
  const answer = wrapText(headline(result), columns).map((line) => style(isSure ? 'green' : 'yellow', line));
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
    ...promiseLines(result, columns),
    '',
  ];
};

const PROMISES_SHOWN = 4;

/** A line per workload where there are several, with what it was promised beside what it gets. */
const promiseLines = (result: PlanResult, columns: number): readonly string[] => {
  const [best] = result.candidates;
  if (best === undefined) return [];
  const figures = promiseFigures(best, result.request.workloads);
  const names = [...new Set(figures.map(({ workload }) => workload))];
  return names.slice(0, PROMISES_SHOWN).flatMap((name) => {
    const texts = figures.filter(({ workload }) => workload === name).map(promiseText);
    return joined(
      texts.map((each, index) => (index === 0 && names.length > 1 ? `${plainText(name)}: ${each}` : each)),
      columns,
    );
  });
};

const REASONS_SHOWN = 3;

const reasonLines = (result: PlanResult, { columns, style }: TerminalOptions): readonly string[] =>
  result.candidates
    .slice(0, REASONS_SHOWN)
    .flatMap((candidate) =>
      bullet(`${candidate.rank}.`, candidate.reason, columns).map((line, index) =>
        index === 0 ? line : style('dim', line),
      ),
    );

const LINES_OF_REMARKS = 2;

/** The best candidate of which renting and owning can be compared, among those shown. */
const rentOrOwnRemark = (result: PlanResult): readonly string[] => {
  const candidate = result.candidates
    .slice(0, REASONS_SHOWN)
    .find(({ rentOrOwn }) => rentOrOwn.breakEven.kind !== 'not-comparable');
  return candidate === undefined ? [] : [`Rent or own ${candidate.systemName}: ${rentOrOwnText(candidate)}.`];
};

const remarkLines = (result: PlanResult, { columns }: TerminalOptions): readonly string[] => {
  const matters = result.candidates[0] === undefined ? null : mattersMost(result.candidates[0]);
  return [
    ...(matters === null ? [] : [`Moves rank 1 most: ${matters}.`]),
    ...rentOrOwnRemark(result),
    ...fleetTexts(result),
    ...portingTexts(result),
  ].flatMap((remark) => atMost(LINES_OF_REMARKS, bullet('-', remark, columns), columns));
};

const counted = (count: number, noun: string): string =>
  `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;

const WARNING_LINES = 5;
const LINES_PER_WARNING = 2;

/** Warnings in a handful of lines; what does not fit is counted. */
const warningLines = (result: PlanResult, { columns, style }: TerminalOptions): readonly string[] => {
  const warnings = warningTexts(result).map((warning) =>
    atMost(LINES_PER_WARNING, bullet('!', warning, columns), columns),
  );
  const shown: string[] = [];
  let told = 0;
  for (const lines of warnings) {
    const isLast = told === warnings.length - 1;
    if (shown.length + lines.length > WARNING_LINES - (isLast ? 0 : 1)) break;
    shown.push(...lines);
    told += 1;
  }
  const more = warnings.length - told;
  return [
    ...shown.map((line) => style('yellow', line)),
    ...(more > 0 ? [`! and ${counted(more, 'more warning')} in the report`] : []),
  ];
};

const LABEL_WIDTH = 9;

const closingLines = (
  result: PlanResult,
  { columns, style, written }: TerminalOptions,
  top: number,
): readonly string[] => {
  const hidden = Math.max(0, result.candidates.length - top);
  const lines = [
    [
      ...(hidden > 0
        ? [`${counted(hidden, 'more candidate')} ranked below (--top ${result.candidates.length})`]
        : []),
      ...(result.refused.length > 0 ? [`${counted(result.refused.length, 'system')} cannot run this`] : []),
    ].join('; '),
  ]
    .filter((line) => line !== '')
    .map((line) => truncate(`${line}.`, columns));
  const places = [
    ...(written?.html ? [['Report', written.html]] : []),
    ...(written?.json ? [['Explain', `rackwright explain ${written.json} candidates.0.score`]] : []),
  ].flatMap(([label = '', value = '']) =>
    wrapText(value, columns - LABEL_WIDTH).map(
      (line, index) => pad(index === 0 ? label : '', LABEL_WIDTH, 'left') + line,
    ),
  );
  return [...lines.map((line) => style('dim', line)), ...(places.length === 0 ? [] : ['', ...places])];
};

const SCREEN_LINES = 42;
const FEWEST_RANKS = 3;
const MOST_RANKS = 12;

const tableLines = (result: PlanResult, options: TerminalOptions, top: number): readonly string[] => {
  const { columns, style } = options;
  const shown = result.candidates.slice(0, top);
  const [header, ...rows] = shown.length === 0 ? [] : rankingTable(result, shown, columns);
  if (header === undefined) return [];
  const what = `Ranked by ${rankedByText(result.rankedBy)}; brackets and second lines: low to high`;
  return [
    style('dim', truncate(what, columns)),
    style('bold', header),
    ...rows.filter((line) => line !== ''),
  ];
};

/** As many ranks as leave everything on one screen, within reason. */
const ranksThatFit = (result: PlanResult, options: TerminalOptions, others: number): number => {
  const lines = (top: number) => tableLines(result, options, top).length;
  let top = MOST_RANKS;
  while (top > FEWEST_RANKS && others + lines(top) > SCREEN_LINES) top -= 1;
  return top;
};

/**
 * The plan on one screen: the answer, the ranking with intervals, why, what could be wrong, and where to read on.
 * No line is wider than `columns` cells; nothing needs colour to be understood.
 */
export const terminalPlan = (result: PlanResult, options: TerminalOptions): string => {
  const head = headLines(result, options);
  const why = [...reasonLines(result, options), ...remarkLines(result, options)];
  const warnings = warningLines(result, options);
  const others = [head, why, warnings, closingLines(result, options, 0)];
  const blank = 1;
  const top =
    options.top ??
    ranksThatFit(
      result,
      options,
      others.reduce((sum, block) => sum + block.length, blank),
    );
  const table = tableLines(result, options, top);
  const blocks = [
    head,
    table.length === 0 || why.length === 0 ? table : [...table, ''],
    why,
    warnings,
    closingLines(result, options, top),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')}\n`;
};
