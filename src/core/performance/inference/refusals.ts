import { BYTES_PER_ELEMENT } from '../../workload/architecture.ts';
import type { Machine } from '../machine.ts';
import type { Refusal } from '../outcome.ts';
import type { InferenceConstants } from './constants.ts';
import { sixteenBitPeak } from './formats.ts';
import { chipsPerReplica } from './layout.ts';
import { formatChoices, type LayoutSpace, possibleLayouts } from './layouts.ts';
import type { ModelLoad } from './load.ts';
import { cacheBudgetBytes, cacheBytesPerSequence, memoryModel } from './memory.ts';

const gigabytes = (bytes: number): string => {
  const value = bytes / 1e9;
  return `${value >= 10 ? value.toFixed(0) : value.toFixed(1)} GB`;
};

export const refusal = (workload: string, reason: string): Refusal => ({ kind: 'refused', workload, reason });

/** Why an encoder cannot serve: it does not write tokens. */
export const encoderCannotGenerate = (workload: string, model: string): Refusal =>
  refusal(
    workload,
    `${model} is an encoder: it reads a whole text at once and writes no tokens, so there is no time per output token to ` +
      'promise; ask for a batch workload instead',
  );

const weightBytes = (load: ModelLoad, linear: number, experts: number): number =>
  (load.shardedParameters + load.replicatedLinearParameters) * linear +
  2 * (load.normParameters + load.embeddingParameters + (load.tiedEmbeddings ? 0 : load.headParameters)) +
  experts *
    load.experts.reduce((sum, group) => sum + group.layers * group.experts * group.parametersPerExpert, 0);

/** Nothing fits: says what is missing, with the layout that comes nearest to fitting. */
export const doesNotFit = (
  workload: string,
  space: LayoutSpace,
  load: ModelLoad,
  constants: InferenceConstants,
  tokens: number,
): Refusal => {
  const { machine, model } = space;
  if (sixteenBitPeak(machine) === null)
    return refusal(
      workload,
      `nobody has published a dense 16-bit peak for ${machine.chipId}, so no time can be stated`,
    );
  const layouts = possibleLayouts(space);
  if (layouts.length === 0)
    return refusal(
      workload,
      `no way to split ${model.name} over ${machine.chipId}: its heads and widths divide by no degree that makes whole chips`,
    );
  const shortfalls = layouts.map((layout) => {
    const memory = memoryModel(machine, load, layout, constants);
    const need = cacheBytesPerSequence(memory, tokens);
    return { layout, need, missing: need - cacheBudgetBytes(memory) };
  });
  const nearest = shortfalls.reduce((a, b) => (b.missing < a.missing ? b : a));
  const narrowest = formatChoices(space).reduce((a, b) =>
    BYTES_PER_ELEMENT[b.weightFormat] + BYTES_PER_ELEMENT[b.expertFormat] <
    BYTES_PER_ELEMENT[a.weightFormat] + BYTES_PER_ELEMENT[a.expertFormat]
      ? b
      : a,
  );
  const total = weightBytes(
    load,
    BYTES_PER_ELEMENT[narrowest.weightFormat],
    BYTES_PER_ELEMENT[narrowest.expertFormat],
  );
  const chips = chipsPerReplica(nearest.layout);
  const formats =
    narrowest.weightFormat === narrowest.expertFormat || load.experts.length === 0
      ? narrowest.weightFormat
      : `${narrowest.weightFormat} (experts ${narrowest.expertFormat})`;
  return refusal(
    workload,
    `${model.name} needs ${gigabytes(total)} for its weights at ${formats} and room for a request of ${Math.round(tokens)} ` +
      `tokens; the nearest layout, ${chips} x ${gigabytes(machine.hbmBytes)}, lacks ${gigabytes(nearest.missing)} per chip`,
  );
};

/** Chips a replica may span, in words, when it needs more than one unit. */
export const spanningNote = (machine: Machine, chips: number, chipsPerUnit: number): string =>
  `one ${machine.systemId} of ${chipsPerUnit} chips is too small for a replica: each spans ${Math.ceil(chips / chipsPerUnit)} ` +
  'units over the scale-out network';
