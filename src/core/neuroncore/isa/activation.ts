import type { Instruction, Operand } from '../machine/instruction.ts';
import type { DType } from '../memory/dtype.ts';
import { type Accumulation, accumulationOf, type ReduceCommand } from './accumulator.ts';
import { type ActivationRanges, executeActivation, functionArgument } from './activation-function.ts';
import {
  type Broadcast,
  broadcastArgument,
  requireBroadcastDtype,
  scalarsOf,
  vectorsOf,
} from './broadcast.ts';
import { type Call, issue } from './call.ts';
import { requireOperands, requireSameSize, requireUnpacked } from './checks.ts';
import { alwaysRepeats, type IsaDefinition } from './definition.ts';
import { booleanArgument, reportRule, requireGeneration, viewArgument } from './operands.ts';
import { type Operator, operatorArgument, optionalOperator, requireOperator } from './operators.ts';

/** Reductions of NeuronCore-v4; earlier generations only add. */
const REDUCES: readonly Operator[] = ['add', 'maximum', 'minimum', 'abs_max', 'abs_min'];
const COMMANDS: readonly ReduceCommand[] = ['idle', 'reset', 'reduce', 'reset_reduce'];

const BIAS_TYPES: readonly DType[] = [
  'float32',
  'bfloat16',
  'float16',
  'float8_e4m3',
  'float8_e4m3fn',
  'float8_e5m2',
  'bool',
  'int8',
  'int16',
  'int32',
  'uint8',
  'uint16',
  'uint32',
];

const tiles = (call: Call): readonly [Operand, Operand] => {
  const dst: Operand = { role: 'dst', view: viewArgument(call.args, 'dst', call.context) };
  const data: Operand = { role: 'data', view: viewArgument(call.args, 'data', call.context) };
  requireSameSize(call, dst, data);
  return [dst, data];
};

/** NeuronCore-v2 takes its bias from memory only, and none for the reciprocal. */
const requireBiasOfGeneration = ({ args, machine, context }: Call, name: string, bias: Broadcast): void => {
  const absent = args['bias'] === undefined || args['bias'] === null;
  if (machine.generation.id !== 'v2' || absent) return;
  if (bias.kind === 'scalar') {
    const message = `bias is the number ${bias.value}; NeuronCore-v2 takes a tensor with one element in each partition.`;
    reportRule(machine, context, 'activation-bias', message);
  } else if (name === 'reciprocal') {
    const message = 'bias is set for reciprocal, which NeuronCore-v2 computes without one.';
    reportRule(machine, context, 'activation-bias', message);
  }
};

const scaleAndBias = (call: Call, name: string, data: Operand): readonly [Broadcast, Broadcast] => {
  const scale = broadcastArgument(call, 'scale', data, 1);
  const bias = broadcastArgument(call, 'bias', data, 0);
  requireBroadcastDtype(call, scale, ['float32']);
  requireBroadcastDtype(call, bias, BIAS_TYPES);
  requireBiasOfGeneration(call, name, bias);
  return [scale, bias];
};

/** Reports `reduce-operator` when registers are to be reduced into and no operator says how. */
const requireReduceOperator = (
  { machine, context }: Call,
  command: ReduceCommand,
  operator: Operator | null,
): void => {
  if (operator !== null || command === 'idle' || command === 'reset') return;
  const message = `reduce_cmd is ${command} without a reduce_op; give one, such as nl.add.`;
  reportRule(machine, context, 'reduce-operator', message);
};

/** Issues the activation: with a result of its reduction it is the longer instruction that also reads the registers. */
const issueActivation = (
  call: Call,
  [dst, data]: readonly [Operand, Operand],
  { command, result }: Accumulation,
  reduceOp: Operator | null,
  broadcasts: readonly Broadcast[],
  attributes: Instruction['attributes'],
  opcode: string | null = null,
): null => {
  const inputs = [data, ...vectorsOf(broadcasts)];
  const outputs = result === null ? [dst] : [dst, result];
  requireOperands(call, 'scalar', [...outputs, ...inputs], ['dst', 'data']);
  requireUnpacked(call, [...outputs, ...inputs]);
  issue(call, {
    opcode: opcode ?? (result === null ? 'activation' : 'activation_reduce'),
    engine: 'scalar',
    outputs,
    inputs,
    attributes: { ...attributes, reduce_op: reduceOp, reduce_cmd: command, ...scalarsOf(broadcasts) },
  });
  return null;
};

