import { BYTES_PER_ELEMENT, type ModelArchitecture } from '../../workload/architecture.ts';
import { countParameters } from '../../workload/parameters.ts';
import { computeFormatFor, type InferenceLayout, ranksPerChip } from '../inference/predict.ts';
import type { Machine } from '../machine.ts';
import { architectureOfRow } from './architecture-of-row.ts';
import { type ServingFormats, servingFormats } from './formats-of-row.ts';
import type { MeasuredParallelism, Measurement } from './measurement.ts';
import { heldTo } from './power-limit.ts';
import { isRefusal, type RowRefusal, refuse } from './refusal.ts';

/** One way in which a serving row may have been run: everything it states, and one choice of what it does not. */
export interface ServingCase {
  readonly model: ModelArchitecture;
  readonly machine: Machine;
  readonly layout: InferenceLayout;
  /** Copies of the model that share the load. */
  readonly replicas: number;
  readonly chips: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Requests (or sequences) one replica has under way; null where the engine takes what memory holds. */
  readonly batch: number | null;
  /** Whether an engine without a batch of its own only admits requests whose whole answer has room, rather than their mean. */
  readonly reservesAnswers: boolean;
  /** Requests per second sent to one replica whatever its state; null where clients wait for answers. */
  readonly arrivalsPerSecond: number | null;
  /** Most requests that an engine which forms batches as requests come runs at a time on one replica; null: what memory holds. */
  readonly mostRequests: number | null;
  /** Batch the engine was compiled for; null where batches are formed as requests come. */
  readonly compiledBatch: number | null;
  /** Length the engine was compiled or allocated for, which static caches read in full; null where there is none. */
  readonly compiledLength: number | null;
}

export interface Degrees {
  readonly tensorParallel: number;
  readonly pipelineParallel: number;
  readonly attentionDataParallel: number;
  readonly expertParallel: number;
  readonly replicas: number;
}

/** Copies of the attention per replica; where they are only said to be there, one per chip of it. */
const attentionCopies = (parallelism: MeasuredParallelism, chips: number): number => {
  const stated = parallelism.attention_dp;
  const { tp, dp } = parallelism;
  if (stated === true) return tp != null && tp > 1 && dp != null && tp * dp === chips ? tp : chips;
  const copies = Number(stated ?? 1);
  return Number.isFinite(copies) && copies >= 1 ? copies : 1;
};

/** Whether tensor parallelism counts cores, which several share a chip. */
const countsCores = (parallelism: MeasuredParallelism): boolean =>
  /core/i.test(parallelism.tp_unit ?? '') && !/tensorcore/i.test(parallelism.tp_unit ?? '');

const coreDegrees = (parallelism: MeasuredParallelism, machine: Machine, chips: number): Degrees => {
  const ranks = ranksPerChip(machine, { coreGrouping: null });
  const tensor = (parallelism.tp ?? chips * ranks) / ranks;
  const pipeline = parallelism.pp ?? 1;
  return {
    tensorParallel: tensor,
    pipelineParallel: pipeline,
    attentionDataParallel: 1,
    expertParallel: 1,
    replicas: parallelism.dp ?? Math.max(1, Math.floor(chips / (tensor * pipeline))),
  };
};

/** Experts spread over all chips with attention repeated on each, as large-scale expert parallelism is published. */
const isWide = (parallelism: MeasuredParallelism): boolean =>
  parallelism.tp == null && (parallelism.ep ?? 1) > 1;

/** Share of memory that weights take where nobody printed the degree: as many chips as leave half for the cache. */
const WEIGHT_SHARE = 0.5;

/** The smallest power of two of chips that holds the weights with room for a cache; what throughput submissions use. */
const usualTensorParallel = (model: ModelArchitecture, machine: Machine, chips: number): number => {
  const bytes = countParameters(model).total * BYTES_PER_ELEMENT.fp8;
  let tensor = 1;
  while (
    2 * tensor <= chips &&
    chips % (2 * tensor) === 0 &&
    bytes / tensor > WEIGHT_SHARE * machine.hbmBytes
  )
    tensor *= 2;
  return tensor;
};

