/** What a kernel may use while its Python runs. */
export interface EvaluationLimits {
  /** Loop iterations, calls and items visited by built-in functions. */
  readonly steps: number;
  /** Python calls under way at one time, and levels of nested data followed. */
  readonly callDepth: number;
  /** Items of lists, tuples, sets and dictionaries and characters of strings created, all together. */
  readonly allocatedItems: number;
}

/** Limits that stop a runaway kernel within seconds; the largest public kernels stay under a tenth of them. */
export const DEFAULT_LIMITS: EvaluationLimits = {
  steps: 100_000_000,
  callDepth: 400,
  allocatedItems: 50_000_000,
};
