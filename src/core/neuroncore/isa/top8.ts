import type { Instruction, Operand } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import { DTYPE_BYTES } from '../memory/dtype.ts';
import { loadFloats, operandIn, storeFloats, storePatterns, withBlocks } from './blocks.ts';
import { type Call, issue, refuse } from './call.ts';
import {
  requireFree,
  requireOperands,
  requireSamePartitions,
  requireSameSize,
  requireUnpacked,
} from './checks.ts';
import type { IsaDefinition } from './definition.ts';
import {
  describeView,
  freeCount,
  numberOf,
  optionalView,
  partitionCount,
  reportRule,
  requireDtype,
  viewArgument,
} from './operands.ts';

const EIGHT = 8;
/** Elements in each partition that these instructions can search. */
const ELEMENTS_MIN = 8;
const ELEMENTS_MAX = 16384;
const NOT_FOUND = 0xffffffff;

const requireSearchable = (call: Call, { role, view }: Operand): void => {
  const elements = freeCount(view);
  if (elements >= ELEMENTS_MIN && elements <= ELEMENTS_MAX) return;
  const message = `${role} is ${describeView(view)}; it must have ${ELEMENTS_MIN} to ${ELEMENTS_MAX} elements in each partition.`;
  reportRule(call.machine, call.context, 'search-elements', message);
};

const callMax8 = (call: Call): null => {
  const dst: Operand = { role: 'dst', view: viewArgument(call.args, 'dst', call.context) };
  const src: Operand = { role: 'src', view: viewArgument(call.args, 'src', call.context) };
  requireOperands(call, 'vector', [dst, src]);
  requireSamePartitions(call, dst, src);
  requireFree(call, dst, EIGHT);
  requireUnpacked(call, [dst, src]);
  requireSearchable(call, src);
  issue(call, { opcode: 'max8', engine: 'vector', outputs: [dst], inputs: [src] });
  return null;
};

/** The eight largest of some values, descending; an insertion into a sorted list of eight for each value. */
const largestEight = (values: Float32Array, out: Float32Array): void => {
  out.fill(Number.NEGATIVE_INFINITY);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    if (value <= (out[EIGHT - 1] as number)) continue;
    let place = EIGHT - 1;
    while (place > 0 && (out[place - 1] as number) < value) {
      out[place] = out[place - 1] as number;
      place -= 1;
    }
    out[place] = value;
  }
};

const executeMax8 = (instruction: Instruction, machine: Machine): void => {
  const src = operandIn(instruction, 'src');
  const columns = freeCount(src);
  const block = loadFloats(machine, src);
  const out = machine.numerics.block(partitionCount(src) * EIGHT);
  for (let row = 0; row < partitionCount(src); row += 1) {
    largestEight(
      block.subarray(row * columns, (row + 1) * columns),
      out.subarray(row * EIGHT, (row + 1) * EIGHT),
    );
  }
  storeFloats(machine, operandIn(instruction, 'dst'), out);
};

/** The eight largest values of each partition, descending. Source: aws-neuron-sdk nki/api/nki/isa, `max8`. */
export const max8: IsaDefinition = {
  name: 'max8',
  call: (args, machine, context) => callMax8({ args, machine, context }),
  execute: (instruction, machine) => withBlocks(machine, () => executeMax8(instruction, machine)),
};

/** The tensor to search and the eight values to find in it, which may span more partitions than are searched. */
const searchArguments = (call: Call): readonly [Operand, Operand] => {
  const data: Operand = { role: 'data', view: viewArgument(call.args, 'data', call.context) };
  const vals: Operand = { role: 'vals', view: viewArgument(call.args, 'vals', call.context) };
  requireFree(call, vals, EIGHT);
  if (partitionCount(vals.view) < partitionCount(data.view)) requireSamePartitions(call, data, vals);
  requireSearchable(call, data);
  return [data, vals];
};

const requireIndices = (call: Call, data: Operand, indices: Operand): void => {
  requireSamePartitions(call, data, indices);
  requireFree(call, indices, EIGHT);
  requireDtype(call.machine, call.context, indices.view, indices.role, ['uint16', 'uint32']);
};

const callFindIndex8 = (call: Call): null => {
  const dst: Operand = { role: 'dst', view: viewArgument(call.args, 'dst', call.context) };
  const [data, vals] = searchArguments(call);
  requireOperands(call, 'vector', [dst, data, vals]);
  requireIndices(call, data, dst);
  requireUnpacked(call, [data, vals]);
  issue(call, { opcode: 'nc_find_index8', engine: 'vector', outputs: [dst], inputs: [data, vals] });
  return null;
};

/**
 * Finds the values in one row, in the order of `order`: each takes the first element of its value that none before took.
 * `indices` holds the place of each value; all ones where there is none left.
 */
