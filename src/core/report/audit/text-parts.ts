import type { Severity } from '../../portability/rule.ts';
import type { VerdictKind } from '../../portability/verdict.ts';
import type { SupplyTextOptions } from '../supply/terminal-parts.ts';
import type { Emphasis } from '../terminal.ts';
import type { BaselineComparison, FailLevel } from './baseline.ts';

/** Where the details of an audit were written. */
export interface AuditWritten {
  readonly html: string | null;
  readonly sarif: string | null;
  readonly baseline: string | null;
}

/** How an audit is written on a terminal. No line is wider than `columns`, of which at least 40 are needed. */
export interface AuditTextOptions extends SupplyTextOptions {
  readonly written?: AuditWritten;
  /** Against the baseline that was given; null or missing without one. */
  readonly comparison?: BaselineComparison | null;
  /** What `--fail-on` says; missing where nobody asked. */
  readonly failOn?: FailLevel;
}

/** Where rows stand that a short list leaves out. */
export const elsewhere = ({ written }: AuditTextOptions): string =>
  typeof written?.html === 'string' ? 'in the report' : '--html or --json has all';

const VERDICT_EMPHASIS: Readonly<Record<VerdictKind, Emphasis>> = {
  'runs-today': 'green',
  'runs-on-beta': 'yellow',
  port: 'yellow',
  'keep-on-gpu': 'red',
  unknown: 'dim',
};

/** The colour of a verdict. */
export const verdictEmphasis = (verdict: VerdictKind): Emphasis => VERDICT_EMPHASIS[verdict];

/** The colour of a severity; null where it needs none. */
export const severityEmphasis = (severity: Severity): Emphasis | null =>
  severity === 'blocks' ? 'red' : severity === 'needs-rewrite' ? 'yellow' : null;

const SHARE_OF_CELL = 0.5;

/**
 * A range on an axis from 0 to `most`, drawn in `cells` cells: filled from low to high, at least half a cell of it shown.
 * All bars of one list share `most`, so they can be compared by eye.
 */
export const rangeBar = (low: number, high: number, most: number, cells: number): string => {
  if (most <= 0) return '·'.repeat(cells);
  const at = (value: number): number => (value / most) * cells;
  const from = Math.min(cells - 1, Math.floor(at(low)));
  const to = Math.min(cells, Math.max(from + (high > 0 ? 1 : 0), Math.ceil(at(high) - SHARE_OF_CELL)));
  return '·'.repeat(from) + '█'.repeat(Math.max(0, to - from)) + '·'.repeat(cells - Math.max(from, to));
};
