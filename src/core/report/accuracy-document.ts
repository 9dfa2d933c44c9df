import type { AccuracyRow, Scheme } from '../performance/accuracy/cross-validate.ts';
import type { AccuracyRecord } from '../performance/accuracy/record.ts';
import { GOAL_IDS, GOALS, type GoalId } from '../performance/accuracy/targets.ts';
import type { AccuracyNotes } from './accuracy-markdown.ts';
import {
  causeOf,
  coverageMisses,
  errorText,
  goalLines,
  goalName,
  kindName,
  misses,
  percentText,
  SCHEME_NAMES,
} from './accuracy-words.ts';
import type { ScatterChart } from './chart-spec.ts';
import {
  type Block,
  type Cell,
  type ReportDocument,
  type Section,
  tableBlock,
  textCell,
} from './document.ts';

const left = (header: string) => ({ header, align: 'left' }) as const;
const right = (header: string, hint?: string) =>
  ({ header, align: 'right', ...(hint === undefined ? {} : { hint }) }) as const;

const numberCell = (text: string, sort: number): Cell => ({ text, sort });

const goalTable = (record: AccuracyRecord): Block => {
  const lines = goalLines(record);
  return tableBlock({
    caption: 'Absolute error in per cent, median / 90th percentile; the target below it',
    interactive: false,
    columns: [
      left('prediction'),
      ...(lines[0]?.cells ?? []).map(({ scheme }) => right(SCHEME_NAMES[scheme])),
    ],
    rows: lines.map(({ name, cells }) => [
      textCell(name),
      ...cells.map(({ found, target, met }): Cell => {
        if (found === null) return textCell('–');
        const cell = textCell(errorText(found), met === null ? 'plain' : met ? 'good' : 'bad');
        return target === null ? cell : { ...cell, range: `target ${target}`, hint: `${found.rows} rows` };
      }),
    ]),
  });
};

const strataTable = (record: AccuracyRecord, scheme: Scheme): Block =>
  tableBlock({
    caption: `Errors and intervals, ${SCHEME_NAMES[scheme]}`,
    interactive: true,
    columns: [
      left('prediction'),
      left('vendor'),
      left('models'),
      right('rows'),
      right('median'),
      right('p90'),
      right('bias', 'median of predicted / measured'),
      right('inside', 'share of measured values inside their 90 % interval'),
      right('width', 'mean of (high - low) / predicted'),
    ],
    rows: record.strata
      .filter((one) => one.scheme === scheme)
      .map((one) => [
        textCell(goalName(one.goal)),
        textCell(one.vendor ?? 'all'),
        textCell(kindName(one.experts)),
        numberCell(String(one.rows), one.rows),
        numberCell(percentText(one.medianPercent), one.medianPercent),
        numberCell(percentText(one.p90Percent), one.p90Percent),
        numberCell(one.bias.toFixed(2), one.bias),
        numberCell(`${percentText(100 * one.coverage)} %`, one.coverage),
        numberCell(one.meanRelativeWidth.toFixed(2), one.meanRelativeWidth),
      ]),
  });

const scatter = (rows: readonly AccuracyRow[], goal: GoalId, scheme: Scheme): ScatterChart => {
  const members = rows.filter((row) => row.goal === goal && row.scheme === scheme);
  const vendors = [...new Set(members.map((row) => row.vendor))].toSorted();
  return {
    kind: 'scatter',
    id: `accuracy-${goal}`,
    title: `Predicted against measured: ${GOALS[goal].name}`,
    description: `${members.length} published measurements of ${vendors.join(', ')}; dots on the line are predicted exactly`,
    xAxis: 'measured, in the unit of its source',
    yAxis: 'predicted',
    series: vendors.map((vendor) => ({
      name: vendor,
      vendor,
      points: members
        .filter((row) => row.vendor === vendor)
        .map((row) => ({ x: row.value, y: row.predicted })),
    })),
    ratios: [2, 0.5],
  };
};

const charts = (rows: readonly AccuracyRow[], scheme: Scheme): Block[] =>
  GOAL_IDS.filter((goal) => rows.some((row) => row.goal === goal && row.scheme === scheme)).map((goal) => ({
    kind: 'chart',
    chart: scatter(rows, goal, scheme),
    caption: `Each dot is a published measurement, ${SCHEME_NAMES[scheme]}. Dashed: twice and half of what was measured.`,
  }));

const worstTable = (record: AccuracyRecord, notes: AccuracyNotes): Block =>
  tableBlock({
    caption:
      'Rows furthest off with their configuration left out, one per chip, engine, model and prediction',
    interactive: false,
    columns: [
      left('row'),
      left('prediction'),
      left('chip'),
      left('engine'),
      left('model'),
      right('measured'),
      right('predicted'),
      left('suspected cause'),
    ],
    rows: record.worst.map((one) => [
      textCell(one.id),
      textCell(goalName(one.goal)),
      textCell(one.chip),
      textCell(one.engine ?? '–'),
      textCell(one.model),
      numberCell(String(one.measured), one.measured),
      numberCell(String(one.predicted), one.predicted),
      textCell(causeOf(notes.causes, one) ?? 'not known'),
    ]),
  });

const list = (items: readonly string[], none: string): Block =>
  items.length === 0 ? { kind: 'text', text: none } : { kind: 'list', items };

const failures = (record: AccuracyRecord, notes: AccuracyNotes): Section => ({
  id: 'failures',
  title: 'Known failures',
  blocks: [
    { kind: 'text', text: 'Targets missed:' },
    list(misses(record), 'None.'),
    {
      kind: 'text',
      text: 'Strata of 30 rows or more whose intervals hold less than 85 % or more than 95 %:',
    },
    list(coverageMisses(record), 'None.'),
    { kind: 'text', text: 'Why, as far as it is known:' },
    list(notes.failures, 'Nothing is known.'),
  ],
});

/**
 * The report on accuracy: the record's tables, and charts of the given rows under one scheme (the shipped record holds
 * no rows, so that charts show what this run predicted).
 */
export const accuracyDocument = (
  record: AccuracyRecord,
  rows: readonly AccuracyRow[],
  scheme: Scheme,
  notes: AccuracyNotes,
): ReportDocument => {
  const missed = misses(record).length;
  const held = goalLines(record).flatMap(({ cells }) => cells.filter(({ met }) => met !== null)).length;
  return {
    title: 'How accurate predictions are',
    asked: [
      `${rows.filter((row) => row.scheme === scheme).length} published measurements, ${SCHEME_NAMES[scheme]}`,
    ],
    verdict: {
      text: `${held - missed} of ${held} targets met on rows left out of the calibration`,
      tone: missed === 0 ? 'good' : 'warn',
    },
    keyFigures: [],
    warnings: [],
    sections: [
      { id: 'goals', title: 'Errors against targets', blocks: [goalTable(record)] },
      { id: 'charts', title: 'Predicted against measured', blocks: charts(rows, scheme) },
      {
        id: 'intervals',
        title: 'Errors and intervals',
        blocks: [
          strataTable(record, 'configuration'),
          strataTable(record, 'chip'),
          strataTable(record, 'in-sample'),
        ],
      },
      { id: 'worst', title: 'The ten worst rows', blocks: [worstTable(record, notes)] },
      failures(record, notes),
    ],
    versions: [`calibration ${record.calibrationVersion}`],
  };
};
