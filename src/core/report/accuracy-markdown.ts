import type { Scheme } from '../performance/accuracy/cross-validate.ts';
import { type AccuracyRecord, type AccuracyStratum, STRATUM_ROWS } from '../performance/accuracy/record.ts';
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
  type SuspectedCause,
} from './accuracy-words.ts';

/** What a reader of the page should know besides the numbers, kept as data. */
export interface AccuracyNotes {
  readonly causes: readonly SuspectedCause[];
  /** Known failures, a sentence or two each. */
  readonly failures: readonly string[];
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(head),
  row(head.map(() => '---')),
  ...rows.map(row),
];

const SHOWN: readonly Scheme[] = ['in-sample', 'configuration', 'chip', 'model', 'source', 'vendor'];

const goalTable = (record: AccuracyRecord): string[] =>
  table(
    ['prediction', 'rows', ...SHOWN.map((scheme) => SCHEME_NAMES[scheme])],
    goalLines(record).map(({ name, cells }) => [
      name,
      String(cells.find(({ scheme }) => scheme === 'configuration')?.found?.rows ?? 'none published'),
      ...cells.map(({ found, target, met }) => {
        const shown = found === null ? '–' : errorText(found);
        if (target === null) return shown;
        return `${shown} (${target}${met === null ? '' : met ? ', met' : ', **missed**'})`;
      }),
    ]),
  );

const stratumRow = (one: AccuracyStratum): string[] => [
  goalName(one.goal),
  one.vendor ?? 'all',
  kindName(one.experts),
  String(one.rows),
  errorText(one),
  one.bias.toFixed(2),
  `${percentText(100 * one.coverage)} %`,
  one.meanRelativeWidth.toFixed(2),
];

const strataTable = (record: AccuracyRecord, scheme: Scheme): string[] =>
  table(
    ['prediction', 'vendor', 'models', 'rows', 'median / p90', 'bias', 'inside 90 %', 'width'],
    record.strata.filter((one) => one.scheme === scheme).map(stratumRow),
  );

const listOf = (items: readonly string[], none: string): string[] =>
  items.length === 0 ? [none] : items.map((item) => `- ${item}`);

const worstTable = (record: AccuracyRecord, notes: AccuracyNotes): string[] =>
  table(
    ['row', 'prediction', 'chip', 'engine', 'model', 'measured', 'predicted', 'suspected cause'],
    record.worst.map((one) => [
      one.id,
      goalName(one.goal),
      one.chip,
      one.engine ?? '–',
      one.model,
      String(one.measured),
      String(one.predicted),
      causeOf(notes.causes, one) ?? 'not known',
    ]),
  );

/** The page on accuracy, in Markdown: written by `npm run accuracy`, never by hand. */
export const accuracyMarkdown = (record: AccuracyRecord, notes: AccuracyNotes): string =>
  `${[
    '<!-- Written by `npm run accuracy`; the next run replaces what is changed here by hand. -->',
    '# How accurate predictions are',
    '',
    `Calibration ${record.calibrationVersion}. Every published measurement of quality A or B that the models can predict is`,
    'predicted again by constants that have not seen it. Errors are absolute, in per cent of the measured value, median /',
    '90th percentile; the target, where there is one, follows in brackets. What was left out together:',
    '',
    '- *configuration left out*: one fifth of all configurations at a time (a configuration with all its metrics stays',
    '  together): what to expect of a chip that has measurements of its own.',
    '- *chip left out*: all rows of a chip, where its vendor has others: what to expect of a chip whose vendor has been measured.',
    '- *model left out*, *source left out*, *vendor left out*: the same for models, for whole publications, for vendors.',
    '',
    ...goalTable(record),
    '',
    'Training steps and engines have no published memory use in the measurements, so that the goal for memory is not tested',
    'here; the worked examples of the tests hold it to published activation sizes.',
    '',
    '## Intervals',
    '',
    'Nine of ten measured values are to fall inside their interval. The interval of a held-out row comes from the errors of',
    'the other parts, so that it has not seen the row either. *Width* is the mean of (high - low) / predicted; *bias* the',
    `median of predicted / measured. A vendor's kind of model is shown by itself from ${STRATUM_ROWS} rows.`,
    '',
    '### Configuration left out',
    '',
    ...strataTable(record, 'configuration'),
    '',
    '### Chip left out',
    '',
    ...strataTable(record, 'chip'),
    '',
    '## The ten worst rows',
    '',
    'Furthest off with their configuration left out, one per chip, engine, model and prediction.',
    '',
    ...worstTable(record, notes),
    '',
    '## Known failures',
    '',
    'Targets missed:',
    '',
    ...listOf(misses(record), 'None.'),
    '',
    'Strata of 30 rows or more whose intervals hold less than 85 % or more than 95 % of the rows left out:',
    '',
    ...listOf(coverageMisses(record), 'None.'),
    '',
    'Why, as far as it is known:',
    '',
    ...listOf(notes.failures, 'Nothing is known.'),
    '',
  ].join('\n')}`;