const callActivation = (call: Call): null => {
  const operands = tiles(call);
  const [, data] = operands;
  const op = functionArgument(call, false);
  const reduceOp = optionalOperator(call, 'reduce_op');
  if (reduceOp !== null) requireOperator(call, 'reduce_op', reduceOp, (each) => each === 'add');
  const accumulation = accumulationOf(call, data, { commands: COMMANDS, fallback: 'idle' });
  requireReduceOperator(call, accumulation.command, reduceOp);
  return issueActivation(call, operands, accumulation, reduceOp, scaleAndBias(call, op, data), { op });
};

const callActivationReduce = (call: Call): null => {
  const operands = tiles(call);
  const [, data] = operands;
  const op = functionArgument(call, false);
  const reduceOp = operatorArgument(call, 'reduce_op');
  const onlyAdds = call.machine.generation.id === 'v2';
  requireOperator(call, 'reduce_op', reduceOp, (each) =>
    onlyAdds ? each === 'add' : REDUCES.includes(each),
  );
  const { result } = accumulationOf(call, data, { commands: COMMANDS, fallback: 'idle' });
  const accumulation: Accumulation = { command: 'reset_reduce', result, initial: null };
  return issueActivation(call, operands, accumulation, reduceOp, scaleAndBias(call, op, data), { op });
};

/** What the two steps before the function may be. */
const PIPELINES: readonly string[] = [
  'multiply add',
  'multiply subtract',
  'multiply bypass',
  'add bypass',
  'subtract bypass',
  'bypass bypass',
];

const requirePipeline = ({ machine, context }: Call, op0: Operator, op1: Operator): void => {
  if (PIPELINES.includes(`${op0} ${op1}`)) return;
  const message = `(op0, op1) is (${op0}, ${op1}); it must be one of ${PIPELINES.map((each) => `(${each.replace(' ', ', ')})`).join(', ')}.`;
  reportRule(machine, context, 'activate2-operators', message);
};

const requireOneImmediateType = ({ machine, context }: Call, immediates: readonly Broadcast[]): void => {
  const types = new Set(vectorsOf(immediates).map(({ view }) => view.dtype));
  if (types.size < 2) return;
  const message = `imm0 and imm1 have the dtypes ${[...types].join(' and ')}; they must have one.`;
  reportRule(machine, context, 'dtypes-differ', message);
};

const callActivate2 = (call: Call): null => {
  const { args, machine, context } = call;
  requireGeneration(machine, context, 'activate2', 'v4');
  const operands = tiles(call);
  const [, data] = operands;
  const op = functionArgument(call, true);
  const op0 = optionalOperator(call, 'op0') ?? 'bypass';
  const op1 = optionalOperator(call, 'op1') ?? 'bypass';
  requirePipeline(call, op0, op1);
  const immediates = [broadcastArgument(call, 'imm0', data, 0), broadcastArgument(call, 'imm1', data, 0)];
  requireOneImmediateType(call, immediates);
  const reduceOp = optionalOperator(call, 'reduce_op');
  if (reduceOp !== null) requireOperator(call, 'reduce_op', reduceOp, (each) => REDUCES.includes(each));
  const accumulation = accumulationOf(call, data, { commands: COMMANDS, fallback: 'idle' });
  requireReduceOperator(call, accumulation.command, reduceOp);
  const broadcasts = [...immediates, broadcastArgument(call, 'relu_param', data, 0)];
  const attributes = {
    op,
    op0,
    op1,
    reverse0: booleanArgument(args, 'reverse0', false, context),
    reverse1: booleanArgument(args, 'reverse1', false, context),
  };
  return issueActivation(call, operands, accumulation, reduceOp, broadcasts, attributes, 'activate2');
};

/**
 * The three instructions that apply a function of the Scalar engine: `activation`, `activation_reduce` and `activate2`.
 * Inputs outside of `ranges` are reported when an instruction runs.
 * Source: aws-neuron-sdk nki/api/nki/isa; nki/api/nki.api.shared.rst, "Supported Activation Functions".
 */
export const activationDefinitions = (ranges: ActivationRanges): readonly IsaDefinition[] => {
  const calls = {
    activation: callActivation,
    activation_reduce: callActivationReduce,
    activate2: callActivate2,
  };
  return Object.entries(calls).map(([name, call]) => ({
    name,
    call: (args, machine, context) => call({ args, machine, context }),
    execute: (instruction, machine) => executeActivation(instruction, machine, ranges),
    repeats: alwaysRepeats,
  }));
};
