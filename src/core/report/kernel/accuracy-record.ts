import type { KernelClass } from '../../neuroncore/timing/critical-path.ts';

/** A prediction beside its measurement, as the accuracy tables need it. */
export interface PredictedRow {
  readonly id: string;
  readonly class: string;
  readonly target: string;
  readonly metric: string;
  readonly unit: string;
  readonly measured: number;
  readonly predicted: number;
  readonly documented: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly fitted: boolean;
  /** The kind of work that decides it; null for shares of time. */
  readonly work: KernelClass | null;
  readonly source: string;
}

export interface WorkRecord {
  readonly standing: 'calibrated' | 'documented' | 'assumed';
  readonly measurements: number;
  readonly medianErrorPercent: number | null;
}

/** The record that shows beside every estimate: errors by kind of work, and every row. */
export interface KernelAccuracyRecord {
  readonly classes: Partial<Record<KernelClass, WorkRecord>>;
  readonly rows: readonly PredictedRow[];
}

const errorPercent = (predicted: number, measured: number): number =>
  100 * Math.abs(predicted / measured - 1);

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, each) => sum + each, 0) / values.length;

const rounded = (value: number): number => Number(value.toPrecision(4));

/** The record of a set of predictions; numbers to four digits, so that it changes only when the model does. */
export const accuracyRecord = (rows: readonly PredictedRow[]): KernelAccuracyRecord => {
  const classes: Partial<Record<KernelClass, WorkRecord>> = {};
  for (const work of new Set(rows.map((row) => row.work))) {
    if (work === null) continue;
    const mine = rows.filter((row) => row.work === work);
    const errors = mine.map((row) => errorPercent(row.predicted, row.measured));
    classes[work] = {
      standing: mine.some((row) => row.fitted) ? 'calibrated' : 'documented',
      measurements: mine.length,
      medianErrorPercent: rounded(median(errors)),
    };
  }
  const shortened = rows.map((row) => ({
    ...row,
    predicted: rounded(row.predicted),
    documented: rounded(row.documented),
    low: row.low === null ? null : rounded(row.low),
    high: row.high === null ? null : rounded(row.high),
  }));
  return { classes, rows: shortened };
};

const groupLine = (group: string, rows: readonly PredictedRow[]): string => {
  const errors = rows.map((row) => errorPercent(row.predicted, row.measured));
  const documented = rows.map((row) => errorPercent(row.documented, row.measured));
  const held = rows.filter((row) => row.low !== null && row.high !== null);
  const inside = held.filter(
    (row) => (row.low as number) <= row.measured && row.measured <= (row.high as number),
  );
  const fitted = rows.filter((row) => row.fitted).length;
  const cells = [
    group,
    String(rows.length),
    String(fitted),
    mean(documented).toFixed(1),
    mean(errors).toFixed(1),
    median(errors).toFixed(1),
    Math.max(...errors).toFixed(1),
    held.length === 0 ? '' : `${inside.length} of ${held.length}`,
  ];
  return `| ${cells.join(' | ')} |`;
};

/** Errors by group and all rows as Markdown tables; percentages of the measurement. */
export const accuracyMarkdown = (rows: readonly PredictedRow[]): string => {
  const groups = [...new Set(rows.map((row) => row.class))];
  const signed = (predicted: number, measured: number): string => {
    const percent = 100 * (predicted / measured - 1);
    return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)}`;
  };
  return [
    '| group | rows | seen when fitting | mean error, documents only % | mean error % | median % | worst % | inside the interval |',
    '|---|---|---|---|---|---|---|---|',
    ...groups.map((group) =>
      groupLine(
        group,
        rows.filter((row) => row.class === group),
      ),
    ),
    '',
    '| measurement | target | measured | predicted | error % | documents only % |',
    '|---|---|---|---|---|---|',
    ...rows.map(
      (row) =>
        `| ${row.id} | ${row.target} | ${row.measured} ${row.unit} | ${Number(row.predicted.toPrecision(4))} | ${signed(row.predicted, row.measured)} | ${signed(row.documented, row.measured)} |`,
    ),
    '',
  ].join('\n');
};
