/**
 * One row of a linear model: its columns and their coefficients, how far the row is off, and what it counts.
 * Columns of different scopes share coefficients, because scopes multiply the same constants.
 */
export interface RidgeRow {
  readonly columns: Int32Array;
  readonly coefficients: Float64Array;
  readonly residual: number;
  readonly weight: number;
}

const RESIDUAL_SHARE = 1e-6;
const MOST_ITERATIONS = 300;

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] as number) * (b[at] as number);
  return sum;
};

/** (J'WJ + diag(pull)) x, row by row. */
const product = (rows: readonly RidgeRow[], pull: Float64Array, x: Float64Array, out: Float64Array): void => {
  for (let at = 0; at < x.length; at += 1) out[at] = (pull[at] as number) * (x[at] as number);
  for (const { columns, coefficients, weight } of rows) {
    let along = 0;
    for (let k = 0; k < columns.length; k += 1)
      along += (coefficients[k] as number) * (x[columns[k] as number] as number);
    along *= weight;
    for (let k = 0; k < columns.length; k += 1) {
      const column = columns[k] as number;
      out[column] = (out[column] as number) + along * (coefficients[k] as number);
    }
  }
};

/**
 * The step that minimises the weighted squared residuals plus the pull on `at + step`, by conjugate gradients with the
 * diagonal as preconditioner (Golub and Van Loan, Matrix Computations, 11.5). Deterministic. Every pull must be above 0.
 */
export const ridgeStep = (rows: readonly RidgeRow[], pull: Float64Array, at: Float64Array): Float64Array => {
  const size = pull.length;
  const remainder = new Float64Array(size);
  const diagonal = Float64Array.from(pull);
  for (let k = 0; k < size; k += 1) remainder[k] = -(pull[k] as number) * (at[k] as number);
  for (const { columns, coefficients, residual, weight } of rows)
    for (let k = 0; k < columns.length; k += 1) {
      const column = columns[k] as number;
      const c = coefficients[k] as number;
      remainder[column] = (remainder[column] as number) + weight * c * residual;
      diagonal[column] = (diagonal[column] as number) + weight * c * c;
    }
  const step = new Float64Array(size);
  const scaled = remainder.map((value, k) => value / (diagonal[k] as number));
  const direction = Float64Array.from(scaled);
  const image = new Float64Array(size);
  let energy = dot(remainder, scaled);
  const enough = energy * RESIDUAL_SHARE ** 2;
  for (let iteration = 0; iteration < MOST_ITERATIONS && energy > enough; iteration += 1) {
    product(rows, pull, direction, image);
    const length = energy / dot(direction, image);
    for (let k = 0; k < size; k += 1) {
      step[k] = (step[k] as number) + length * (direction[k] as number);
      remainder[k] = (remainder[k] as number) - length * (image[k] as number);
      scaled[k] = (remainder[k] as number) / (diagonal[k] as number);
    }
    const before = energy;
    energy = dot(remainder, scaled);
    for (let k = 0; k < size; k += 1)
      direction[k] = (scaled[k] as number) + (energy / before) * (direction[k] as number);
  }
  return step;
};
