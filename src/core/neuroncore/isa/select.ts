import type { Instruction, Operand } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import type { DType } from '../memory/dtype.ts';
import { accumulate, accumulationOf, type ReduceCommand } from './accumulator.ts';
import { comparisonOf } from './arithmetic.ts';
import { loadFloats, loadPatterns, operandIn, storeFloats, withBlocks } from './blocks.ts';
import {
  broadcastArgument,
  loadBroadcast,
  requireBroadcastDtype,
  scalarsOf,
  vectorsOf,
} from './broadcast.ts';
import { type Call, issue, refuse } from './call.ts';
import {
  requireFree,
  requireNotBothPsum,
  requireOperands,
  requireSamePartitions,
  requireSameSize,
  requireUnpacked,
} from './checks.ts';
import type { IsaDefinition } from './definition.ts';
import { integerArgument } from './integer-argument.ts';
import {
  booleanArgument,
  freeCount,
  numberOf,
  partitionCount,
  reportRule,
  requireDtype,
  requireGeneration,
  viewArgument,
} from './operands.ts';
import {
  isComparison,
  type Operator,
  operatorArgument,
  optionalOperator,
  requireOperator,
} from './operators.ts';

/** The least finite float32: what range_select puts where a comparison fails. */
const FLOAT32_MIN = -3.4028234663852886e38;
/** Integers from here on are not all exact in float32, in which indices are compared. */
const INDEX_LIMIT = 2 ** 24;

const FLOATS: readonly DType[] = [
  'float32',
  'bfloat16',
  'float16',
  'tfloat32',
  'float8_e4m3',
  'float8_e4m3fn',
  'float8_e5m2',
];

const requireMaximum = (call: Call): Operator => {
  const operator = optionalOperator(call, 'reduce_op') ?? 'maximum';
  requireOperator(call, 'reduce_op', operator, (each) => each === 'maximum');
  return operator;
};

const comparison = (call: Call, role: string): Operator => {
  const operator = operatorArgument(call, role);
  requireOperator(call, role, operator, isComparison);
  return operator;
};

const boundOperand = (call: Call, role: string, tile: Operand): Operand => {
  const operand = { role, view: viewArgument(call.args, role, call.context) };
  requireSamePartitions(call, tile, operand);
  requireFree(call, operand, 1);
  requireDtype(call.machine, call.context, operand.view, role, ['float32']);
  return operand;
};

const rangeStart = (call: Call, tile: Operand): number => {
  const start = integerArgument(call, 'range_start', 0);
  if (Math.abs(start) + freeCount(tile.view) > INDEX_LIMIT) {
    const message = `range_start ${start} and ${freeCount(tile.view)} elements lead beyond 2^24, where float32 does not hold every index.`;
    reportRule(call.machine, call.context, 'range-select-index', message, 'warning');
  }
  return start;
};

const fillValue = (call: Call): number => {
  const given = call.args['on_false_value'];
  const value = given === undefined || given === null ? FLOAT32_MIN : numberOf(given);
  if (value === undefined) return refuse(call, 'argument', 'on_false_value must be a number.');
  if (Math.fround(value) !== FLOAT32_MIN) {
    const message = `on_false_value is ${value}; the hardware fills with the least float32, ${FLOAT32_MIN}.`;
    reportRule(call.machine, call.context, 'range-select-fill', message);
  }
  return value;
};

const RANGE_COMMANDS: readonly ReduceCommand[] = ['reset_reduce', 'reduce', 'idle', 'reset'];

const callRangeSelect = (call: Call): null => {
  const { args, machine, context } = call;
  requireGeneration(machine, context, 'range_select', 'v3');
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const tile: Operand = { role: 'on_true_tile', view: viewArgument(args, 'on_true_tile', context) };
  requireSameSize(call, dst, tile);
  requireDtype(machine, context, tile.view, 'on_true_tile', FLOATS);
  const inputs = [tile, boundOperand(call, 'bound0', tile), boundOperand(call, 'bound1', tile)];
  const { command, result } = accumulationOf(call, tile, {
    commands: RANGE_COMMANDS,
    fallback: 'reset_reduce',
  });
  const outputs = result === null ? [dst] : [dst, result];
  requireOperands(call, 'vector', [...outputs, ...inputs]);
  requireUnpacked(call, [...outputs, ...inputs]);
  issue(call, {
    opcode: 'range_select',
    engine: 'vector',
    outputs,
    inputs,
    attributes: {
      comp_op0: comparison(call, 'comp_op0'),
      comp_op1: comparison(call, 'comp_op1'),
      reduce_op: requireMaximum(call),
      reduce_cmd: command,
      range_start: rangeStart(call, tile),
      on_false_value: fillValue(call),
    },
  });
  return null;
};

