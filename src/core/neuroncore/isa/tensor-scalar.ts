import type { Engine } from '../machine/generation.ts';
import type { Instruction, Operand } from '../machine/instruction.ts';
import { operandOf } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import { applyByRow } from './arithmetic.ts';
import {
  loadFloats,
  loadPatterns,
  operandIn,
  storeFloats,
  storePatterns,
  widthOf,
  withBlocks,
} from './blocks.ts';
import {
  type Broadcast,
  broadcastArgument,
  loadBroadcast,
  requireBroadcastDtype,
  scalarsOf,
  vectorsOf,
} from './broadcast.ts';
import { type Call, issue, refuse } from './call.ts';
import { requireIntegers, requireOperands, requireSameSize, requireUnpacked } from './checks.ts';
import { alwaysRepeats, type IsaDefinition } from './definition.ts';
import { chooseEngine, type EngineTable } from './engine.ts';
import { booleanArgument, freeCount, partitionCount, reportRule, viewArgument } from './operands.ts';
import {
  isBitvec,
  isUnary,
  OPERATORS,
  type Operator,
  operatorArgument,
  optionalOperator,
  requireOperator,
} from './operators.ts';
import { patternOperator } from './patterns.ts';

export const TENSOR_SCALAR_ENGINES: EngineTable = {
  v2: ['vector', 'gpsimd'],
  v3: ['vector', 'scalar', 'gpsimd'],
  v4: ['vector', 'scalar', 'gpsimd'],
};

/** One of the two steps of the instruction. */
interface Stage {
  readonly operator: Operator;
  readonly broadcast: Broadcast;
  readonly reversed: boolean;
}

const isStage = (operator: Operator): boolean => operator !== 'average' && operator !== 'bypass';

/** An operator of one operand leaves the number beside it unused; it must be None or 0. */
const requireUnused = (call: Call, role: string, broadcast: Broadcast): void => {
  if (broadcast.kind === 'scalar' && broadcast.value === 0) return;
  const message = `${role} belongs to an operator of one operand; it must be None or 0.`;
  reportRule(call.machine, call.context, 'operand-unused', message);
};

const stageOf = (call: Call, data: Operand, operator: Operator, step: 0 | 1): Stage => {
  requireOperator(call, `op${step}`, operator, isStage);
  const role = `operand${step}`;
  const broadcast = broadcastArgument(call, role, data, isUnary(operator) ? 0 : null);
  if (isUnary(operator)) requireUnused(call, role, broadcast);
  if (!isBitvec(operator)) requireBroadcastDtype(call, broadcast, ['float32']);
  return { operator, broadcast, reversed: booleanArgument(call.args, `reverse${step}`, false, call.context) };
};

/** Square, relu, abs_max and abs_min came to the first step only (release-notes/components/nki.rst, 0.4.0). */
const requireFirstStepOnly = (call: Call, second: Stage | null): void => {
  if (second === null || isBitvec(second.operator) || OPERATORS[second.operator].from === 'v2') return;
  const message = `op1 is ${second.operator}, which only op0 takes.`;
  reportRule(call.machine, call.context, 'operator-unsupported', message);
};

const secondStage = (call: Call, data: Operand): Stage | null => {
  const operator = optionalOperator(call, 'op1');
  if (operator !== null) return stageOf(call, data, operator, 1);
  const unused = call.args['operand1'];
  if (unused === undefined || unused === null) return null;
  return refuse(call, 'argument', 'operand1 is given without op1; give both or neither.');
};

const requireOneKind = (call: Call, first: Stage, second: Stage | null): void => {
  if (second === null || isBitvec(first.operator) === isBitvec(second.operator)) return;
  const message = `op0 is ${first.operator} and op1 ${second.operator}; both must work on bits or both on numbers.`;
  refuse(call, 'operators-mixed', message);
};

/** Steps that the Scalar engine of NeuronCore-v3 has. */
export const SCALAR_STEPS: readonly string[] = ['multiply add', 'multiply', 'add'];

