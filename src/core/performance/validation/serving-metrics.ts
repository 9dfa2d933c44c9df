import type { PredictedQuantity } from '../calibrated.ts';
import { encoderSequencesPerSecond, type InferenceConstants, prefillSeconds } from '../inference/predict.ts';
import type { Measurement } from './measurement.ts';
import { offline, online, type ServingRun, together } from './serving-engine.ts';
import { stepOf } from './serving-step.ts';

/** How one published metric is predicted: as which quantity, and its value in the metric's unit. */
export interface MetricPrediction {
  readonly quantity: PredictedQuantity;
  readonly value: (run: ServingRun, constants: InferenceConstants) => number | null;
}

type Value = MetricPrediction['value'];
type Table = Readonly<Record<string, MetricPrediction>>;

const MS = 1e3;
/** Published rates per node are of nodes of eight chips. */
const CHIPS_PER_NODE = 8;

const stepMs: Value = (run, constants) => {
  const result = together(run, constants);
  return result === null ? null : MS * result.decodeStepSeconds;
};

const decodeRate: Value = (run, constants) => {
  const result = together(run, constants);
  const { batch, replicas } = run.at;
  return result === null || batch === null ? null : (replicas * batch) / result.decodeStepSeconds;
};

const per =
  (value: Value, divide: (run: ServingRun) => number): Value =>
  (run, constants) => {
    const whole = value(run, constants);
    return whole === null ? null : whole / divide(run);
  };

const chipsOf = (run: ServingRun): number => run.at.chips;
const nodesOf = (run: ServingRun): number => run.at.chips / CHIPS_PER_NODE;

const perToken = { quantity: 'time-per-output-token' } as const;
const throughput = { quantity: 'output-throughput' } as const;

/** Tables that count the prompt's tokens too, when they divide time by tokens; they say so. */
const COUNTS_PROMPT = /count both input and output tokens/;

const stepOrShareMs: Value = (run, constants) => {
  if (!COUNTS_PROMPT.test(run.row.notes ?? '')) return stepMs(run, constants);
  const result = together(run, constants);
  return result === null ? null : (MS * result.endToEndSeconds) / (run.at.inputTokens + run.at.outputTokens);
};

/** Decoding alone: a batch under way at its mean context. */
export const DECODE_METRICS: Table = {
  tpot_ms: { ...perToken, value: stepMs },
  tpot_p99_ms: { ...perToken, value: stepMs },
  itl_ms: { ...perToken, value: stepMs },
  latency_per_token_ms: { ...perToken, value: stepOrShareMs },
  ms_per_token_over_batch: { ...perToken, value: per(stepMs, (run) => run.at.batch ?? Number.NaN) },
  output_tokens_per_s: { ...throughput, value: decodeRate },
  output_tokens_per_s_per_chip: { ...throughput, value: per(decodeRate, chipsOf) },
  output_tokens_per_s_per_node: { ...throughput, value: per(decodeRate, nodesOf) },
};

const firstTokenMs: Value = (run, constants) => {
  const result = together(run, constants);
  return result === null ? null : MS * (result.prefillSeconds + constants.firstTokenOverheadSeconds);
};

const loopFirstTokenMs: Value = (run, constants) => {
  const result = online(run, constants);
  return result === null ? null : MS * result.timeToFirstTokenSeconds;
};

/** Prompts that one copy of the attention takes together: those of the batch, or as many as fill a pass. */
const promptsTogether = ({ at }: ServingRun, constants: InferenceConstants): number =>
  at.batch === null
    ? Math.max(1, Math.round(constants.prefillChunkTokens / at.inputTokens))
    : Math.max(1, at.batch / at.layout.attentionDataParallel);

/** Prompt processing on its own, as fast as prompts can follow each other. */
const promptTokensPerSecond: Value = (run, constants) => {
  const step = stepOf(run, constants);
  const copies = run.at.layout.attentionDataParallel;
  const prompts = promptsTogether(run, constants);
  const seconds = prefillSeconds(step, { prompts, newTokens: run.at.inputTokens, cachedTokens: 0 });
  return (run.at.replicas * copies * prompts * run.at.inputTokens * run.at.layout.pipelineParallel) / seconds;
};

const sequencesPerSecond: Value = (run, constants) =>
  run.at.replicas * encoderSequencesPerSecond(stepOf(run, constants), run.at.batch ?? 1, run.at.inputTokens);

const prefill = { quantity: 'prefill-time' } as const;