/** Degrees in chips. */
const chipDegrees = (
  parallelism: MeasuredParallelism,
  model: ModelArchitecture,
  machine: Machine,
  chips: number,
): Degrees | RowRefusal => {
  const pipeline = parallelism.pp ?? 1;
  const wide = isWide(parallelism);
  const copies = wide ? chips / pipeline : attentionCopies(parallelism, chips / pipeline);
  const stated =
    parallelism.tp ?? (wide ? 1 : usualTensorParallel(model, machine, chips / pipeline / copies));
  // Attention copies are printed either on top of tensor parallelism or as a split of it.
  const onTop = parallelism.attention_dp !== true && stated * copies * pipeline <= chips;
  const tensor = onTop || stated % copies !== 0 ? stated : stated / copies;
  const replicas = chips / (tensor * copies * pipeline);
  if (replicas < 1 || !Number.isInteger(replicas))
    return refuse(
      'parallelism-contradicts-chips',
      `tp ${stated} x pp ${pipeline} x attention copies ${copies} do not make ${chips} chips`,
    );
  const expert = parallelism.moe_ep ?? parallelism.ep ?? 1;
  return {
    tensorParallel: tensor,
    pipelineParallel: pipeline,
    attentionDataParallel: copies,
    expertParallel: Math.min(expert, tensor * copies),
    replicas,
  };
};

/** Published text that carries the compiled length where no field does: `max len 4096`, `max_total_tokens 4096`. */
const NOTED_LENGTH = /max(?:_total_tokens| len| model len)\s*=?\s*(\d{3,6})/i;

const compiledLengthOf = (row: Measurement): number | null => {
  const noted = NOTED_LENGTH.exec(row.notes ?? '');
  return row.seq_len ?? row.cache_len ?? (noted === null ? null : Number(noted[1]));
};

/** InferenceX draws lengths evenly between 0.8 and 1.0 of the nominal ones; its rows say so in their notes. */
const NOMINAL_LENGTHS = /0\.8-1\.0 of the nominal/;
const DRAWN_SHARE = 0.9;

/**
 * GuideLLM's emulated data asks for answers of at most a length; models stop earlier. Published request and token rates
 * of huggingface/optimum-neuron (benchmark) make 166 to 242 tokens of the 250 asked for.
 */
const ASKED_LENGTHS = /guidellm emulated/;
const ANSWERED_SHARES = [0.85, 0.65, 1] as const;

interface Lengths {
  readonly input: number;
  readonly output: number;
}

/**
 * Lengths a row may have had. A source that prints only one of them gets a spread around a prompt as long as the
 * answer; one that prints none but a compiled length gets shares of that.
 */
const lengthsOf = (row: Measurement): readonly Lengths[] => {
  const scale = NOMINAL_LENGTHS.test(row.notes ?? '') ? DRAWN_SHARE : 1;
  const { isl, osl } = row;
  if (isl != null && osl != null && ASKED_LENGTHS.test(row.notes ?? ''))
    return ANSWERED_SHARES.map((share) => ({ input: isl, output: osl * share }));
  if (isl != null && osl != null) return [{ input: isl * scale, output: osl * scale }];
  const longest = row.longest_isl ?? Number.POSITIVE_INFINITY;
  if (osl != null)
    return [1, 0.25, 4]
      .map((share) => ({ input: Math.max(1, osl * share), output: osl }))
      .filter(({ input }) => input <= longest);
  if (isl != null) return [0.25, 0.05, 1].map((share) => ({ input: isl, output: Math.max(1, isl * share) }));
  const total = row.seq_len ?? row.cache_len;
  if (total == null) return [];
  if (row.task === 'prefill') return [{ input: total, output: 1 }];
  return [0.5, 0.25, 0.75].map((share) => ({ input: total * share, output: total * (1 - share) }));
};

export const layoutOf = (
  machine: Machine,
  degrees: Degrees,
  formats: ServingFormats,
): InferenceLayout | null => {
  const compute = computeFormatFor(machine, formats.weights);
  if (compute === null) return null;
  return {
    tensorParallel: degrees.tensorParallel,
    pipelineParallel: degrees.pipelineParallel,
    attentionDataParallel: degrees.attentionDataParallel,
    expertParallel: degrees.expertParallel,
    weightFormat: formats.weights,
    expertFormat: formats.experts,
    keyValueFormat: formats.keyValue,
    computeFormat: compute,
    coreGrouping: null,
  };
};

export const degreesOf = (
  row: Measurement,
  model: ModelArchitecture,
  machine: Machine,
): Degrees | RowRefusal => {
  const parallelism: MeasuredParallelism = row.parallelism ?? {};
  return machine.cores !== null && (countsCores(parallelism) || parallelism.tp == null)
    ? coreDegrees(parallelism, machine, row.chips)
    : chipDegrees(parallelism, model, machine, row.chips);
};

/** Published text that carries the number of clients where no field does. */
const NOTED_CLIENTS = /(\d+) concurrent users/;
/** GuideLLM's name of an open loop: `asynchronous@5.33 req/sec`. */
const ARRIVALS = /asynchronous@([\d.]+) req\/sec/;

