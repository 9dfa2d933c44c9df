import type { Instruction, Operand } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import { isInteger } from '../memory/dtype.ts';
import { writeIntegers } from '../numeric/integers.ts';
import { comparisonOf } from './arithmetic.ts';
import {
  loadFloats,
  loadPatterns,
  operandIn,
  patternOf,
  storeFloats,
  storePatterns,
  withBlocks,
} from './blocks.ts';
import { type Call, issue, refuse } from './call.ts';
import { requireOperands, requireSameSize, requireUnpacked } from './checks.ts';
import type { IsaDefinition } from './definition.ts';
import { integerArgument } from './integer-argument.ts';
import { freeCount, itemsOf, numberOf, partitionCount, viewArgument } from './operands.ts';
import { isComparison, type Operator, optionalOperator, requireOperator } from './operators.ts';

/** Dimensions of a pattern: up to four pairs of step and number. */
const PATTERN_MAX = 4;

/** The pattern as [step, number, step, number, ...], outermost first. */
const patternArgument = (call: Call): readonly number[] => {
  const dimensions = itemsOf(call.args['pattern']);
  const pairs = dimensions?.map((each) => (itemsOf(each) ?? []).map(numberOf));
  const flat = pairs?.every((pair) => pair.length === 2) ? pairs.flat() : undefined;
  const numbers = flat?.filter((each): each is number => Number.isInteger(each));
  if (numbers === undefined || numbers.length !== flat?.length || numbers.length === 0) {
    return refuse(call, 'argument', 'pattern must be a list of [step, number] pairs of ints.');
  }
  if (numbers.length > 2 * PATTERN_MAX) {
    const message = `pattern has ${numbers.length / 2} dimensions; it has at most ${PATTERN_MAX}.`;
    refuse(call, 'pattern-dimensions', message);
  }
  return numbers;
};

const patternElements = (pattern: readonly number[]): number =>
  pattern.reduce((product, value, index) => (index % 2 === 1 ? product * value : product), 1);

/** pattern, offset and channel multiplier, checked against the elements of `dst`. */
const affineAttributes = (call: Call, dst: Operand) => {
  const pattern = patternArgument(call);
  const elements = patternElements(pattern);
  if (freeCount(dst.view) !== elements) {
    const message = `pattern makes ${elements} values and dst has ${freeCount(dst.view)} elements in each partition; they must be equally many.`;
    refuse(call, 'pattern-elements', message);
  }
  return {
    pattern,
    offset: integerArgument(call, 'offset', 0),
    channel_multiplier: integerArgument(call, 'channel_multiplier', 0),
  };
};

/** Calls back with each partition and offset + partition * multiplier, in 32-bit integers. */
const forEachBase = (
  { attributes }: Instruction,
  partitions: number,
  visit: (partition: number, base: number) => void,
): void => {
  const { offset, channel_multiplier: multiplier } = attributes;
  for (let partition = 0; partition < partitions; partition += 1) {
    visit(partition, (Number(offset) + Math.imul(partition, Number(multiplier))) | 0);
  }
};

/** offset + partition * multiplier + sum(step * index) for all partitions and places of the pattern. */
const affineValues = (instruction: Instruction, partitions: number): Int32Array => {
  const inner = innerValues(instruction.attributes['pattern'] as readonly number[]);
  const values = new Int32Array(partitions * inner.length);
  forEachBase(instruction, partitions, (partition, base) => {
    const start = partition * inner.length;
    for (let index = 0; index < inner.length; index += 1)
      values[start + index] = base + (inner[index] as number);
  });
  return values;
};

/** Puts `fill` into a block wherever the affine value does not compare true with 0. */
const fillWhereFalse = (
  instruction: Instruction,
  partitions: number,
  block: Float32Array | Uint32Array,
  fill: number,
): void => {
  const inner = innerValues(instruction.attributes['pattern'] as readonly number[]);
  const holds = comparisonOf(instruction.attributes['cmp_op'] as Operator);
  forEachBase(instruction, partitions, (partition, base) => {
    const start = partition * inner.length;
    for (let index = 0; index < inner.length; index += 1) {
      if (!holds((base + (inner[index] as number)) | 0, 0)) block[start + index] = fill;
    }
  });
};

