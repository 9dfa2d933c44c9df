import { fitted } from './fitted.ts';
import type { ClassStanding } from './kernel-report.ts';
import { secondsText, shareText } from './words.ts';

/** A kernel on one target: what it takes there, or why it does not run. */
export type TargetOutcome =
  | {
      readonly kind: 'ran';
      readonly target: string;
      readonly generation: string;
      readonly lowSeconds: number;
      readonly seconds: number;
      readonly highSeconds: number;
      readonly bottleneck: string;
      readonly bottleneckShare: number;
      readonly standing: ClassStanding;
      /** Per million calls on the cores it uses; null where no rental price is published. */
      readonly usdPerMillionCalls: number | null;
      /** Where the price comes from, or what is missing. */
      readonly price: string;
      readonly warnings: number;
    }
  | { readonly kind: 'refused'; readonly target: string; readonly reason: string };

interface TextOptions {
  readonly columns: number;
  readonly style: (style: 'bold' | 'dim', text: string) => string;
}

const usdText = (usd: number | null): string => (usd === null ? 'unknown' : `$${Number(usd.toPrecision(3))}`);

/** Targets side by side for a terminal of `columns` columns. */
export const comparisonText = (outcomes: readonly TargetOutcome[], options: TextOptions): string => {
  const head = ['target', 'time', 'from', 'to', 'busiest', 'per million calls'];
  const rows = outcomes.map((each) =>
    each.kind === 'refused'
      ? [each.target, 'does not run', '', '', '', '']
      : [
          each.target,
          secondsText(each.seconds),
          secondsText(each.lowSeconds),
          secondsText(each.highSeconds),
          `${each.bottleneck} ${shareText(each.bottleneckShare)}`,
          usdText(each.usdPerMillionCalls),
        ],
  );
  const widths = head.map((name, at) =>
    Math.max(name.length, ...rows.map((row) => (row[at] as string).length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] as number))
      .join('  ')
      .trimEnd();
  const notes = outcomes.map((each) =>
    each.kind === 'refused'
      ? `  ${each.target}: ${each.reason}`
      : `  ${each.target}: ${each.standing.standing} estimate; ${each.price}${each.warnings === 0 ? '' : `; ${each.warnings} warnings`}`,
  );
  const lines = [options.style('bold', line(head)), ...rows.map(line), '', ...notes];
  return `${fitted(lines, options.columns).join('\n')}\n`;
};

/** Targets side by side as JSON. */
export const comparisonJson = (outcomes: readonly TargetOutcome[]): string =>
  JSON.stringify(outcomes, null, 2);