/** Carries out the reduction by maximum of a block and writes its result where one is wanted. */
const finishMaximum = (
  machine: Machine,
  instruction: Instruction,
  block: Float32Array,
  rows: number,
): void => {
  const reduced = machine.numerics.block(rows);
  machine.numerics.reduceRows('max', reduced, block, rows, block.length / rows);
  storeFloats(machine, operandIn(instruction, 'dst'), block);
  const registers = accumulate(machine, instruction, 'vector', 'maximum', reduced);
  const [, result] = instruction.outputs;
  if (result !== undefined) storeFloats(machine, result.view, registers);
};

const executeRangeSelect = (instruction: Instruction, machine: Machine): void => {
  const { comp_op0: op0, comp_op1: op1, range_start: start, on_false_value: fill } = instruction.attributes;
  const tile = operandIn(instruction, 'on_true_tile');
  const rows = partitionCount(tile);
  const block = loadFloats(machine, tile);
  const columns = block.length / rows;
  const lower = loadFloats(machine, operandIn(instruction, 'bound0'));
  const upper = loadFloats(machine, operandIn(instruction, 'bound1'));
  const first = comparisonOf(op0 as Operator);
  const second = comparisonOf(op1 as Operator);
  for (let row = 0; row < rows; row += 1) {
    const [low, high] = [lower[row] as number, upper[row] as number];
    for (let column = 0; column < columns; column += 1) {
      const place = Math.fround(Number(start) + column);
      if (!first(place, low) || !second(place, high)) block[row * columns + column] = Number(fill);
    }
  }
  finishMaximum(machine, instruction, block, rows);
};

/**
 * Keeps the elements whose index compares true with both bounds of their partition, puts the least float32 in the place
 * of the others, and reduces by maximum. Source: aws-neuron-sdk nki/api/nki/isa, `range_select`.
 */
export const rangeSelect: IsaDefinition = {
  name: 'range_select',
  call: (args, machine, context) => callRangeSelect({ args, machine, context }),
  execute: (instruction, machine) => withBlocks(machine, () => executeRangeSelect(instruction, machine)),
};

const PREDICATE_TYPES: readonly DType[] = ['int8', 'uint8', 'int16', 'uint16'];

const callSelectReduce = (call: Call): null => {
  const { args, machine, context } = call;
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const chosen: Operand = { role: 'on_true', view: viewArgument(args, 'on_true', context) };
  const predicate: Operand = { role: 'predicate', view: viewArgument(args, 'predicate', context) };
  requireSameSize(call, dst, chosen);
  requireSameSize(call, predicate, chosen);
  requireDtype(machine, context, predicate.view, 'predicate', PREDICATE_TYPES);
  const otherwise = broadcastArgument(call, 'on_false', chosen);
  requireChosenType(call, chosen);
  requireNotBothPsum(call, chosen, predicate);
  const { command, result } = accumulationOf(call, chosen, {
    commands: ['idle', 'reset_reduce', 'reduce'],
    fallback: 'idle',
  });
  const inputs = [chosen, predicate, ...vectorsOf([otherwise])];
  const outputs = result === null ? [dst] : [dst, result];
  requireOperands(call, 'vector', [...outputs, ...inputs]);
  requireUnpacked(call, [...outputs, ...inputs]);
  issue(call, {
    opcode: 'select_reduce',
    engine: 'vector',
    outputs,
    inputs,
    attributes: {
      reduce_op: requireMaximum(call),
      reduce_cmd: command,
      reverse_pred: booleanArgument(args, 'reverse_pred', false, context),
      ...scalarsOf([otherwise]),
    },
  });
  return null;
};

const requireChosenType = (call: Call, chosen: Operand): void => {
  const accepted = [
    ...FLOATS.filter((each) => each !== 'tfloat32'),
    'bool',
    'int8',
    'uint8',
    'int16',
    'uint16',
  ] as const;
  requireBroadcastDtype(
    call,
    { role: 'on_true', kind: 'vector', operand: chosen },
    accepted as readonly DType[],
  );
};

const executeSelectReduce = (instruction: Instruction, machine: Machine): void => {
  const chosen = operandIn(instruction, 'on_true');
  const rows = partitionCount(chosen);
  const block = loadFloats(machine, chosen);
  const columns = block.length / rows;
  const predicate = loadPatterns(operandIn(instruction, 'predicate'));
  const otherwise = loadBroadcast(instruction, machine, 'on_false', rows);
  const reversed = instruction.attributes['reverse_pred'] === true;
  for (let row = 0; row < rows; row += 1) {
    const value = otherwise[row] as number;
    for (let index = row * columns; index < (row + 1) * columns; index += 1) {
      const holds = (predicate[index] !== 0) !== reversed;
      if (!holds) block[index] = value;
    }
  }
  finishMaximum(machine, instruction, block, rows);
};

/**
 * Takes each element from a tile where the predicate is not zero, else a number or the partition's value, and reduces
 * by maximum when asked. Source: aws-neuron-sdk nki/api/nki/isa, `select_reduce`.
 */
export const selectReduce: IsaDefinition = {
  name: 'select_reduce',
  call: (args, machine, context) => callSelectReduce({ args, machine, context }),
  execute: (instruction, machine) => withBlocks(machine, () => executeSelectReduce(instruction, machine)),
};
