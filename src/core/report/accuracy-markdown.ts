import {
  type AccuracyRecord,
  type AccuracyStratum,
  SCHEMES,
  type Scheme,
  STRATUM_ROWS,
  type WorstRow,
} from '../performance/accuracy/record.ts';
import { GOALS } from '../performance/accuracy/targets.ts';
import { STANDING_CHART, scatterId } from './accuracy-charts.ts';
import { type AccuracyNotes, causeOf } from './accuracy-notes.ts';
import {
  errorText,
  FITS_TEXT,
  goalLines,
  memberName,
  SCHEME_NAMES,
  STANDING_SCHEMES,
  shareText,
  targetText,
  verdictText,
} from './accuracy-words.ts';
import { GENERATED, markdownTable } from './markdown.ts';

const goalTable = (record: AccuracyRecord): readonly string[] =>
  markdownTable(
    ['prediction', 'rows', ...SCHEMES.map((scheme) => SCHEME_NAMES[scheme])],
    goalLines(record).map(({ name, cells }) => [
      name,
      String(cells.find(({ scheme }) => scheme === 'in-sample')?.found?.rows ?? 'none'),
      ...cells.map(({ found, target, met }) => {
        if (found === null) return '–';
        if (target === null) return errorText(found);
        return `${errorText(found)} (${targetText(target)}${met === true ? '' : ', **missed**'})`;
      }),
    ]),
  );

const stratumRow = (one: AccuracyStratum): readonly string[] => [
  GOALS[one.goal].name,
  memberName(one),
  String(one.rows),
  errorText(one),
  one.bias.toFixed(2),
  shareText(one.coverage),
  one.meanRelativeWidth.toFixed(2),
];

const strataTable = (record: AccuracyRecord, scheme: Scheme): readonly string[] =>
  markdownTable(
    ['prediction', 'rows of', 'rows', 'median / p90', 'bias', 'inside', 'width'],
    record.strata.filter((one) => one.scheme === scheme).map(stratumRow),
  );

const standingTable = (record: AccuracyRecord): readonly string[] =>
  markdownTable(
    ['prediction', ...STANDING_SCHEMES.map(({ standing }) => standing)],
    goalLines(record)
      .filter(({ cells }) => cells.some(({ found }) => found !== null))
      .map(({ name, cells }) => [
        name,
        ...STANDING_SCHEMES.map(({ scheme }) => {
          const found = cells.find((cell) => cell.scheme === scheme)?.found ?? null;
          return found === null
            ? '–'
            : `${found.meanRelativeWidth.toFixed(2)}, holds ${shareText(found.coverage)}`;
        }),
      ]),
  );

const worstTable = (worst: readonly WorstRow[], notes: AccuracyNotes): readonly string[] =>
  markdownTable(
    ['row', 'prediction', 'chip', 'engine', 'model', 'metric', 'measured', 'predicted', 'suspected cause'],
    worst.map((one) => [
      one.id,
      GOALS[one.goal].name,
      one.chip,
      one.engine ?? '–',
      one.model,
      one.metric,
      String(one.measured),
      String(one.predicted),
      causeOf(notes, one) ?? 'not known',
    ]),
  );

const left = (record: AccuracyRecord): readonly string[] => [
  `Of ${record.rows} measurements ${record.predicted} are predicted; the rest are refused, each with a reason:`,
  '',
  ...markdownTable(
    ['rows', 'reason', 'for example'],
    record.refused.map(({ code, rows, example }) => [String(rows), code.replaceAll('-', ' '), example]),
  ),
  '',
  'Rows of quality C (no conditions published) count nowhere.',
  ...(record.settingConstants === 0
    ? []
    : [
        `Constants were set by ${record.settingConstants} rows of memory by hand, which count in sample only.`,
      ]),
  '',
  'These rows are predicted, and count in sample, but are neither',
  'fitted to nor held out, since they are more than 20 times off before any fit and thus unlikely to be what they say:',
  '',
  ...(record.leftAside.length === 0
    ? ['None.']
    : markdownTable(
        ['row', 'prediction', 'chip', 'model', 'metric', 'measured', 'predicted'],
        record.leftAside.map((one) => [
          one.id,
          GOALS[one.goal].name,
          one.chip,
          one.model,
          one.metric,
          String(one.measured),
          String(one.predicted),
        ]),
      )),
];

