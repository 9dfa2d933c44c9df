import type { Instruction, Operand } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import type { View } from '../memory/view.ts';
import { writeBlock } from '../numeric/transfer.ts';
import { loadFloats, operandIn, storePatterns, withBlocks } from './blocks.ts';
import { type Call, issue, refuse } from './call.ts';
import { requireFree, requireOperands, requireSamePartitions } from './checks.ts';
import type { IsaDefinition } from './definition.ts';
import { GROUP_PARTITIONS, requireScales, scaleOperands } from './mx-scales.ts';
import {
  describeView,
  freeCount,
  partitionCount,
  requireDtype,
  requireGeneration,
  requireSpace,
  viewArgument,
} from './operands.ts';

/** Values of a partition that share a scale; with the partitions of a group, 32. */
const GROUP_COLUMNS = 4;
const QUADRANT = 32;
const EXPONENT_BIAS = 127;

/** Largest exponent of the values of a type. Source: aws-neuron-sdk nki/api/nki/isa, `quantize_mx`. */
const largestExponent = (dtype: View['dtype']): number => (dtype === 'float8_e5m2_x4' ? 15 : 8);

const requireGroups = (call: Call, { view }: Operand): void => {
  const partitions = partitionCount(view);
  if (partitions % QUADRANT === 0 && freeCount(view) % GROUP_COLUMNS === 0) return;
  const message = `src is ${describeView(view)}; its partitions must be a multiple of ${QUADRANT} and its elements in each of ${GROUP_COLUMNS}.`;
  refuse(call, 'quantize-shape', message);
};

const callQuantize = (call: Call): null => {
  const { args, machine, context } = call;
  requireGeneration(machine, context, 'quantize_mx', 'v4');
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const src: Operand = { role: 'src', view: viewArgument(args, 'src', context) };
  const scale = viewArgument(args, 'dst_scale', context);
  requireGroups(call, src);
  requireOperands(call, 'vector', [dst, src]);
  requireSamePartitions(call, dst, src);
  requireFree(call, dst, freeCount(src.view) / GROUP_COLUMNS);
  for (const { role, view } of [dst, src]) requireSpace(machine, context, view, role, ['sbuf']);
  requireDtype(machine, context, src.view, 'src', ['float16', 'bfloat16']);
  requireDtype(machine, context, dst.view, 'dst', ['float8_e4m3fn_x4', 'float8_e5m2_x4']);
  requireScales(machine, context, scale, dst.view, 'dst_scale');
  const outputs = [dst, ...scaleOperands('dst_scale', usedColumns(scale, dst.view), dst.view)];
  issue(call, { opcode: 'quantize_mx', engine: 'vector', outputs, inputs: [src] });
  return null;
};

/** Scale tensors may have more columns than the data; only the first of a flat one are written. */
const usedColumns = (scale: View, data: View): View => {
  const [partitions = 1] = scale.shape;
  const columns = freeCount(data);
  return freeCount(scale) === columns ? scale : { ...scale, shape: [partitions, columns] };
};

/**
 * The biased exponent of a group's scale: floor(log2(largest)) - (largest exponent of the type - 1), 0 (2^-127) for a
 * group of zeros. One more than the sample algorithm of the OCP specification, so that rounding up does not saturate.
 */
const scaleByte = (largest: number, exponent: number): number => {
  if (largest === 0) return 0;
  if (!Number.isFinite(largest)) return 255;
  const byte = floorLog2(largest) - (exponent - 1) + EXPONENT_BIAS;
  return Math.min(254, Math.max(0, byte));
};

/** floor(log2(x)) of a positive float32, exactly: log2 itself may round up to the next integer. */
const floorLog2 = (x: number): number => {
  const estimate = Math.floor(Math.log2(x));
  return 2 ** estimate > x ? estimate - 1 : estimate;
};

/** The largest magnitude of a group; NaN wins. */
const largestOf = (block: Float32Array, columns: number, group: number, first: number): number => {
  let largest = 0;
  for (let partition = group * GROUP_PARTITIONS; partition < (group + 1) * GROUP_PARTITIONS; partition += 1) {
    for (let column = first; column < first + GROUP_COLUMNS; column += 1) {
      largest = Math.max(largest, Math.abs(block[partition * columns + column] as number));
    }
  }
  return largest;
};

const divideGroup = (
  block: Float32Array,
  columns: number,
  group: number,
  first: number,
  factor: number,
): void => {
  for (let partition = group * GROUP_PARTITIONS; partition < (group + 1) * GROUP_PARTITIONS; partition += 1) {
    for (let column = first; column < first + GROUP_COLUMNS; column += 1) {
      const index = partition * columns + column;
      block[index] = (block[index] as number) / factor;
    }
  }
};

const executeQuantize = (instruction: Instruction, machine: Machine): void => {
  const dst = operandIn(instruction, 'dst');
  const src = operandIn(instruction, 'src');
  const block = loadFloats(machine, src);
  const columns = freeCount(src);
  const width = columns / GROUP_COLUMNS;
  const groups = partitionCount(src) / GROUP_PARTITIONS;
  const bytes = new Uint32Array(groups * width);
  const exponent = largestExponent(dst.dtype);
  for (let index = 0; index < bytes.length; index += 1) {
    const [group, first] = [Math.floor(index / width), (index % width) * GROUP_COLUMNS];
    const byte = scaleByte(largestOf(block, columns, group, first), exponent);
    bytes[index] = byte;
    divideGroup(block, columns, group, first, byte === 255 ? Number.NaN : 2 ** (byte - EXPONENT_BIAS));
  }
  writeBlock(dst, block, machine.numerics, 'saturate');
  let from = 0;
  for (const { view } of instruction.outputs.slice(1)) {
    const count = partitionCount(view) * width;
    storePatterns(view, bytes.subarray(from, from + count));
    from += count;
  }
};

/**
 * Quantises 16-bit floats to MXFP8: one power of two for each 8 partitions x 4 elements, and the elements divided by it,
 * to nearest even. Source: aws-neuron-sdk nki/api/nki/isa, `quantize_mx`; nki/deep-dives/mxfp-matmul.rst.
 */
export const quantizeMx: IsaDefinition = {
  name: 'quantize_mx',
  call: (args, machine, context) => callQuantize({ args, machine, context }),
  execute: (instruction, machine) => withBlocks(machine, () => executeQuantize(instruction, machine)),
};
