import { z } from 'zod';
import type { Measurement } from './measurement.ts';
import { matchesPattern, rowPatternSchema } from './row-pattern.ts';

const degree = z.int().positive();

/**
 * `catalog/measurements/mlperf-runs.yaml`: what runs of MLPerf Inference did that their result summaries do not print.
 * Patterns are regular expressions, any case, on a row's source, model and scenario; entries that match apply in order,
 * later ones over earlier ones.
 */
export const mlperfRunsSchema = z.strictObject({
  runs: z.array(
    z.strictObject({
      /** Where in the results the submission is, as a row's `source` names it. */
      submission: rowPatternSchema.optional(),
      model: rowPatternSchema.optional(),
      scenario: rowPatternSchema.optional(),
      source: z.string().min(1),
      /** Mean prompt of the data set. */
      promptTokens: z.number().positive().optional(),
      longestPromptTokens: degree.optional(),
      /** 99th percentiles that the scenario holds a submission to. */
      firstTokenLimitMs: z.number().positive().optional(),
      tokenLimitMs: z.number().positive().optional(),
      tensorParallel: degree.optional(),
      pipelineParallel: degree.optional(),
      expertParallel: degree.optional(),
      /** Whether tensor parallelism splits requests rather than heads in attention. */
      attentionDataParallel: z.boolean().optional(),
      weights: z.string().min(1).optional(),
      keyValue: z.string().min(1).optional(),
      /** Requests that the engine runs at most, per copy of the attention. */
      engineBatch: degree.optional(),
      /** Tokens of a pass at most, prompts and answers together. */
      passTokens: degree.optional(),
      /** Power that chips were held to, where it is below what they are designed for. */
      powerLimitWatts: z.number().positive().optional(),
      designPowerWatts: z.number().positive().optional(),
    }),
  ),
});

export type MlperfRun = z.infer<typeof mlperfRunsSchema>['runs'][number];

/** What is known of one run, merged over the entries that match it. */
export type MlperfStates = Omit<MlperfRun, 'submission' | 'model' | 'scenario' | 'source'>;

const MLPERF = /mlperf-inference/i;

/** What the file states of the run of a row; empty for rows of anything but MLPerf Inference. */
export const statedByMlperf = (row: Measurement, runs: readonly MlperfRun[]): MlperfStates => {
  if (!MLPERF.test(row.group ?? '')) return {};
  const applies = ({ submission, model, scenario }: MlperfRun): boolean =>
    matchesPattern(submission, row.source) &&
    matchesPattern(model, row.model) &&
    matchesPattern(scenario, row.scenario);
  const known = runs
    .filter(applies)
    .map(
      ({ submission: _submission, model: _model, scenario: _scenario, source: _source, ...states }) => states,
    );
  return Object.assign({}, ...known);
};

const parallelismWith = (row: Measurement, states: MlperfStates): Measurement['parallelism'] => ({
  ...(states.tensorParallel === undefined ? {} : { tp: states.tensorParallel }),
  ...(states.pipelineParallel === undefined ? {} : { pp: states.pipelineParallel }),
  ...(states.expertParallel === undefined ? {} : { ep: states.expertParallel }),
  ...(states.attentionDataParallel === undefined ? {} : { attention_dp: states.attentionDataParallel }),
  ...row.parallelism,
});

const precisionWith = (row: Measurement, states: MlperfStates): Measurement['precision'] => ({
  ...(states.weights === undefined ? {} : { weights: states.weights }),
  ...(states.keyValue === undefined ? {} : { kv: states.keyValue }),
  ...row.precision,
});

const limitsOf = ({ firstTokenLimitMs, tokenLimitMs }: MlperfStates): Measurement['limits'] =>
  firstTokenLimitMs === undefined || tokenLimitMs === undefined
    ? null
    : { ttft_p99_ms: firstTokenLimitMs, tpot_p99_ms: tokenLimitMs };

/**
 * The row with what is known of its run. What the row prints stands, but for its batch: summaries of MLPerf print the
 * engine's largest, per copy of the attention, which is not what was under way.
 */
export const withMlperf = (row: Measurement, states: MlperfStates): Measurement => {
  if (Object.keys(states).length === 0) return row;
  const { batch, ...rest } = row;
  return {
    ...rest,
    isl: row.isl ?? states.promptTokens ?? null,
    longest_isl: row.longest_isl ?? states.longestPromptTokens ?? null,
    parallelism: parallelismWith(row, states),
    precision: precisionWith(row, states),
    max_batch: row.max_batch ?? states.engineBatch ?? batch ?? null,
    memory: { batched_tokens: states.passTokens ?? null, ...row.memory },
    limits: row.limits ?? limitsOf(states),
    power: row.power ?? powerOf(states),
  };
};

const powerOf = ({ powerLimitWatts, designPowerWatts }: MlperfStates): Measurement['power'] =>
  powerLimitWatts === undefined || designPowerWatts === undefined
    ? null
    : { limit_w: powerLimitWatts, design_w: designPowerWatts };