/** The page on accuracy, in Markdown; `pathOf` says where the picture of a chart lies beside it. */
export const accuracyMarkdown = (
  record: AccuracyRecord,
  notes: AccuracyNotes,
  pathOf: (chartId: string) => string,
): string => {
  const scatters = goalLines(record).filter(({ cells }) =>
    cells.some(({ scheme, found }) => scheme === 'configuration' && found !== null),
  );
  return `${[
    GENERATED,
    '# How accurate predictions are',
    '',
    `${verdictText(record)}. What is missed, and why: [known failures](known-failures.md).`,
    '',
    `Calibration ${record.calibrationVersion}. Every published measurement of quality A or B that the models can predict is`,
    'predicted by constants that have not seen it. Errors are absolute, in per cent of the measured value, median / 90th',
    'percentile; what they are held to follows in brackets. What was left out of the fit together:',
    '',
    '- *configuration left out*: one fifth of all configurations at a time (a configuration with all its metrics stays',
    '  together): what to expect of a chip that has measurements of its own.',
    '- *chip left out*: all rows of a chip, where its vendor has others: what to expect of a chip whose vendor has been measured.',
    '- *model left out*, *source left out*: all rows of a model, or of a publication, on chips that are measured.',
    '- *vendor left out*: all rows of a vendor: what a data sheet alone gives. Held to nothing.',
    '',
    ...goalTable(record),
    '',
    FITS_TEXT,
    ...(record.constants === record.heldOutConstants
      ? []
      : [
          `The shipped constants (${record.constants}) are newer than those that rows were left out of (${record.heldOutConstants}).`,
        ]),
    '',
    ...notes.caveats.flatMap((caveat) => [`- ${caveat}`]),
    ...(notes.caveats.length === 0 ? [] : ['']),
    '`rackwright validate` shows the same in sample, `--leave-out chip=<id>` (or `model=`, `group=`) for one part, and',
    '`--html report.html` draws a report of either. `npm run accuracy` measures all of this page again (about forty minutes of one core).',
    '',
    '## Predicted against measured',
    '',
    'Each dot is a published measurement with its configuration left out of the fit, in the unit of its source. On the solid',
    'line the prediction is exact; dashed: twice and half of what was measured. Above each panel: median / 90th percentile.',
    '',
    ...scatters.flatMap(({ goal, name }) => [
      `### ${name}`,
      '',
      `![Predicted against measured: ${name}](${pathOf(scatterId(goal))})`,
      '',
    ]),
    '## Intervals',
    '',
    'Nine of ten measured values are to fall inside their interval. The interval of a held-out row comes from the errors of',
    'the other parts, so that it has not seen the row either. *Inside* is the share that fell in; *width* the mean of',
    `(high - low) / predicted; *bias* the median of predicted / measured. A vendor's kind of model is shown by itself from`,
    `${STRATUM_ROWS} rows.`,
    '',
    'Few chips, models and vendors can be left out, each off in a direction of its own. Their errors are therefore counted in',
    `multiples of what is usual for runs of the same quantity, vendor and kind of model with only the configuration left out,`,
    'so that rows of every quantity say together how much larger errors become; a stratum of few chips leans on all.',
    '',
    'An engine, a release with a family of experts, or a publication that no row speaks for makes an interval wider: errors',
    'of independent origin add up in squares, and each adds as much as remains where everything was measured (training: not',
    'for a release with a family, which the fit does not tell from its chip).',
    'Rows of a source left out get the shipped intervals, for what remains of their chip, model, engine and release.',
    '',
    '### By what a prediction rests on',
    '',
    'Mean width and share inside, by standing: *anchored* with the configuration left out, *new-model* with the model,',
    '*same-vendor* with the chip, *datasheet* with the vendor.',
    '',
    ...standingTable(record),
    '',
    `![Intervals by what a prediction rests on](${pathOf(STANDING_CHART)})`,
    '',
    '### Configuration left out (anchored)',
    '',
    ...strataTable(record, 'configuration'),
    '',
    '### Model left out (new-model)',
    '',
    ...strataTable(record, 'model'),
    '',
    '### Chip left out (same-vendor)',
    '',
    ...strataTable(record, 'chip'),
    '',
    '## The ten worst rows',
    '',
    'Furthest off by ratio with their configuration left out, one per chip, engine, model and prediction.',
    '',
    ...worstTable(record.worst, notes),
    '',
    '## What is not predicted',
    '',
    ...left(record),
    '',
  ].join('\n')}`;
};
