import type { Instruction, Operand } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import type { DType } from '../memory/dtype.ts';
import { accumulationOf, leaveInRegisters, presentRegisters } from './accumulator.ts';
import { applyByRow, identityOf, scalarOperator } from './arithmetic.ts';
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
import { partitionCount, requireDtype, viewArgument } from './operands.ts';
import { isArithmetic, type Operator, operatorArgument, requireOperator } from './operators.ts';

const RUNNING: readonly Operator[] = ['add', 'subtract', 'multiply', 'maximum', 'minimum'];

/** The instruction set has no 32-bit integers here. */
const TYPES: readonly DType[] = [
  'bfloat16',
  'float16',
  'float32',
  'float8_e4m3',
  'float8_e4m3fn',
  'float8_e5m2',
  'uint8',
  'uint16',
  'int8',
  'int16',
];

const callCumulative = (call: Call): null => {
  const { args, machine, context } = call;
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const src: Operand = { role: 'src', view: viewArgument(args, 'src', context) };
  requireSameSize(call, dst, src);
  const op0 = operatorArgument(call, 'op0');
  const op1 = operatorArgument(call, 'op1');
  requireOperator(call, 'op0', op0, isArithmetic);
  requireOperator(call, 'op1', op1, (each) => RUNNING.includes(each));
  const imm0 = broadcastArgument(call, 'imm0', src);
  requireBroadcastDtype(call, imm0, ['float32']);
  const { command, initial } = accumulationOf(call, src, {
    commands: ['reset_reduce', 'reduce', 'load_reduce'],
    fallback: 'reset_reduce',
    initialRole: 'imm1',
  });
  const broadcasts = initial === null ? [imm0] : [imm0, initial];
  const inputs = [src, ...vectorsOf(broadcasts)];
  requireOperands(call, 'vector', [dst, ...inputs], ['dst', 'src']);
  requireUnpacked(call, [dst, ...inputs]);
  for (const { role, view } of [dst, src]) requireDtype(machine, context, view, role, TYPES);
  const attributes = { op0, op1, reduce_cmd: command, ...scalarsOf(broadcasts) };
  issue(call, { opcode: 'tensor_scalar_cumulative', engine: 'vector', outputs: [dst], inputs, attributes });
  return null;
};

/** What the running value starts from: the identity, a given value or what the registers hold. */
const startValues = (instruction: Instruction, machine: Machine, rows: number): Float32Array => {
  const { op1, reduce_cmd: command } = instruction.attributes;
  if (command === 'load_reduce') return loadBroadcast(instruction, machine, 'imm1', rows);
  if (command === 'reduce') return presentRegisters(machine, instruction, rows);
  return new Float32Array(rows).fill(identityOf(op1 as Operator));
};

const executeCumulative = (instruction: Instruction, machine: Machine): void => {
  const { op0, op1 } = instruction.attributes;
  const src = operandIn(instruction, 'src');
  const rows = partitionCount(src);
  const block = loadFloats(machine, src);
  const columns = block.length / rows;
  const scalars = loadBroadcast(instruction, machine, 'imm0', rows);
  applyByRow(machine, op0 as Operator, block, block, scalars, rows, false);
  const compute = scalarOperator(op1 as Operator);
  const running = Float32Array.from(startValues(instruction, machine, rows));
  for (let row = 0; row < rows; row += 1) {
    let value = running[row] as number;
    for (let index = row * columns; index < (row + 1) * columns; index += 1) {
      value = compute(block[index] as number, value);
      block[index] = value;
    }
    running[row] = value;
  }
  leaveInRegisters(machine, instruction, running);
  storeFloats(machine, operandIn(instruction, 'dst'), block);
};

/**
 * Writes the running reduction reg = op1(src[i] op0 imm0, reg) of each partition, in float32.
 * Source: aws-neuron-sdk nki/api/nki/isa, `tensor_scalar_cumulative`.
 */
export const tensorScalarCumulative: IsaDefinition = {
  name: 'tensor_scalar_cumulative',
  call: (args, machine, context) => callCumulative({ args, machine, context }),
  execute: (instruction, machine) => withBlocks(machine, () => executeCumulative(instruction, machine)),
};
