import type { Instruction, Operand } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import type { DType } from '../memory/dtype.ts';
import { accumulate, accumulationOf } from './accumulator.ts';
import { loadFloats, operandIn, storeFloats, withBlocks } from './blocks.ts';
import {
  broadcastArgument,
  loadBroadcast,
  requireBroadcastDtype,
  scalarsOf,
  vectorsOf,
} from './broadcast.ts';
import { type Call, issue } from './call.ts';
import { requireOperands, requireSameSize, requireUnpacked } from './checks.ts';
import type { IsaDefinition } from './definition.ts';
import {
  describeView,
  partitionCount,
  reportRule,
  requireDtype,
  requireGeneration,
  viewArgument,
} from './operands.ts';

const COMMON: readonly DType[] = [
  'float8_e4m3',
  'float8_e5m2',
  'float16',
  'bfloat16',
  'float32',
  'int8',
  'int16',
  'int32',
  'uint8',
  'uint16',
];
const DIMENSIONS_MAX = 4;

const requireDimensions = (call: Call, { role, view }: Operand): void => {
  if (view.shape.length <= DIMENSIONS_MAX) return;
  const message = `${role} is ${describeView(view)}; it has at most ${DIMENSIONS_MAX} dimensions here.`;
  reportRule(call.machine, call.context, 'operand-dimensions', message);
};

const callExponential = (call: Call): null => {
  const { args, machine, context } = call;
  requireGeneration(machine, context, 'exponential', 'v4');
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const src: Operand = { role: 'src', view: viewArgument(args, 'src', context) };
  requireSameSize(call, dst, src);
  requireDtype(machine, context, dst.view, 'dst', [...COMMON, 'tfloat32']);
  requireDtype(machine, context, src.view, 'src', [...COMMON, 'uint32']);
  for (const operand of [dst, src]) requireDimensions(call, operand);
  const largest = broadcastArgument(call, 'max_value', src, 0);
  requireBroadcastDtype(call, largest, ['float32']);
  const { command, result, initial } = accumulationOf(call, src, {
    commands: ['idle', 'reset_reduce', 'reduce', 'load_reduce'],
    fallback: 'idle',
    initialRole: 'reduce_init',
  });
  const broadcasts = initial === null ? [largest] : [largest, initial];
  const inputs = [src, ...vectorsOf(broadcasts)];
  const outputs = result === null ? [dst] : [dst, result];
  requireOperands(call, 'vector', [...outputs, ...inputs], ['dst', 'src']);
  requireUnpacked(call, [...outputs, ...inputs]);
  const attributes = { reduce_cmd: command, ...scalarsOf(broadcasts) };
  issue(call, { opcode: 'exponential', engine: 'vector', outputs, inputs, attributes });
  return null;
};

const executeExponential = (instruction: Instruction, machine: Machine): void => {
  const { numerics } = machine;
  const src = operandIn(instruction, 'src');
  const rows = partitionCount(src);
  const block = loadFloats(machine, src);
  const columns = block.length / rows;
  const largest = loadBroadcast(instruction, machine, 'max_value', rows);
  numerics.binaryByRow('subtract', block, block, largest, rows, columns, false);
  numerics.unary('exp', block, block);
  const reduced = numerics.block(rows);
  numerics.reduceRows('add', reduced, block, rows, columns);
  storeFloats(machine, operandIn(instruction, 'dst'), block);
  const registers = accumulate(machine, instruction, 'vector', 'add', reduced, 'reduce_init');
  const [, result] = instruction.outputs;
  if (result !== undefined) storeFloats(machine, result.view, registers);
};

/**
 * dst = exp(src - max_value) in float32 with the sum of each partition when asked.
 * Source: aws-neuron-sdk nki/api/nki/isa, `exponential`.
 */
export const exponential: IsaDefinition = {
  name: 'exponential',
  call: (args, machine, context) => callExponential({ args, machine, context }),
  execute: (instruction, machine) => withBlocks(machine, () => executeExponential(instruction, machine)),
};
