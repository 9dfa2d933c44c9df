import type { Instruction, Operand } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import { applyBinary, applyByRow } from './arithmetic.ts';
import { loadFloats, operandIn, storeFloats, withBlocks } from './blocks.ts';
import { broadcastArgument, loadBroadcast, scalarsOf, vectorsOf } from './broadcast.ts';
import { type Call, issue } from './call.ts';
import { requireNotBothPsum, requireOperands, requireSameSize, requireUnpacked } from './checks.ts';
import type { IsaDefinition } from './definition.ts';
import { booleanArgument, partitionCount, viewArgument } from './operands.ts';
import {
  isArithmetic,
  isComputed,
  isUnary,
  type Operator,
  operatorArgument,
  requireOperator,
} from './operators.ts';

const callScalarTensorTensor = (call: Call): null => {
  const { args, context } = call;
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const data: Operand = { role: 'data', view: viewArgument(args, 'data', context) };
  const operand1: Operand = { role: 'operand1', view: viewArgument(args, 'operand1', context) };
  const op0 = operatorArgument(call, 'op0');
  const op1 = operatorArgument(call, 'op1');
  requireOperator(call, 'op0', op0, isComputed);
  requireOperator(call, 'op1', op1, isArithmetic);
  const operand0 = broadcastArgument(call, 'operand0', data, isUnary(op0) ? 0 : null);
  const inputs = [data, ...vectorsOf([operand0]), operand1];
  requireOperands(call, 'vector', [dst, ...inputs]);
  requireSameSize(call, data, operand1);
  requireSameSize(call, dst, data);
  requireNotBothPsum(call, data, operand1);
  requireUnpacked(call, [dst, ...inputs]);
  issue(call, {
    opcode: 'scalar_tensor_tensor',
    engine: 'vector',
    outputs: [dst],
    inputs,
    attributes: {
      op0,
      reverse0: booleanArgument(args, 'reverse0', false, context),
      op1,
      reverse1: booleanArgument(args, 'reverse1', false, context),
      ...scalarsOf([operand0]),
    },
  });
  return null;
};

const executeScalarTensorTensor = (instruction: Instruction, machine: Machine): void => {
  const { op0, reverse0, op1, reverse1 } = instruction.attributes;
  const data = operandIn(instruction, 'data');
  const rows = partitionCount(data);
  const block = loadFloats(machine, data);
  const scalars = loadBroadcast(instruction, machine, 'operand0', rows);
  applyByRow(machine, op0 as Operator, block, block, scalars, rows, reverse0 === true);
  const second = loadFloats(machine, operandIn(instruction, 'operand1'));
  applyBinary(machine, op1 as Operator, block, block, second, reverse1 === true);
  storeFloats(machine, operandIn(instruction, 'dst'), block);
};

/**
 * dst = (data op0 operand0) op1 operand1 in float32: a number or one value for each partition first, then a tensor
 * element by element. Source: aws-neuron-sdk nki/api/nki/isa, `scalar_tensor_tensor`.
 */
export const scalarTensorTensor: IsaDefinition = {
  name: 'scalar_tensor_tensor',
  call: (args, machine, context) => callScalarTensorTensor({ args, machine, context }),
  execute: (instruction, machine) =>
    withBlocks(machine, () => executeScalarTensorTensor(instruction, machine)),
};
