import type { AccuracyStratum } from '../performance/accuracy/record.ts';
import { GOAL_IDS, GOALS } from '../performance/accuracy/targets.ts';
import type { ErrorMiss } from './accuracy-misses.ts';
import { type AccuracyNotes, causesOf } from './accuracy-notes.ts';
import { errorText, memberName, shareText, targetText } from './accuracy-words.ts';
import { type Block, type Cell, tableBlock, textCell } from './document.ts';

const left = (header: string) => ({ header, align: 'left' }) as const;
const right = (header: string, hint?: string) =>
  ({ header, align: 'right', ...(hint === undefined ? {} : { hint }) }) as const;
const numberCell = (text: string, sort: number): Cell => ({ text, sort });

const unbroken = (words: string): string => words.replaceAll(' ', '\u00a0');

/** Goals that miss a target, with what they miss when what is left out, and why. */
export const failureTable = (missed: readonly ErrorMiss[], notes: AccuracyNotes): Block =>
  tableBlock({
    caption: 'Predictions that miss a target, and why as far as it is known',
    interactive: false,
    columns: [left('prediction'), left('misses with this left out'), left('why')],
    rows: GOAL_IDS.flatMap((goal): (readonly Cell[])[] => {
      const own = missed.filter(({ found }) => found.goal === goal);
      const whole = own.filter(({ found }) => found.vendor === null);
      if (own.length === 0) return [];
      const figures = whole.map(
        ({ found, target }) =>
          `${found.scheme} ${unbroken(errorText(found))} (${unbroken(targetText(target))})`,
      );
      const causes = causesOf(
        notes,
        'error',
        own.map(({ found }) => found),
      );
      return [
        [
          textCell(GOALS[goal].name),
          textCell(figures.length === 0 ? 'single vendors only' : figures.join(', ')),
          textCell(causes.length === 0 ? 'not known' : causes.join(' ')),
        ],
      ];
    }),
  });

/** Strata that miss the target of their goal. */
export const missTable = (missed: readonly ErrorMiss[]): Block =>
  tableBlock({
    caption: 'Targets missed: error in per cent, median / 90th percentile',
    interactive: true,
    columns: [
      left('prediction'),
      left('left out'),
      right('rows'),
      right('found'),
      right('held to'),
      right('bias', 'median of predicted / measured'),
    ],
    rows: missed.map(({ found, target }) => [
      { ...textCell(GOALS[found.goal].name), range: memberName(found) },
      textCell(found.scheme),
      numberCell(String(found.rows), found.rows),
      { ...textCell(errorText(found), 'bad'), sort: found.medianPercent },
      textCell(targetText(target)),
      numberCell(found.bias.toFixed(2), found.bias),
    ]),
  });

/** Strata whose intervals hold too few or too many of the rows left out. */
export const intervalMissTable = (outside: readonly AccuracyStratum[], caption: string): Block =>
  tableBlock({
    caption,
    interactive: false,
    columns: [
      left('prediction'),
      left('left out'),
      right('rows'),
      right('inside', 'share of measured values inside their 90 % interval'),
      right('width', 'mean of (high - low) / predicted'),
    ],
    rows: outside.map((found) => [
      { ...textCell(GOALS[found.goal].name), range: memberName(found) },
      textCell(found.scheme),
      numberCell(String(found.rows), found.rows),
      { ...textCell(shareText(found.coverage), 'bad'), sort: found.coverage },
      numberCell(found.meanRelativeWidth.toFixed(2), found.meanRelativeWidth),
    ]),
  });
