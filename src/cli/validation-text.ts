import type { HeldTo } from '../core/performance/accuracy/held-to.ts';
import { GOALS } from '../core/performance/accuracy/targets.ts';
import type { RowOutcome } from '../core/performance/validation/predict-rows.ts';
import type { ErrorSummary } from '../core/performance/validation/statistics.ts';
import type { StratumSummary, ValidationSummary } from '../core/performance/validation/summary.ts';

const NAME_WIDTH = 38;
const DECIMALS = 10;
const COLUMNS = 80;

const cell = (text: string, width: number): string => text.padStart(width);

const percent = (value: number): string => {
  if (!Number.isFinite(value)) return '-';
  return value < DECIMALS ? value.toFixed(1) : value.toFixed(0);
};

const line = (name: string, of: ErrorSummary): string =>
  [
    name.length > NAME_WIDTH ? `${name.slice(0, NAME_WIDTH - 1)}…` : name.padEnd(NAME_WIDTH),
    cell(String(of.rows), 6),
    cell(percent(of.medianPercent), 7),
    cell(percent(of.p90Percent), 6),
    cell(Number.isFinite(of.bias) ? of.bias.toFixed(2) : '-', 7),
    cell(percent(of.coverage * 100), 7),
    cell(Number.isFinite(of.meanRelativeWidth) ? of.meanRelativeWidth.toFixed(2) : '-', 7),
  ].join('');

const HEADER = [
  'absolute error in %'.padEnd(NAME_WIDTH),
  cell('rows', 6),
  cell('median', 7),
  cell('p90', 6),
  cell('bias', 7),
  cell('in 90%', 7),
  cell('width', 7),
].join('');

const section = (title: string, strata: readonly StratumSummary[]): string[] =>
  strata.length === 0 ? [] : ['', title, ...strata.map((stratum) => line(`  ${stratum.stratum}`, stratum))];

const wrapped = (text: string, columns: number, indent: string): string[] => {
  const lines: string[] = [];
  let current = indent;
  for (const word of text.split(' ')) {
    if (current.length + word.length + 1 > columns && current !== indent) {
      lines.push(current);
      current = indent;
    }
    current += current === indent ? word : ` ${word}`;
  }
  return [...lines, current];
};

const heldToLine = ({ goal, found, target, met }: HeldTo): string =>
  [
    `  ${GOALS[goal].name}`.padEnd(NAME_WIDTH),
    cell(String(found.rows), 6),
    cell(percent(found.medianPercent), 7),
    cell(percent(found.p90Percent), 6),
    cell(target === null ? '-' : `${target.medianPercent} / ${target.p90Percent}`, 10),
    met === null ? '' : cell(met ? 'met' : 'missed', 9),
  ].join('');

const targets = (lines: readonly HeldTo[]): string[] =>
  [...new Set(lines.map(({ standing }) => standing))].flatMap((standing) => [
    '',
    [
      `predictions that are ${standing}`.padEnd(NAME_WIDTH),
      cell('rows', 6),
      cell('median', 7),
      cell('p90', 6),
      cell('held to', 10),
    ].join(''),
    ...lines.filter((line) => line.standing === standing).map(heldToLine),
  ]);

export interface ValidationTextOptions {
  readonly title: string;
  /** What the constants know of these rows, as a sentence. */
  readonly basis: string;
  /** Errors beside what they are held to, for rows the constants have not seen; empty for others. */
  readonly heldTo: readonly HeldTo[];
}

/** What validation found, as a table of 80 columns: errors by what is predicted, vendor and standing, and refusals. */
export const validationText = (
  summary: ValidationSummary,
  { title, basis, heldTo }: ValidationTextOptions,
): string => {
  const refusals = summary.refusals.flatMap(({ code, rows, example }) => [
    `  ${String(rows).padStart(5)}  ${code}`,
    ...wrapped(`for example: ${example}`, 78, '         '),
  ]);
  return [
    ...wrapped(title, COLUMNS, ''),
    ...wrapped(
      `${summary.rows} rows, ${summary.predicted} predicted, ${summary.refused} refused; calibration ${summary.calibrationVersion}`,
      COLUMNS,
      '',
    ),
    ...wrapped(basis, COLUMNS, ''),
    'Rows of quality A and B. in 90%: share of measured values inside their interval;',
    'width: mean of (high - low) / predicted; bias: median of predicted / measured.',
    '',
    HEADER,
    line('all', summary.all),
    ...(summary.all.rows === 0 && summary.predicted > 0
      ? ['', 'No row of quality A or B has a value to compare with; --json prints what is predicted.']
      : []),
    ...targets(heldTo),
    ...section('by prediction', summary.byPrediction),
    ...section('by task', summary.byTask),
    ...section('by vendor', summary.byVendor),
    ...section('by kind of model', summary.byModelKind),
    ...section('by standing', summary.byStanding),
    ...section('by quality of the source', summary.byQuality),
    ...(refusals.length === 0 ? [] : ['', 'refused', ...refusals]),
  ].join('\n');
};

/** Machine-readable outcome: rows and summary, numbers that are not finite left out as null. */
export const validationJson = (
  rows: readonly RowOutcome[],
  summary: ValidationSummary,
  heldToLines: readonly HeldTo[],
): string => JSON.stringify({ rows, summary, heldTo: heldToLines }, null, 1);
