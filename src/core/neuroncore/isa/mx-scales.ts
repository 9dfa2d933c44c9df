import type { Instruction, Operand } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import type { View } from '../memory/view.ts';
import { readBits } from '../numeric/transfer.ts';
import type { CallContext } from '../python/values.ts';
import {
  describeView,
  elementCount,
  failRule,
  freeCount,
  partitionCount,
  reportRule,
  requireDtype,
  requireSpace,
  startPartition,
} from './operands.ts';

/** Partitions that share a scale; each brings one packed element, so that a group has 32 values. */
export const GROUP_PARTITIONS = 8;
const QUADRANT = 32;
const SCALES_PER_QUADRANT = QUADRANT / GROUP_PARTITIONS;
const QUADRANT_OFFSETS = [0, 4, 8, 12];

/**
 * The partition of a scale tensor that holds the scales of a group of eight data partitions: four to a quadrant of 32,
 * or one after another when the data fill one quadrant only.
 * Source: aws-neuron-sdk nki/deep-dives/mxfp-matmul.rst, "Scale Tensor".
 */
export const scalePartition = (group: number, dataPartitions: number): number =>
  dataPartitions <= QUADRANT
    ? group
    : Math.floor(group / SCALES_PER_QUADRANT) * QUADRANT + (group % SCALES_PER_QUADRANT);

/**
 * Reports rules `operand-space`, `operand-dtype` and `mx-scale-layout` when a scale tensor does not hold the scales of
 * its data where they belong. Source: aws-neuron-sdk nki/deep-dives/mxfp-matmul.rst, "Packing Scale Values".
 */
export const requireScales = (
  machine: Machine,
  context: CallContext,
  scale: View,
  data: View,
  role: string,
): void => {
  requireSpace(machine, context, scale, role, ['sbuf']);
  requireDtype(machine, context, scale, role, ['uint8', 'float8_e8m0fnu']);
  const partitions = partitionCount(data);
  const needed = scalePartition(partitions / GROUP_PARTITIONS - 1, partitions) + 1;
  if (partitionCount(scale) < needed || freeCount(scale) < freeCount(data)) {
    failRule(
      machine,
      context,
      'mx-scale-layout',
      `${role} is ${describeView(scale)}; data of ${describeView(data)} have scales in ${needed} partitions of ${freeCount(data)} elements.`,
    );
  }
  if (QUADRANT_OFFSETS.includes(startPartition(scale) % QUADRANT)) return;
  reportRule(
    machine,
    context,
    'mx-scale-layout',
    `${role} begins at partition ${startPartition(scale)}; scales begin 0, 4, 8 or 12 partitions into a quadrant.`,
  );
};

/** 2 to the power a scale byte stands for, NaN for 255. Source: OCP Microscaling Formats (MX) Specification 1.0. */
export const scaleFactor = (byte: number): number => (byte === 255 ? Number.NaN : 2 ** (byte - 127));

/**
 * The scales of a tensor as operands, those of each quadrant of its data on their own: what lies between them belongs to
 * other tensors or to none.
 */
export const scaleOperands = (role: string, scale: View, data: View): Operand[] => {
  const groups = partitionCount(data) / GROUP_PARTITIONS;
  const [partitionStride = 0] = scale.strides;
  return Array.from({ length: Math.ceil(groups / SCALES_PER_QUADRANT) }, (_, quadrant) => ({
    role: quadrant === 0 ? role : `quadrant${quadrant}_${role}`,
    view: {
      ...scale,
      shape: [Math.min(SCALES_PER_QUADRANT, groups), ...scale.shape.slice(1)],
      offset: scale.offset + quadrant * QUADRANT * partitionStride,
    },
  }));
};

/** The operands that `scaleOperands` made of a role, in order of the quadrants. */
export const scalesIn = (instruction: Instruction, role: string): View[] =>
  instruction.inputs.filter((each) => each.role.endsWith(role)).map((each) => each.view);

/** The factor of each group and column of the data, [groups, columns]. */
export const readScaleFactors = (scales: readonly View[], data: View): Float32Array => {
  const columns = freeCount(data);
  const factors = new Float32Array((partitionCount(data) / GROUP_PARTITIONS) * columns);
  let group = 0;
  for (const scale of scales) {
    const width = freeCount(scale);
    const bytes = new Uint32Array(elementCount(scale));
    readBits(scale, bytes);
    for (let row = 0; row < partitionCount(scale); row += 1, group += 1) {
      for (let column = 0; column < columns; column += 1) {
        factors[group * columns + column] = scaleFactor(bytes[row * width + column] as number);
      }
    }
  }
  return factors;
};
