import type { MeasuredParallelism, Measurement } from './measurement.ts';

/** Rows taken from InferenceX say so in their notes. */
const INFERENCEX = /InferenceX/;

/** T where a row's chips are T x T because an expert-parallel degree of T was multiplied in; null where they are not. */
const multipliedBy = (parallelism: MeasuredParallelism, chips: number): number | null => {
  const root = Math.sqrt(chips);
  if (!Number.isInteger(root) || root < 2) return null;
  const { tp, moe_tp: expertTensor, moe_ep: expert } = parallelism;
  const copies = parallelism.attention_dp;
  const both = expertTensor === root && expert === root;
  if (both && ((tp === chips && copies === 1) || (tp === 1 && copies === chips))) return root;
  return tp === root && copies === root && expertTensor === 1 && expert === chips ? root : null;
};

/**
 * The row with the chips that served it. The launch scripts of InferenceX (SemiAnalysisAI/InferenceX, benchmarks/) start
 * one server on T chips and spread its experts over the same T chips (`--tp T --ep-size T`). Dumps exist that multiply
 * the two degrees to T x T chips: 64 chips for a server of one 8-chip node, 16 for one of 4. Runs that are in another
 * dump with T chips agree with them to the last digit, so that T it is; the batch per copy of the attention that was
 * worked out from the wrong product goes with it. Other rows are returned as they are.
 */
export const onOneServer = (row: Measurement): Measurement => {
  const parallelism = row.parallelism ?? {};
  if (!INFERENCEX.test(row.notes ?? '')) return row;
  const degree = multipliedBy(parallelism, row.chips);
  if (degree === null) return row;
  const split = parallelism.tp === 1;
  return {
    ...row,
    chips: degree,
    batch: null,
    parallelism: {
      ...parallelism,
      tp: split ? 1 : degree,
      attention_dp: split ? degree : 1,
      moe_tp: 1,
      moe_ep: degree,
    },
  };
};

/** TensorRT-LLM's throughput tables from 0.20 on, by their software's name. */
const THROUGHPUT_TABLES = /^TensorRT-LLM (0\.2\d|1\.)/;

/**
 * The row with the layout of its published command. TensorRT-LLM measures models with experts at full throughput with
 * `enable_attention_dp: true` and experts spread over all ranks of a stage; its tables print the ranks as `TP`
 * (NVIDIA/TensorRT-LLM, docs/source/performance/perf-overview.md, "Running the Benchmark").
 */
export const withAttentionCopies = (row: Measurement): Measurement => {
  const { parallelism } = row;
  const ranks = parallelism?.tp ?? 1;
  const applies =
    row.task === 'serve_offline' &&
    THROUGHPUT_TABLES.test(row.software ?? '') &&
    (row.arch?.experts ?? 1) > 1 &&
    parallelism?.attention_dp == null &&
    parallelism?.ep == null;
  if (!applies || ranks === 1) return row;
  return { ...row, parallelism: { ...parallelism, tp: 1, attention_dp: ranks, moe_ep: ranks } };
};

/**
 * The row with the chips that its experts take. Experts split `moe_tp` x `moe_ep` ways are on that many chips, and the
 * attention is repeated where it is split fewer ways (tp x attention copies = moe_tp x moe_ep in AIConfigurator, the
 * source of these rows). Rows that leave the copies out count the chips of one copy: models among them do not even fit
 * those.
 */
export const withExpertChips = (row: Measurement): Measurement => {
  const parallelism = row.parallelism ?? {};
  const { tp, moe_tp: expertTensor, moe_ep: expert, attention_dp: copies } = parallelism;
  if (tp == null || expertTensor == null || expert == null || copies != null || (parallelism.pp ?? 1) !== 1)
    return row;
  const chips = expertTensor * expert;
  if (tp !== row.chips || chips <= tp || chips % tp !== 0) return row;
  return { ...row, chips, parallelism: { ...parallelism, attention_dp: chips / tp } };
};

/** A published row as it ran: what its source states elsewhere than in the row is put in. */
export const asRun = (row: Measurement): Measurement =>
  withExpertChips(withAttentionCopies(onOneServer(row)));
