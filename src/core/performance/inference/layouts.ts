import type { ModelArchitecture, StorageFormat } from '../../workload/architecture.ts';
import { validTensorParallelDegrees } from '../../workload/parallel-validity.ts';
import type { Machine } from '../machine.ts';
import { computeFormatFor, isNative } from './formats.ts';
import { hasCompiledShapes, type InferenceLayout, ranksPerChip } from './layout.ts';

/** What a search may vary. */
export interface LayoutSpace {
  readonly machine: Machine;
  readonly model: ModelArchitecture;
  /** Formats the request insists on; null: the maker's and, where native, an 8-bit one. */
  readonly weightFormat: StorageFormat | null;
  readonly keyValueFormat: StorageFormat | null;
  /** Most chips one replica may span. */
  readonly chips: number;
  /** Pipeline depths to try. */
  readonly pipelines: readonly number[];
}

interface FormatChoice {
  readonly weightFormat: StorageFormat;
  readonly expertFormat: StorageFormat;
  readonly keyValueFormat: StorageFormat;
}

const EIGHT_BIT: readonly StorageFormat[] = ['mxfp8', 'fp8'];
const SIXTEEN_BIT: readonly StorageFormat[] = ['bf16', 'fp16'];

/** Weights kept in 32 bits for training are served in 16. */
const served = (format: StorageFormat): StorageFormat => (format === 'fp32' ? 'bf16' : format);

/**
 * Formats worth trying: as the maker ships the model (32 bits served as 16), and 8-bit weights and caches where the chip multiplies them as they
 * are. Four-bit formats are taken only when the maker ships them or the request asks: below 8 bits quality depends on
 * how a model was trained.
 */
export const formatChoices = (space: LayoutSpace): readonly FormatChoice[] => {
  const { machine, model } = space;
  const eightBit = EIGHT_BIT.find((format) => isNative(machine, format));
  const shipped = { weightFormat: served(model.formats.linear), expertFormat: served(model.formats.experts) };
  const narrowed = (format: StorageFormat): StorageFormat =>
    eightBit !== undefined && SIXTEEN_BIT.includes(format) ? eightBit : format;
  const weights =
    space.weightFormat === null
      ? [
          shipped,
          { weightFormat: narrowed(shipped.weightFormat), expertFormat: narrowed(shipped.expertFormat) },
        ]
      : [{ weightFormat: space.weightFormat, expertFormat: space.weightFormat }];
  const sixteenBit: StorageFormat = 'bf16';
  const caches =
    space.keyValueFormat === null
      ? [sixteenBit, ...(isNative(machine, 'fp8') ? (['fp8'] as const) : [])]
      : [space.keyValueFormat];
  const choices = weights.flatMap((weight) =>
    caches.map((keyValueFormat) => ({ ...weight, keyValueFormat })),
  );
  return choices.filter(
    (choice, at) => choices.findIndex((other) => JSON.stringify(other) === JSON.stringify(choice)) === at,
  );
};

const expertShape = (model: ModelArchitecture): { experts: number; width: number } | null => {
  for (const { feedForward } of model.layers)
    if (feedForward.kind === 'experts')
      return { experts: feedForward.experts, width: feedForward.expertWidth };
  return null;
};

/** Chips that reach each other without the scale-out network. */
export const scaleUpChips = (machine: Machine): number =>
  machine.tiers.reduce((most, tier) => (tier.name === 'scale-out' ? most : Math.max(most, tier.chips)), 1);

interface Shape {
  readonly tensorParallel: number;
  readonly attentionDataParallel: number;
  readonly pipelineParallel: number;
  readonly expertParallel: number;
}

const copiesToTry = (most: number): number[] => {
  const copies: number[] = [];
  for (let power = 2; power <= most; power *= 2) copies.push(power);
  if (most > 1 && !copies.includes(most)) copies.push(most);
  return copies;
};

const shapesFor = (space: LayoutSpace, degrees: readonly number[]): Shape[] => {
  const { machine, model } = space;
  const reach = Math.min(space.chips, scaleUpChips(machine));
  const experts = expertShape(model);
  const depth = model.layers.reduce((total, group) => total + group.count, 0);
  const shapes: Shape[] = [];
  for (const tensorParallel of degrees) {
    if (tensorParallel > reach) continue;
    const cut = experts === null || experts.width % tensorParallel === 0;
    for (const pipelineParallel of space.pipelines)
      if (tensorParallel * pipelineParallel <= space.chips && pipelineParallel <= depth)
        shapes.push({
          tensorParallel,
          attentionDataParallel: 1,
          pipelineParallel,
          expertParallel: cut ? 1 : tensorParallel,
        });
    if (experts === null) continue;
    for (const attentionDataParallel of copiesToTry(Math.floor(space.chips / tensorParallel))) {
      const stage = tensorParallel * attentionDataParallel;
      const shape = { tensorParallel, attentionDataParallel, pipelineParallel: 1 };
      if (stage <= experts.experts) shapes.push({ ...shape, expertParallel: stage });
      if (experts.width % stage === 0 && stage <= reach) shapes.push({ ...shape, expertParallel: 1 });
    }
  }
  return shapes;
};

/**
 * Layouts of one replica that the model's shape and the chip allow: tensor-parallel degrees that divide heads and
 * widths (in logical cores on Trainium and Inferentia, at every core grouping), inside the scale-up domain; copies of
 * the attention with experts spread over them; pipelines. Empty when the chip has no published 16-bit peak.
 */
export const possibleLayouts = (space: LayoutSpace): readonly InferenceLayout[] => {
  const { machine, model } = space;
  const groupings = machine.cores === null ? [null] : machine.cores.groupings;
  const layouts: InferenceLayout[] = [];
  const formats = formatChoices(space);
  for (const coreGrouping of groupings) {
    const ranks = ranksPerChip(machine, { coreGrouping });
    const degrees = validTensorParallelDegrees(model, {
      neuron: hasCompiledShapes(machine),
      expertsSpread: true,
    })
      .map((degree) => degree / ranks)
      .filter((degree) => degree >= 1);
    for (const shape of shapesFor(space, degrees))
      for (const format of formats) {
        const computeFormat = computeFormatFor(machine, format.weightFormat);
        if (computeFormat !== null) layouts.push({ ...shape, ...format, computeFormat, coreGrouping });
      }
  }
  return layouts;
};