const arrivalsOf = (row: Measurement, degrees: Degrees): number | null => {
  const match = ARRIVALS.exec(row.load_mode ?? '');
  return match === null ? null : Number(match[1]) / degrees.replicas;
};

/**
 * Requests one replica has under way. A batch printed for a static run is per copy of the model where copies are
 * counted in cores, and per chip where experts are spread wide; clients are shared by all replicas. A compiled engine
 * asked for all it can give has its batch full.
 */
const batchOf = (row: Measurement, machine: Machine, degrees: Degrees): number | null => {
  const noted = NOTED_CLIENTS.exec(row.notes ?? '');
  if (row.concurrency != null) return Math.max(1, row.concurrency / degrees.replicas);
  if (row.batch != null) {
    if (machine.cores !== null) return row.batch;
    if (isWide(row.parallelism ?? {})) return row.batch * degrees.attentionDataParallel;
    return Math.max(1, row.batch / degrees.replicas);
  }
  if (noted !== null) return Math.max(1, Number(noted[1]) / degrees.replicas);
  return machine.cores === null ? null : (row.max_batch ?? null);
};

/** Requests that an engine's settings let a replica run: so many per copy of the attention, each a token of a pass. */
const mostRequestsOf = (row: Measurement, machine: Machine, degrees: Degrees): number | null => {
  if (machine.cores !== null || row.max_batch == null) return null;
  const perCopy = Math.min(row.max_batch, row.memory?.batched_tokens ?? Number.POSITIVE_INFINITY);
  return perCopy * degrees.attentionDataParallel;
};

/**
 * What an engine may have made room for where no batch is printed. Policies that evict fill memory with what requests
 * hold at a time, those that never do (`GUARANTEED_NO_EVICT` of TensorRT-LLM, its default) with whole answers.
 */
const reservesOf = (machine: Machine, batch: number | null): readonly boolean[] =>
  batch === null && machine.cores === null ? [false, true] : [false];

/** Share by which clients and batch of a run may differ; more means that one of them is of another machine. */
const LOAD_TOLERANCE = 1.5;

/** Whether the batch printed per copy of the attention and the clients printed for the whole run cannot both hold. */
const loadContradictsItself = (row: Measurement, degrees: Degrees): boolean => {
  if (row.concurrency == null || row.batch == null || row.task !== 'serve_online') return false;
  const perCopy = row.concurrency / degrees.replicas / degrees.attentionDataParallel;
  const perReplica = row.concurrency / degrees.replicas;
  return row.batch * LOAD_TOLERANCE < perCopy || row.batch > perReplica * LOAD_TOLERANCE;
};

/**
 * The ways in which a serving, prefill or decode row may have been run, likeliest first; more than one where formats,
 * lengths or the requests in flight are not published. Refuses rows whose model, parallelism or lengths cannot be told at all.
 */
export const servingCases = (row: Measurement, given: Machine): readonly ServingCase[] | RowRefusal => {
  const machine = heldTo(row, given);
  const model = architectureOfRow(row);
  if (isRefusal(model)) return model;
  if (row.spec_decode && row.spec_decode !== 'none')
    return refuse(
      'method-not-modelled',
      `speculative decoding (${row.spec_decode}) without its acceptance rate`,
    );
  const degrees = degreesOf(row, model, machine);
  if (isRefusal(degrees)) return degrees;
  if (loadContradictsItself(row, degrees))
    return refuse(
      'load-contradicts-itself',
      `${row.concurrency} clients on ${degrees.replicas} replica(s) are not a batch of ${row.batch}`,
    );
  const lengths = lengthsOf(row);
  if (lengths.length === 0)
    return refuse('lengths-not-published', 'neither prompt nor answer lengths are published');
  const batch = batchOf(row, machine, degrees);
  const cases: ServingCase[] = [];
  for (const formats of servingFormats(row, machine)) {
    const layout = layoutOf(machine, degrees, formats);
    if (layout === null) continue;
    for (const { input, output } of lengths)
      for (const reservesAnswers of reservesOf(machine, batch))
        cases.push({
          model,
          machine,
          layout,
          replicas: degrees.replicas,
          chips: row.chips,
          inputTokens: input,
          outputTokens: output,
          batch,
          reservesAnswers,
          arrivalsPerSecond: arrivalsOf(row, degrees),
          mostRequests: mostRequestsOf(row, machine, degrees),
          compiledBatch: machine.cores === null ? null : (row.max_batch ?? row.batch ?? null),
          compiledLength: compiledLengthOf(row),
        });
  }
  return cases.length > 0
    ? cases
    : refuse(
        'format-not-native',
        `${machine.chipId} has no published peak for any format the row may have used`,
      );
};