/** Reports `engine-operators` when the engine does not have the operators. */
const requireEngineOperators = (call: Call, engine: Engine, first: Stage, second: Stage | null): void => {
  const { machine, context } = call;
  const operators = second === null ? [first.operator] : [first.operator, second.operator];
  if (operators.some(isBitvec) && engine !== 'vector') {
    const message = `operators on bits run on the Vector engine, not on ${engine}.`;
    reportRule(machine, context, 'engine-operators', message);
  } else if (
    engine === 'scalar' &&
    machine.generation.id === 'v3' &&
    !SCALAR_STEPS.includes(operators.join(' '))
  ) {
    const message = `the Scalar engine of NeuronCore-v3 computes (multiply, add), multiply and add; found (${operators.join(', ')}).`;
    reportRule(machine, context, 'engine-operators', message);
  } else if (engine === 'gpsimd' && first.operator !== 'rsqrt') {
    const message = `the GpSimd engine takes tensor_scalar for rsqrt only; op0 is ${first.operator}.`;
    reportRule(machine, context, 'engine-operators', message);
  }
};

const callTensorScalar = (call: Call): null => {
  const { args, context } = call;
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const data: Operand = { role: 'data', view: viewArgument(args, 'data', context) };
  requireSameSize(call, dst, data);
  const first = stageOf(call, data, operatorArgument(call, 'op0'), 0);
  const second = secondStage(call, data);
  requireOneKind(call, first, second);
  requireFirstStepOnly(call, second);
  const engine = chooseEngine(call, TENSOR_SCALAR_ENGINES, first.operator === 'rsqrt' ? 'gpsimd' : 'vector');
  requireEngineOperators(call, engine, first, second);
  const broadcasts = second === null ? [first.broadcast] : [first.broadcast, second.broadcast];
  const inputs = [data, ...vectorsOf(broadcasts)];
  requireOperands(call, engine, [dst, ...inputs], ['dst', 'data']);
  requireUnpacked(call, [dst, ...inputs]);
  if (isBitvec(first.operator)) requireIntegers(call, [dst, ...inputs]);
  issue(call, {
    opcode: 'tensor_scalar',
    engine,
    outputs: [dst],
    inputs,
    attributes: {
      op0: first.operator,
      reverse0: first.reversed,
      op1: second === null ? null : second.operator,
      reverse1: second === null ? false : second.reversed,
      ...scalarsOf(broadcasts),
    },
  });
  return null;
};

const STEPS = [0, 1] as const;

/** The steps of an instruction, by its attributes. */
const stepsOf = ({ attributes }: Instruction) =>
  STEPS.flatMap((step) => {
    const operator = attributes[`op${step}`];
    const reversed = attributes[`reverse${step}`] === true;
    return typeof operator === 'string'
      ? [{ operator: operator as Operator, role: `operand${step}`, reversed }]
      : [];
  });

const executeFloats = (instruction: Instruction, machine: Machine): void => {
  const data = operandIn(instruction, 'data');
  const rows = partitionCount(data);
  const block = loadFloats(machine, data);
  for (const { operator, role, reversed } of stepsOf(instruction)) {
    applyByRow(
      machine,
      operator,
      block,
      block,
      loadBroadcast(instruction, machine, role, rows),
      rows,
      reversed,
    );
  }
  storeFloats(machine, operandIn(instruction, 'dst'), block);
};

const bitOperands = (instruction: Instruction, role: string, rows: number): Uint32Array => {
  const vector = operandOf(instruction, role);
  if (vector !== undefined) return loadPatterns(vector);
  const scalar = instruction.attributes[role];
  return new Uint32Array(rows).fill(Number(scalar));
};

const executeBits = (instruction: Instruction): void => {
  const data = operandIn(instruction, 'data');
  const dst = operandIn(instruction, 'dst');
  const rows = partitionCount(data);
  const columns = freeCount(data);
  const patterns = loadPatterns(data);
  for (const { operator, role, reversed } of stepsOf(instruction)) {
    const compute = patternOperator(operator, widthOf(dst));
    const operands = bitOperands(instruction, role, rows);
    for (let index = 0; index < patterns.length; index += 1) {
      const operand = operands[Math.floor(index / columns)] as number;
      const pattern = patterns[index] as number;
      patterns[index] = reversed ? compute(operand, pattern) : compute(pattern, operand);
    }
  }
  storePatterns(dst, patterns);
};

/**
 * dst = (data op0 operand0) op1 operand1 with numbers or one value for each partition: in float32, or on bit patterns.
 * Source: aws-neuron-sdk nki/api/nki/isa, `tensor_scalar`.
 */
export const tensorScalar: IsaDefinition = {
  name: 'tensor_scalar',
  call: (args, machine, context) => callTensorScalar({ args, machine, context }),
  repeats: alwaysRepeats,
  execute: (instruction, machine) => {
    if (isBitvec(instruction.attributes['op0'] as Operator)) executeBits(instruction);
    else withBlocks(machine, () => executeFloats(instruction, machine));
  },
};
