import { bytes } from '../../quantity/unit.ts';
import type { ModelArchitecture } from '../../workload/architecture.ts';
import {
  cacheBudgetBytes,
  cacheBytesPerSequence,
  type InferenceConstants,
  type InferenceLayout,
  type MemoryModel,
  memoryModel,
  modelLoad,
} from '../inference/predict.ts';
import type { Machine } from '../machine.ts';
import { architectureOfRow } from './architecture-of-row.ts';
import { servingFormats } from './formats-of-row.ts';
import type { Measurement } from './measurement.ts';
import { type MemoryPractice, practisedBy } from './memory-practice.ts';
import { type Readings, readings } from './prediction.ts';
import { isRefusal, type RowRefusal, refuse } from './refusal.ts';
import { degreesOf, layoutOf } from './serving-case.ts';

const GIB = 2 ** 30;
const PARAMETERS_PER_BILLION = 1e9;
const BYTES_16 = 2;
/** Shares engines use by default or are recommended, for rows that do not print theirs, likeliest first. */
const USUAL_SHARES = [0.9, 0.92, 0.95, 0.85] as const;

/** What an engine has set up when it starts to serve, one way a row may be read. */
export interface EngineSetup {
  readonly model: ModelArchitecture;
  readonly machine: Machine;
  readonly layout: InferenceLayout;
}

/** The ways an engine may have been set up, likeliest first: more than one where the format is not published. */
export const engineSetups = (row: Measurement, machine: Machine): readonly EngineSetup[] | RowRefusal => {
  const model = architectureOfRow(row);
  if (isRefusal(model)) return model;
  const degrees = degreesOf(row, model, machine);
  if (isRefusal(degrees)) return degrees;
  const setups = servingFormats(row, machine)
    .map((formats) => layoutOf(machine, degrees, formats))
    .filter((layout) => layout !== null)
    .map((layout) => ({ model, machine, layout }));
  return setups.length > 0
    ? setups
    : refuse(
        'format-not-native',
        `${machine.chipId} has no published peak for any format the row may have used`,
      );
};

const stated = <Name extends string>(name: Name, value: number | null | undefined) =>
  value == null ? {} : { [name]: value };

/** Constants of the row's engine, with what the row states. */
const constantsOf = (
  row: Measurement,
  practices: readonly MemoryPractice[],
  constants: InferenceConstants,
): InferenceConstants => ({
  ...practisedBy(row, practices, 'inference', constants),
  ...stated('usableMemoryShare', row.memory?.utilisation),
  ...stated('prefillChunkTokens', row.memory?.batched_tokens),
  ...stated('sequencesLimit', row.memory?.sequences),
});

const onReported = (row: Measurement, machine: Machine): Machine =>
  row.memory?.total_gib == null ? machine : { ...machine, hbmBytes: bytes(row.memory.total_gib * GIB) };

/** Weights beside the language model on one chip: a vision tower, cut as the rest is. */
const extraBytes = (row: Measurement, layout: InferenceLayout): number =>
  (BYTES_16 * PARAMETERS_PER_BILLION * (row.arch?.extra_params_b ?? Number.NaN)) / layout.tensorParallel;

const weightsOf = (row: Measurement, memory: MemoryModel): number =>
  memory.weightBytes +
  memory.expertWeightBytes +
  memory.embeddingBytes +
  (row.arch?.extra_params_b == null ? 0 : extraBytes(row, memory.layout));

const budgetOf = (row: Measurement, memory: MemoryModel): number =>
  cacheBudgetBytes(memory) - (row.arch?.extra_params_b == null ? 0 : extraBytes(row, memory.layout));

const MANY_TOKENS = 1e6;

/** Tokens that fill the cache of one copy of the attention: paging wastes nothing on a count of whole blocks. */
const tokensIn = (memory: MemoryModel, bytes: number): number =>
  (MANY_TOKENS * bytes) / cacheBytesPerSequence(memory, MANY_TOKENS);

type Value = (row: Measurement, memory: MemoryModel) => number;

/** Metrics of `serve_memory` rows, per chip but for the tokens, which one copy of the attention holds. */
const VALUES: Readonly<Record<string, Value>> = {
  weights_gib: (row, memory) => weightsOf(row, memory) / GIB,
  kv_cache_gib: (row, memory) => budgetOf(row, memory) / GIB,
  kv_cache_tokens: (row, memory) => tokensIn(memory, budgetOf(row, memory)),
};

export const engineMemoryKnown = (metric: string): boolean => Object.hasOwn(VALUES, metric);

/** The metric over every reading of a row; null where the weights leave nothing for a cache. */
export const engineMemoryReadings = (
  row: Measurement,
  setups: readonly EngineSetup[],
  practices: readonly MemoryPractice[],
  constants: InferenceConstants,
): Readings | null => {
  const value = VALUES[row.metric];
  if (value === undefined) return null;
  const own = constantsOf(row, practices, constants);
  const openShare = row.memory?.utilisation == null && row.metric !== 'weights_gib';
  const shares = openShare
    ? [own.usableMemoryShare, ...USUAL_SHARES.filter((share) => share !== own.usableMemoryShare)]
    : [own.usableMemoryShare];
  return readings(
    setups.flatMap(({ model, machine, layout }) => {
      const load = modelLoad(model);
      return shares.map((usableMemoryShare) =>
        value(
          row,
          memoryModel(onReported(row, machine), load, layout, {
            ...own,
            usableMemoryShare,
            cacheBlockTokens: Number.MIN_VALUE,
          }),
        ),
      );
    }),
  );
};