const innerValues = (pattern: readonly number[]): Int32Array => {
  let values = Int32Array.of(0);
  for (let dimension = 0; dimension < pattern.length; dimension += 2) {
    const [step, count] = [pattern[dimension] as number, pattern[dimension + 1] as number];
    const next = new Int32Array(values.length * count);
    for (let index = 0; index < next.length; index += 1) {
      next[index] = (values[Math.floor(index / count)] as number) + Math.imul(step, index % count);
    }
    values = next;
  }
  return values;
};

const callIota = (call: Call): null => {
  const dst: Operand = { role: 'dst', view: viewArgument(call.args, 'dst', call.context) };
  requireOperands(call, 'gpsimd', [dst]);
  requireUnpacked(call, [dst]);
  const attributes = affineAttributes(call, dst);
  issue(call, { opcode: 'iota', engine: 'gpsimd', outputs: [dst], inputs: [], attributes });
  return null;
};

const executeIota = (instruction: Instruction, machine: Machine): void => {
  const dst = operandIn(instruction, 'dst');
  const values = affineValues(instruction, partitionCount(dst));
  if (isInteger(dst.dtype) && dst.dtype !== 'uint32') writeIntegers(dst, values);
  else if (dst.dtype === 'uint32') storePatterns(dst, new Uint32Array(values.buffer));
  else storeFloats(machine, dst, new Float32Array(values));
};

/**
 * Writes offset + partition * channel_multiplier + sum(step * index), computed in 32-bit integers and cast.
 * Source: aws-neuron-sdk nki/api/nki/isa, `iota`.
 */
export const iota: IsaDefinition = {
  name: 'iota',
  call: (args, machine, context) => callIota({ args, machine, context }),
  execute: executeIota,
};

const callAffineSelect = (call: Call): null => {
  const { args, context } = call;
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const chosen: Operand = { role: 'on_true_tile', view: viewArgument(args, 'on_true_tile', context) };
  requireOperands(call, 'gpsimd', [dst, chosen]);
  requireSameSize(call, dst, chosen);
  requireUnpacked(call, [dst, chosen]);
  const compare = optionalOperator(call, 'cmp_op') ?? 'equal';
  requireOperator(call, 'cmp_op', compare, (each) => isComparison(each) || each === 'not_equal');
  const otherwise =
    numberOf(args['on_false_value']) ?? refuse(call, 'argument', 'on_false_value must be a number.');
  issue(call, {
    opcode: 'affine_select',
    engine: 'gpsimd',
    outputs: [dst],
    inputs: [chosen],
    attributes: { ...affineAttributes(call, dst), cmp_op: compare, on_false_value: otherwise },
  });
  return null;
};

const executeAffineSelect = (instruction: Instruction, machine: Machine): void => {
  const dst = operandIn(instruction, 'dst');
  const chosen = operandIn(instruction, 'on_true_tile');
  const otherwise = Number(instruction.attributes['on_false_value']);
  const partitions = partitionCount(dst);
  // Equal types keep their bits; others go through float32.
  if (dst.dtype === chosen.dtype) {
    const patterns = loadPatterns(chosen);
    fillWhereFalse(instruction, partitions, patterns, patternOf(dst.dtype, Math.fround(otherwise)));
    storePatterns(dst, patterns);
    return;
  }
  withBlocks(machine, () => {
    const block = loadFloats(machine, chosen);
    fillWhereFalse(instruction, partitions, block, otherwise);
    storeFloats(machine, dst, block);
  });
};

/**
 * Keeps the elements whose affine value compares true with 0 and puts a number in the place of the others.
 * Source: aws-neuron-sdk nki/api/nki/isa, `affine_select`.
 */
export const affineSelect: IsaDefinition = {
  name: 'affine_select',
  call: (args, machine, context) => callAffineSelect({ args, machine, context }),
  execute: executeAffineSelect,
};
