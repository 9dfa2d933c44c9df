import type { Advice, IdleGap, KernelAdvice, LineSeconds } from '../../neuroncore/advise/advise.ts';
import { fitted } from './fitted.ts';
import { secondsText, shareText } from './words.ts';

interface TextOptions {
  readonly columns: number;
  readonly style: (style: 'bold' | 'green', text: string) => string;
}

const lineText = (line: LineSeconds): string => `${line.path.split('/').at(-1)}:${line.line} ${line.opcode}`;

const gapText = (gap: IdleGap): string =>
  `  ${secondsText(gap.seconds)} waiting for ${gap.reason}${gap.waitedFor === null ? '' : ` of ${lineText(gap.waitedFor)}`}`;

const changeLines = (change: Advice, seconds: number, options: TextOptions): string[] => [
  `  ${options.style('green', `-${shareText(change.gainShare)}`)}  ${change.title}`,
  `        ${secondsText(seconds)} -> ${secondsText(change.secondsAfter)}; ${change.results}${change.lines.length === 0 ? '' : `; at ${change.lines.map(lineText).join(', ')}`}`,
];

/** Advice for a terminal of `columns` columns: the bottleneck, the critical path by line, the idle gaps, and changes by what they bring. */
export const adviceText = (advice: KernelAdvice, options: TextOptions): string => {
  const { estimate } = advice;
  const lines = [
    `${options.style('bold', 'Time')}  ${secondsText(estimate.seconds)} (${secondsText(estimate.lowSeconds)} to ${secondsText(estimate.highSeconds)}), emulated`,
    `${options.style('bold', 'Bottleneck')}  ${advice.bottleneck}, busy ${shareText(advice.bottleneckShare)} of the time`,
    options.style('bold', 'Critical path, by line'),
    ...advice.critical.map(
      (line) => `  ${secondsText(line.seconds)} in ${line.steps} steps of ${lineText(line)}`,
    ),
    ...(advice.gaps.length === 0
      ? []
      : [options.style('bold', `Idle time of ${advice.bottleneck}`), ...advice.gaps.map(gapText)]),
    options.style('bold', 'Next changes, each timed again'),
    ...(advice.changes.length === 0
      ? ['  none of the mechanical changes brings 1 %']
      : advice.changes.flatMap((change) => changeLines(change, estimate.seconds, options))),
  ];
  return `${fitted(lines, options.columns).join('\n')}\n`;
};

/** Advice as JSON; times in seconds. */
export const adviceJson = (advice: KernelAdvice): string => {
  const { estimate, ...rest } = advice;
  const { lowSeconds, seconds, highSeconds } = estimate;
  return JSON.stringify({ time: { lowSeconds, seconds, highSeconds }, ...rest }, null, 2);
};
