import type { AccuracyRecord } from '../performance/accuracy/record.ts';
import { GOAL_IDS, GOALS, type GoalId } from '../performance/accuracy/targets.ts';
import {
  type ErrorMiss,
  errorMisses,
  intervalMisses,
  LEAST_COVERAGE,
  MOST_COVERAGE,
} from './accuracy-misses.ts';
import { type AccuracyNotes, causesOf } from './accuracy-notes.ts';
import { errorText, memberName, SCHEME_NAMES, shareText, targetText, verdictText } from './accuracy-words.ts';
import { GENERATED, markdownList, markdownTable } from './markdown.ts';

const whole = ({ found }: ErrorMiss): boolean => found.vendor === null;

const errorSection = (
  goal: GoalId,
  missed: readonly ErrorMiss[],
  notes: AccuracyNotes,
): readonly string[] => {
  if (missed.length === 0) return [];
  const strata = missed.map(({ found }) => found);
  return [
    `### ${GOALS[goal].name}`,
    '',
    ...(missed.some(whole) ? [] : ['All rows together keep to the target; these vendors do not.', '']),
    ...markdownTable(
      ['left out', 'rows of', 'rows', 'median / p90', 'held to', 'bias'],
      missed.map(({ found, target }) => [
        SCHEME_NAMES[found.scheme].replace(' left out', ''),
        found.vendor === null ? '**all**' : memberName(found),
        String(found.rows),
        errorText(found),
        targetText(target),
        found.bias.toFixed(2),
      ]),
    ),
    '',
    ...markdownList(causesOf(notes, 'error', strata), 'The cause is not known.'),
    '',
  ];
};

const intervalSection = (record: AccuracyRecord, notes: AccuracyNotes): readonly string[] => {
  const missed = intervalMisses(record);
  if (missed.length === 0) return ['None.'];
  return [
    ...markdownTable(
      ['prediction', 'left out', 'rows of', 'rows', 'inside', 'width'],
      missed.map((found) => [
        GOALS[found.goal].name,
        SCHEME_NAMES[found.scheme].replace(' left out', ''),
        found.vendor === null ? '**all**' : memberName(found),
        String(found.rows),
        shareText(found.coverage),
        found.meanRelativeWidth.toFixed(2),
      ]),
    ),
    '',
    ...markdownList(causesOf(notes, 'interval', missed), 'The cause is not known.'),
  ];
};

/** Goals with a target but no measured row, which nothing here can test. */
const untested = (record: AccuracyRecord): readonly string[] =>
  GOAL_IDS.filter(
    (goal) => GOALS[goal].anchored !== null && !record.strata.some((one) => one.goal === goal),
  ).map((goal) => GOALS[goal].name);

/** The page of known failures, in Markdown: what misses its target, by how much, and why as far as it is known. */
export const knownFailuresMarkdown = (record: AccuracyRecord, notes: AccuracyNotes): string => {
  const missed = errorMisses(record);
  const without = untested(record);
  return `${[
    GENERATED,
    '# Known failures',
    '',
    `${verdictText(record)}.`,
    '',
    'All figures: [how accurate predictions are](accuracy.md). Errors are absolute, in per cent, median / 90th percentile, of',
    'rows that the constants have not seen; *bias* is the median of predicted / measured.',
    '',
    '## Targets missed',
    '',
    ...(missed.length === 0 ? ['None.', ''] : []),
    ...GOAL_IDS.flatMap((goal) =>
      errorSection(
        goal,
        missed.filter(({ found }) => found.goal === goal),
        notes,
      ),
    ),
    ...(without.length === 0
      ? []
      : ['## Not tested', '', `No published measurement tests: ${without.join(', ')}.`, '']),
    '## Intervals that do not keep their word',
    '',
    `Strata of 30 rows or more whose 90 % intervals hold less than ${100 * LEAST_COVERAGE} % or more than ${100 * MOST_COVERAGE} % of the rows left out.`,
    '',
    ...intervalSection(record, notes),
    '',
  ].join('\n')}`;
};
