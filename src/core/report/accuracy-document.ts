import { heldTo } from '../performance/accuracy/held-to.ts';
import {
  type AccuracyRecord,
  type AccuracyStratum,
  type Scheme,
  strataOf,
  worstOf,
} from '../performance/accuracy/record.ts';
import type { AccuracyRow } from '../performance/accuracy/rows.ts';
import type { ValidationSummary } from '../performance/validation/summary.ts';
import { accuracyScatters, standingChart } from './accuracy-charts.ts';
import { failureTable, intervalMissTable, missTable } from './accuracy-failure-tables.ts';
import { errorMisses, intervalMisses } from './accuracy-misses.ts';
import { type AccuracyNotes, causesOf } from './accuracy-notes.ts';
import {
  goalTable,
  heldToTable,
  recordedStrata,
  refusalTable,
  standingTable,
  strataTable,
  worstTable,
} from './accuracy-tables.ts';
import { errorText, FITS_TEXT, shareText, verdictText } from './accuracy-words.ts';
import { type Block, details, type ReportDocument, type Section, textCell } from './document.ts';

/** What was predicted, and what else is known about how accurate predictions are. */
export interface AccuracyReport {
  /** The measurements in words, such as a file's name. */
  readonly measurements: string;
  /** How the constants came about; `in-sample`: they have seen the rows. */
  readonly scheme: Scheme;
  /** What was left out of the fit, in words; null: nothing. */
  readonly leftOut: string | null;
  readonly rows: readonly AccuracyRow[];
  readonly summary: ValidationSummary;
  readonly record: AccuracyRecord;
  readonly notes: AccuracyNotes;
}

const text = (words: string): Block => ({ kind: 'text', text: words });

const whatOf = ({ scheme, leftOut }: AccuracyReport): string => {
  if (leftOut !== null) return `${leftOut} left out of the calibration`;
  return scheme === 'in-sample' ? 'in sample' : 'not seen by the calibration';
};

const errors = (report: AccuracyReport): Section => ({
  id: 'errors',
  title: 'Errors',
  blocks: [
    ...(report.scheme === 'in-sample'
      ? [
          text(
            'The constants have seen these rows: what to expect of rows they have not seen stands in the second table, with the targets.',
          ),
        ]
      : [heldToTable(heldTo(report.rows))]),
    strataTable(
      strataOf(report.rows, report.scheme),
      `This run, ${whatOf(report)}: absolute error in per cent, and intervals`,
    ),
    goalTable(report.record),
    text([FITS_TEXT, ...report.notes.caveats].join(' ')),
  ],
});

const charts = (report: AccuracyReport): Section => {
  const drawn = accuracyScatters(report.rows, whatOf(report));
  return {
    id: 'charts',
    title: 'Predicted against measured',
    blocks:
      drawn.length === 0
        ? []
        : [
            text(
              'Each dot is a published measurement, darker where several fall together. On the solid line it is predicted exactly; dashed: twice and half of what was measured. Above each panel: median / 90th percentile of the error.',
            ),
            ...drawn.map(
              (chart): Block => ({
                kind: 'chart',
                chart,
                caption: `${whatOf(report)}, units of the sources`,
              }),
            ),
          ],
  };
};

const intervals = ({ record }: AccuracyReport): Section => ({
  id: 'intervals',
  title: 'Intervals',
  blocks: [
    text(
      'Nine of ten measured values are to fall inside. Anchored: measurements of the chip itself were fitted to (here the configuration is left out). Same-vendor: only other chips of its vendor (the chip is left out). Datasheet: nothing of the vendor (the vendor is left out).',
    ),
    {
      kind: 'chart',
      chart: standingChart(record),
      caption:
        'The shipped intervals for chips of any vendor; a vendor with enough rows has its own. Each comes from rows left out of the fit.',
    },
    standingTable(record),
    ...details('Configuration left out, by vendor and kind of model', [
      recordedStrata(record, 'configuration'),
    ]),
    ...details('Chip left out, by vendor and kind of model', [recordedStrata(record, 'chip')]),
  ],
});

