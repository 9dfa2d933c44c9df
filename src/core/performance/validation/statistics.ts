/** One scored prediction: what was measured, what was predicted, and between which values. */
export interface Scored {
  readonly value: number;
  readonly predicted: number;
  readonly low: number;
  readonly high: number;
}

export interface ErrorSummary {
  readonly rows: number;
  /** Absolute error over the measured value, in per cent. */
  readonly medianPercent: number;
  readonly p90Percent: number;
  /** Median of log(predicted / measured), as a ratio: above 1 the model predicts too much. */
  readonly bias: number;
  /** Share of measured values inside their interval. */
  readonly coverage: number;
  /** Mean of (high - low) / predicted. */
  readonly meanRelativeWidth: number;
}

/** Quantile by linear interpolation between order statistics (Hyndman and Fan type 7). NaN for no values. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  if (below === undefined || above === undefined) return Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Absolute percentage error of a prediction against what was measured. */
export const absolutePercentError = (row: Pick<Scored, 'value' | 'predicted'>): number =>
  (Math.abs(row.predicted - row.value) / row.value) * 100;

/** Error, bias, interval coverage and width over scored rows. All NaN for no rows. */
export const summariseErrors = (rows: readonly Scored[]): ErrorSummary => {
  const errors = rows.map(absolutePercentError);
  return {
    rows: rows.length,
    medianPercent: quantile(errors, 0.5),
    p90Percent: quantile(errors, 0.9),
    bias: Math.exp(
      quantile(
        rows.map((row) => Math.log(row.predicted / row.value)),
        0.5,
      ),
    ),
    coverage: mean(rows.map((row) => (row.low <= row.value && row.value <= row.high ? 1 : 0))),
    meanRelativeWidth: mean(rows.map((row) => (row.high - row.low) / row.predicted)),
  };
};