export const PREFILL_METRICS: Table = {
  ttft_ms: {
    ...prefill,
    value: (run, constants) =>
      run.row.concurrency == null ? firstTokenMs(run, constants) : loopFirstTokenMs(run, constants),
  },
  ttft_p99_ms: { ...prefill, value: firstTokenMs },
  sequences_per_s: { ...throughput, value: sequencesPerSecond },
  tokens_per_s_total: { ...throughput, value: promptTokensPerSecond },
  input_tokens_per_s_per_chip: { ...throughput, value: per(promptTokensPerSecond, chipsOf) },
  input_tokens_per_s_per_node: { ...throughput, value: per(promptTokensPerSecond, nodesOf) },
};

const loop =
  (
    of: (result: { tpot: number; ttft: number; rate: number; requests: number }, run: ServingRun) => number,
  ): Value =>
  (run, constants) => {
    const result = online(run, constants);
    if (result === null) return null;
    // Fewer clients than replicas leave replicas idle.
    const busy = Math.min(run.at.replicas, run.row.concurrency ?? run.at.replicas);
    return of(
      {
        tpot: result.timePerOutputTokenSeconds,
        ttft: result.timeToFirstTokenSeconds,
        rate: busy * result.outputTokensPerSecond,
        requests: busy * result.requestsPerSecond,
      },
      run,
    );
  };

/** LLMPerf's time per token is the whole answer's, first token included, over its tokens (`token_benchmark_ray.py`). */
const WHOLE_ANSWER = /llmperf/i;

/** Input and output tokens per output token. */
const allTokens = (run: ServingRun): number => 1 + run.at.inputTokens / run.at.outputTokens;

export const ONLINE_METRICS: Table = {
  tpot_ms: { ...perToken, value: loop(({ tpot }) => MS * tpot) },
  itl_ms: { ...perToken, value: loop(({ tpot }) => MS * tpot) },
  latency_per_token_ms: {
    ...perToken,
    value: loop(
      ({ tpot, ttft }, run) =>
        MS * (tpot + (WHOLE_ANSWER.test(run.row.notes ?? '') ? ttft / run.at.outputTokens : 0)),
    ),
  },
  ttft_ms: { quantity: 'time-to-first-token', value: loop(({ ttft }) => MS * ttft) },
  output_tokens_per_s: { ...throughput, value: loop(({ rate }) => rate) },
  tokens_per_s_total: { ...throughput, value: loop(({ rate }, run) => rate * allTokens(run)) },
  tokens_per_s_per_chip: {
    ...throughput,
    value: loop(({ rate }, run) => (rate * allTokens(run)) / run.at.chips),
  },
  requests_per_s: { ...throughput, value: loop(({ requests }) => requests) },
  request_output_tokens_per_s: {
    ...throughput,
    value: loop(({ tpot, ttft }, run) => run.at.outputTokens / (ttft + run.at.outputTokens * tpot)),
  },
};

const endToEndMs: Value = (run, constants) => {
  const result = together(run, constants);
  return result === null ? null : MS * result.endToEndSeconds;
};

/** A batch run to its end where the source prints one, requests in flight otherwise. */
const offlineRate: Value = (run, constants) => {
  const fixed = run.row.batch != null;
  const result = fixed ? together(run, constants) : offline(run, constants);
  return result === null ? null : run.at.replicas * result.outputTokensPerSecond;
};

const offlineRequests: Value = (run, constants) => {
  const rate = offlineRate(run, constants);
  return rate === null ? null : rate / run.at.outputTokens;
};

export const OFFLINE_METRICS: Table = {
  e2e_latency_ms: { ...perToken, value: endToEndMs },
  latency_p50_ms: { ...perToken, value: endToEndMs },
  output_tokens_per_s: { ...throughput, value: offlineRate },
  output_tokens_per_s_per_chip: { ...throughput, value: per(offlineRate, chipsOf) },
  tokens_per_s_total: {
    ...throughput,
    value: (run, constants) => {
      const rate = offlineRate(run, constants);
      return rate === null ? null : rate * allTokens(run);
    },
  },
  requests_per_s: { ...throughput, value: offlineRequests },
};

/** The prediction of a serving metric; undefined for one that is not modelled. */
export const servingMetric = (row: Measurement): MetricPrediction | undefined => {
  const tables: Readonly<Record<string, Table>> = {
    decode: DECODE_METRICS,
    prefill: PREFILL_METRICS,
    serve_online: ONLINE_METRICS,
    serve_offline: OFFLINE_METRICS,
  };
  return tables[row.task]?.[row.metric];
};