const worst = (report: AccuracyReport): Section => ({
  id: 'worst',
  title: 'The ten worst rows',
  blocks: [
    worstTable(
      worstOf(report.rows),
      report.notes,
      `This run, ${whatOf(report)}: furthest off by ratio, one per chip, engine, model and prediction`,
    ),
    ...details('The ten worst shipped rows with their configuration left out', [
      worstTable(report.record.worst, report.notes, 'As recorded'),
    ]),
  ],
});

const listed = (items: readonly string[]): Block =>
  items.length === 0 ? text('The cause is not known.') : { kind: 'list', items };

const outsideBlocks = (outside: readonly AccuracyStratum[], notes: AccuracyNotes): readonly Block[] => {
  const usual = outside.filter(({ scheme }) => scheme === 'configuration' || scheme === 'chip');
  const others = outside.filter((one) => !usual.includes(one));
  const caption = 'Strata of 30 rows or more whose 90 % intervals hold less than 85 % or more than 95 %';
  return [
    ...(usual.length === 0 ? [] : [intervalMissTable(usual, caption)]),
    ...(others.length === 0
      ? []
      : details('The same with models, sources and vendors left out', [intervalMissTable(others, caption)])),
    listed(causesOf(notes, 'interval', outside)),
  ];
};

const failures = ({ record, notes }: AccuracyReport): Section => {
  const missed = errorMisses(record);
  const outside = intervalMisses(record);
  return {
    id: 'failures',
    title: 'Known failures',
    blocks: [
      text(`${verdictText(record)}.`),
      ...(missed.length === 0
        ? []
        : [
            failureTable(missed, notes),
            ...details('Every stratum that misses its target', [missTable(missed)]),
          ]),
      ...(outside.length === 0
        ? [
            text(
              'Every stratum of 30 rows or more keeps 85 to 95 % of the rows left out inside its intervals.',
            ),
          ]
        : outsideBlocks(outside, notes)),
    ],
  };
};

const verdictOf = ({ scheme, rows, record }: AccuracyReport): ReportDocument['verdict'] => {
  if (scheme === 'in-sample')
    return { text: verdictText(record), tone: errorMisses(record).length === 0 ? 'good' : 'warn' };
  const held = heldTo(rows).filter(({ met }) => met !== null);
  const met = held.filter((line) => line.met === true).length;
  return {
    text: held.length === 0 ? 'No target applies to these rows' : `${met} of ${held.length} targets met`,
    tone: met === held.length ? 'good' : 'warn',
  };
};

/** The report on how far predictions are from measurements: this run, and the recorded figures of rows left out. */
export const accuracyDocument = (report: AccuracyReport): ReportDocument => {
  const { summary, rows, measurements } = report;
  const { all } = summary;
  return {
    title: 'How accurate predictions are',
    asked: [
      `${measurements}, ${whatOf(report)}: ${summary.rows} rows, ${summary.predicted} predicted, ${summary.refused} refused`,
    ],
    verdict: verdictOf(report),
    keyFigures:
      rows.length === 0
        ? []
        : [
            { label: 'rows with trusted values', cell: textCell(String(all.rows)) },
            { label: 'error, median / p90', cell: textCell(`${errorText(all)} %`) },
            { label: 'inside 90 % interval', cell: textCell(shareText(all.coverage)) },
            { label: 'mean width', cell: textCell(all.meanRelativeWidth.toFixed(2)) },
          ],
    warnings: [],
    sections: [
      errors(report),
      charts(report),
      intervals(report),
      worst(report),
      failures(report),
      ...(summary.refused === 0
        ? []
        : [{ id: 'refused', title: 'What is not predicted', blocks: [refusalTable(summary)] }]),
    ].filter(({ blocks }) => blocks.length > 0),
    versions: [`calibration ${summary.calibrationVersion}`],
  };
};
