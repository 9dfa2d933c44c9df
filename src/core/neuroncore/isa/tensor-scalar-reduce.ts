import type { Instruction, Operand } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import { accumulate, accumulationOf } from './accumulator.ts';
import { applyByRow, reduceRows } from './arithmetic.ts';
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
import { booleanArgument, partitionCount, reportRule, viewArgument } from './operands.ts';
import { isComputed, isUnary, type Operator, operatorArgument, requireOperator } from './operators.ts';

const REDUCES: readonly Operator[] = ['add', 'multiply', 'maximum', 'minimum'];

const callTensorScalarReduce = (call: Call): null => {
  const { args, machine, context } = call;
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const data: Operand = { role: 'data', view: viewArgument(args, 'data', context) };
  requireSameSize(call, dst, data);
  const op0 = operatorArgument(call, 'op0');
  requireOperator(call, 'op0', op0, isComputed);
  const reduceOp = operatorArgument(call, 'reduce_op');
  requireOperator(call, 'reduce_op', reduceOp, (each) => REDUCES.includes(each));
  const operand0 = broadcastArgument(call, 'operand0', data, isUnary(op0) ? 0 : null);
  requireBroadcastDtype(call, operand0, ['float32']);
  const reverse0 = booleanArgument(args, 'reverse0', false, context);
  if (reverse0) {
    reportRule(
      machine,
      context,
      'reverse-unsupported',
      'reverse0 is set; this instruction does not support it yet.',
    );
  }
  const accumulation = accumulationOf(call, data, {
    commands: ['reset_reduce', 'reduce', 'load_reduce'],
    fallback: 'reset_reduce',
    initialRole: 'reduce_init',
  });
  const initial = accumulation.initial === null ? [] : [accumulation.initial];
  const inputs = [data, ...vectorsOf([operand0, ...initial])];
  const outputs = accumulation.result === null ? [dst] : [dst, accumulation.result];
  requireOperands(call, 'vector', [...outputs, ...inputs], ['dst', 'data']);
  requireUnpacked(call, [...outputs, ...inputs]);
  issue(call, {
    opcode: 'tensor_scalar_reduce',
    engine: 'vector',
    outputs,
    inputs,
    attributes: {
      op0,
      reverse0,
      reduce_op: reduceOp,
      reduce_cmd: accumulation.command,
      reduce_res_negate: booleanArgument(args, 'reduce_res_negate', false, context),
      ...scalarsOf([operand0, ...initial]),
    },
  });
  return null;
};

const executeTensorScalarReduce = (instruction: Instruction, machine: Machine): void => {
  const { op0, reverse0, reduce_op: reduceOp, reduce_res_negate: negated } = instruction.attributes;
  const data = operandIn(instruction, 'data');
  const rows = partitionCount(data);
  const block = loadFloats(machine, data);
  const operand0 = loadBroadcast(instruction, machine, 'operand0', rows);
  applyByRow(machine, op0 as Operator, block, block, operand0, rows, reverse0 === true);
  const reduced = machine.numerics.block(rows);
  reduceRows(machine, reduceOp as Operator, reduced, block, rows);
  storeFloats(machine, operandIn(instruction, 'dst'), block);
  const registers = accumulate(machine, instruction, 'vector', reduceOp as Operator, reduced, 'reduce_init');
  const [, result] = instruction.outputs;
  if (result !== undefined) {
    storeFloats(machine, result.view, negated === true ? registers.map((value) => -value) : registers);
  }
};

/**
 * dst = data op0 operand0, and the reduction of each partition's results over all free dimensions.
 * Source: aws-neuron-sdk nki/api/nki/isa, `tensor_scalar_reduce`.
 */
export const tensorScalarReduce: IsaDefinition = {
  name: 'tensor_scalar_reduce',
  call: (args, machine, context) => callTensorScalarReduce({ args, machine, context }),
  execute: (instruction, machine) =>
    withBlocks(machine, () => executeTensorScalarReduce(instruction, machine)),
};
