import type { HeldTo } from '../performance/accuracy/held-to.ts';
import type { AccuracyRecord, AccuracyStratum, Scheme, WorstRow } from '../performance/accuracy/record.ts';
import { GOALS } from '../performance/accuracy/targets.ts';
import type { ValidationSummary } from '../performance/validation/summary.ts';
import { type AccuracyNotes, causeOf } from './accuracy-notes.ts';
import {
  errorText,
  goalLines,
  memberName,
  metricName,
  percentText,
  SCHEME_NAMES,
  STANDING_SCHEMES,
  shareText,
  targetText,
} from './accuracy-words.ts';
import { type Block, type Cell, tableBlock, textCell } from './document.ts';

const left = (header: string) => ({ header, align: 'left' }) as const;
const right = (header: string, hint?: string) =>
  ({ header, align: 'right', ...(hint === undefined ? {} : { hint }) }) as const;
const numberCell = (text: string, sort: number): Cell => ({ text, sort });

const BIAS = right('bias', 'median of predicted / measured');
const INSIDE = right('inside', 'share of measured values inside their 90 % interval');
const WIDTH = right('width', 'mean of (high - low) / predicted');

const toneOf = (met: boolean | null): 'plain' | 'good' | 'bad' =>
  met === null ? 'plain' : met ? 'good' : 'bad';

/** The recorded figures of every goal under every scheme, with targets. */
export const goalTable = (record: AccuracyRecord): Block => {
  const lines = goalLines(record).filter(({ cells }) => cells.some(({ found }) => found !== null));
  return tableBlock({
    caption: 'Shipped measurements, as recorded: absolute error in per cent, median / 90th percentile',
    interactive: false,
    columns: [
      left('prediction'),
      ...(lines[0]?.cells ?? []).map(({ scheme }) => right(SCHEME_NAMES[scheme])),
    ],
    rows: lines.map(({ name, cells }) => [
      textCell(name),
      ...cells.map(({ found, target, met }): Cell => {
        if (found === null) return textCell('–');
        const cell = { ...textCell(errorText(found), toneOf(met)), hint: `${found.rows} rows` };
        return target === null ? cell : { ...cell, range: `target ${targetText(target)}` };
      }),
    ]),
  });
};

/** Errors of rows the constants have not seen, beside what they are held to. */
export const heldToTable = (lines: readonly HeldTo[]): Block =>
  tableBlock({
    caption: 'Errors in per cent, against what they are held to',
    interactive: false,
    columns: [
      left('prediction'),
      left('rests on'),
      right('rows'),
      right('median / p90'),
      right('held to'),
      BIAS,
      INSIDE,
      WIDTH,
    ],
    rows: lines.map(({ goal, standing, found, target, met }) => [
      textCell(GOALS[goal].name),
      textCell(standing),
      numberCell(String(found.rows), found.rows),
      textCell(errorText(found), toneOf(met)),
      textCell(target === null ? '–' : targetText(target)),
      numberCell(found.bias.toFixed(2), found.bias),
      numberCell(shareText(found.coverage), found.coverage),
      numberCell(found.meanRelativeWidth.toFixed(2), found.meanRelativeWidth),
    ]),
  });

/** Errors, coverage and width of strata. */
export const strataTable = (strata: readonly AccuracyStratum[], caption: string): Block =>
  tableBlock({
    caption,
    interactive: true,
    columns: [left('prediction'), right('rows'), right('median'), right('p90'), BIAS, INSIDE, WIDTH],
    rows: strata.map((one) => [
      { ...textCell(GOALS[one.goal].name), range: memberName(one) },
      numberCell(String(one.rows), one.rows),
      numberCell(percentText(one.medianPercent), one.medianPercent),
      numberCell(percentText(one.p90Percent), one.p90Percent),
      numberCell(one.bias.toFixed(2), one.bias),
      numberCell(shareText(one.coverage), one.coverage),
      numberCell(one.meanRelativeWidth.toFixed(2), one.meanRelativeWidth),
    ]),
  });

/** The recorded strata of one scheme. */
export const recordedStrata = (record: AccuracyRecord, scheme: Scheme): Block =>
  strataTable(
    record.strata.filter((one) => one.scheme === scheme),
    `Shipped measurements, ${SCHEME_NAMES[scheme]}`,
  );

/** Mean width and coverage by what predictions rest on. */
export const standingTable = (record: AccuracyRecord): Block =>
  tableBlock({
    caption: 'Mean width of 90 % intervals, and the share of held-out rows inside',
    interactive: false,
    columns: [left('prediction'), ...STANDING_SCHEMES.map(({ standing }) => right(standing))],
    rows: goalLines(record)
      .filter(({ cells }) => cells.some(({ found }) => found !== null))
      .map(({ name, cells }) => [
        textCell(name),
        ...STANDING_SCHEMES.map(({ scheme }): Cell => {
          const found = cells.find((cell) => cell.scheme === scheme)?.found ?? null;
          return found === null
            ? textCell('–')
            : { text: found.meanRelativeWidth.toFixed(2), range: `${shareText(found.coverage)} inside` };
        }),
      ]),
  });

/** Rows furthest off, with the cause that is suspected. */
export const worstTable = (worst: readonly WorstRow[], notes: AccuracyNotes, caption: string): Block =>
  tableBlock({
    caption,
    interactive: false,
    columns: [
      left('row'),
      left('prediction'),
      left('on'),
      left('model'),
      right('measured'),
      right('predicted'),
      left('suspected cause'),
    ],
    rows: worst.map((one) => [
      textCell(one.id),
      { ...textCell(GOALS[one.goal].name), range: metricName(one.metric) },
      { ...textCell(one.chip), ...(one.engine === null ? {} : { range: one.engine }) },
      textCell(one.model),
      numberCell(String(one.measured), one.measured),
      numberCell(String(one.predicted), one.predicted),
      textCell(causeOf(notes, one) ?? 'not known'),
    ]),
  });

/** Why rows were not predicted. */
export const refusalTable = (summary: ValidationSummary): Block =>
  tableBlock({
    caption: 'Rows that are refused, by reason',
    interactive: false,
    columns: [right('rows'), left('reason'), left('for example')],
    rows: summary.refusals.map(({ code, rows, example }) => [
      numberCell(String(rows), rows),
      textCell(code.replaceAll('-', ' ')),
      textCell(example),
    ]),
  });
