import type { Instruction, Operand } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import { scalarOperator } from './arithmetic.ts';
import { loadFloats, operandIn, storeFloats, withBlocks } from './blocks.ts';
import { broadcastArgument, loadBroadcast, scalarsOf, vectorsOf } from './broadcast.ts';
import { type Call, issue } from './call.ts';
import { requireNotBothPsum, requireOperands, requireSameSize, requireUnpacked } from './checks.ts';
import type { IsaDefinition } from './definition.ts';
import { booleanArgument, partitionCount, viewArgument } from './operands.ts';
import { isArithmetic, type Operator, operatorArgument, requireOperator } from './operators.ts';

const callScan = (call: Call): null => {
  const { args, context } = call;
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const data0: Operand = { role: 'data0', view: viewArgument(args, 'data0', context) };
  const data1: Operand = { role: 'data1', view: viewArgument(args, 'data1', context) };
  const initial = broadcastArgument(call, 'initial', data0);
  const op0 = operatorArgument(call, 'op0');
  const op1 = operatorArgument(call, 'op1');
  requireOperator(call, 'op0', op0, isArithmetic);
  requireOperator(call, 'op1', op1, isArithmetic);
  const inputs = [data0, data1, ...vectorsOf([initial])];
  requireOperands(call, 'vector', [dst, ...inputs]);
  requireSameSize(call, data0, data1);
  requireSameSize(call, dst, data0);
  requireNotBothPsum(call, data0, data1);
  requireUnpacked(call, [dst, ...inputs]);
  issue(call, {
    opcode: 'tensor_tensor_scan',
    engine: 'vector',
    outputs: [dst],
    inputs,
    attributes: {
      op0,
      reverse0: booleanArgument(args, 'reverse0', false, context),
      op1,
      reverse1: booleanArgument(args, 'reverse1', false, context),
      ...scalarsOf([initial]),
    },
  });
  return null;
};

type Step = (x: number, y: number) => number;

const stepOf = (operator: Operator, reversed: boolean): Step => {
  const compute = scalarOperator(operator);
  return reversed ? (x, y) => compute(y, x) : compute;
};

/** x[i] = op1(op0(x[i], x[i - 1]), y[i]) along one row, in place. */
const scanRow = (x: Float32Array, y: Float32Array, initial: number, first: Step, second: Step): void => {
  let state = initial;
  for (let index = 0; index < x.length; index += 1) {
    state = second(first(x[index] as number, state), y[index] as number);
    x[index] = state;
  }
};

/** The recurrence x[i] = x[i] * x[i - 1] + y[i] of cumulative sums and of state-space models, without calls. */
const multiplyAddRow = (x: Float32Array, y: Float32Array, initial: number): void => {
  let state = initial;
  for (let index = 0; index < x.length; index += 1) {
    state = Math.fround(Math.fround((x[index] as number) * state) + (y[index] as number));
    x[index] = state;
  }
};

const executeScan = (instruction: Instruction, machine: Machine): void => {
  const { op0, reverse0, op1, reverse1 } = instruction.attributes;
  const data0 = operandIn(instruction, 'data0');
  const rows = partitionCount(data0);
  const x = loadFloats(machine, data0);
  const y = loadFloats(machine, operandIn(instruction, 'data1'));
  const initial = loadBroadcast(instruction, machine, 'initial', rows);
  const columns = x.length / rows;
  const first = stepOf(op0 as Operator, reverse0 === true);
  const second = stepOf(op1 as Operator, reverse1 === true);
  const linear = op0 === 'multiply' && op1 === 'add';
  for (let row = 0; row < rows; row += 1) {
    const [start, end] = [row * columns, (row + 1) * columns];
    const [left, right] = [x.subarray(start, end), y.subarray(start, end)];
    if (linear) multiplyAddRow(left, right, initial[row] as number);
    else scanRow(left, right, initial[row] as number, first, second);
  }
  storeFloats(machine, operandIn(instruction, 'dst'), x);
};

/**
 * dst[i] = (data0[i] op0 dst[i - 1]) op1 data1[i] along each partition, in float32, from `initial` on.
 * Source: aws-neuron-sdk nki/api/nki/isa, `tensor_tensor_scan`.
 */
export const tensorTensorScan: IsaDefinition = {
  name: 'tensor_tensor_scan',
  call: (args, machine, context) => callScan({ args, machine, context }),
  execute: (instruction, machine) => withBlocks(machine, () => executeScan(instruction, machine)),
};