const matchRow = (
  row: Float32Array,
  values: Float32Array,
  indices: Uint32Array,
  order: readonly number[],
): void => {
  const next = new Map<number, number>();
  for (const each of order) {
    const value = values[each] as number;
    const after = next.get(value);
    const from = after === undefined ? 0 : after;
    // -1 also where `from` is the length, and for NaN, which equals nothing.
    const place = row.indexOf(value, from);
    indices[each] = place < 0 ? NOT_FOUND : place;
    next.set(value, place < 0 ? row.length : place + 1);
  }
};

const ASCENDING = [0, 1, 2, 3, 4, 5, 6, 7];
const DESCENDING = [7, 6, 5, 4, 3, 2, 1, 0];

/** The places of the eight values in each partition. */
const matches = (
  data: Float32Array,
  vals: Float32Array,
  rows: number,
  order: readonly number[],
): Uint32Array => {
  const columns = data.length / rows;
  const indices = new Uint32Array(rows * EIGHT);
  for (let row = 0; row < rows; row += 1) {
    const [first, last] = [row * EIGHT, (row + 1) * EIGHT];
    const searched = data.subarray(row * columns, (row + 1) * columns);
    matchRow(searched, vals.subarray(first, last), indices.subarray(first, last), order);
  }
  return indices;
};

const executeFindIndex8 = (instruction: Instruction, machine: Machine): void => {
  const data = operandIn(instruction, 'data');
  const block = loadFloats(machine, data);
  const vals = loadFloats(machine, operandIn(instruction, 'vals'));
  storePatterns(operandIn(instruction, 'dst'), matches(block, vals, partitionCount(data), ASCENDING));
};

/**
 * The index of the first element equal to each of eight values; equal values take successive elements, and all ones
 * stand for a value that is not there. Source: aws-neuron-sdk nki/api/nki/isa, `nc_find_index8`;
 * release-notes/components/nki.rst, 0.6.0.
 */
export const ncFindIndex8: IsaDefinition = {
  name: 'nc_find_index8',
  call: (args, machine, context) => callFindIndex8({ args, machine, context }),
  execute: (instruction, machine) => withBlocks(machine, () => executeFindIndex8(instruction, machine)),
};

const callMatchReplace8 = (call: Call): null => {
  const { args, context } = call;
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const [data, vals] = searchArguments(call);
  const indexView = optionalView(args, 'dst_idx', context);
  const indices = indexView === undefined ? [] : [{ role: 'dst_idx', view: indexView }];
  const imm =
    numberOf(args['imm']) ?? refuse(call, 'argument', 'imm must be a number known at compile time.');
  requireOperands(call, 'vector', [dst, ...indices, data, vals]);
  requireSameSize(call, dst, data);
  for (const each of indices) requireIndices(call, data, each);
  requireUnpacked(call, [dst, data, vals]);
  issue(call, {
    opcode: 'nc_match_replace8',
    engine: 'vector',
    outputs: [dst, ...indices],
    inputs: [data, vals],
    attributes: { imm },
  });
  return null;
};

const executeMatchReplace8 = (instruction: Instruction, machine: Machine): void => {
  const data = operandIn(instruction, 'data');
  const rows = partitionCount(data);
  const block = loadFloats(machine, data);
  const columns = block.length / rows;
  const vals = loadFloats(machine, operandIn(instruction, 'vals'));
  // The chip goes through the values from the last to the first.
  const indices = matches(block, vals, rows, DESCENDING);
  const imm = Number(instruction.attributes['imm']);
  indices.forEach((place, index) => {
    if (place !== NOT_FOUND) block[Math.floor(index / EIGHT) * columns + place] = imm;
  });
  storeFloats(machine, operandIn(instruction, 'dst'), block);
  const [, found] = instruction.outputs;
  if (found !== undefined) storePatterns(found.view, truncated(indices, DTYPE_BYTES[found.view.dtype]));
};

/** Indices as the type holds them: all ones stay all ones. */
const truncated = (indices: Uint32Array, bytes: number): Uint32Array =>
  bytes === 4 ? indices : indices.map((index) => index & 0xffff);

/**
 * Replaces the first element equal to each of eight values by a number and tells where; values are taken from the last
 * to the first, so that equal values find successive elements in that order.
 * Source: aws-neuron-sdk nki/api/nki/isa, `nc_match_replace8`.
 */
export const ncMatchReplace8: IsaDefinition = {
  name: 'nc_match_replace8',
  call: (args, machine, context) => callMatchReplace8({ args, machine, context }),
  execute: (instruction, machine) => withBlocks(machine, () => executeMatchReplace8(instruction, machine)),
};
