import type { Instruction } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import {
  type ActivationName,
  type ActivationRange,
  activate,
  firstOutside,
  isActivation,
} from '../numeric/activations.ts';
import { accumulate } from './accumulator.ts';
import { applyByRow, reduceRows } from './arithmetic.ts';
import { loadFloats, operandIn, storeFloats, withBlocks } from './blocks.ts';
import { loadBroadcast } from './broadcast.ts';
import { type Call, refuse } from './call.ts';
import { memberOf, partitionCount, reportRule } from './operands.ts';
import type { Operator } from './operators.ts';

/** Where functions are valid; those that are missing are valid everywhere. */
export type ActivationRanges = readonly ActivationRange[];

/** Names of numpy and of older dialects. */
const ALIASES: Readonly<Record<string, ActivationName>> = {
  identity: 'copy',
  absolute: 'abs',
  logistic: 'sigmoid',
};

/**
 * The activation function given as `op`: `nl.gelu`, `np.exp` or a name. Refuses what is none (`activation-unknown`);
 * prelu needs the parameter that only activate2 has.
 */
export const functionArgument = (call: Call, withParameter: boolean): ActivationName => {
  const given = memberOf(call.args['op']);
  const plain = given === undefined ? '' : given.slice(given.lastIndexOf('.') + 1);
  const name = Object.hasOwn(ALIASES, plain) ? (ALIASES[plain] as ActivationName) : plain;
  if (!isActivation(name)) {
    return refuse(
      call,
      'activation-unknown',
      `op is ${given ?? 'no function'}; it must be an activation function such as nl.exp.`,
    );
  }
  if (name === 'prelu' && !withParameter) {
    const message = 'op is prelu, whose parameter only activate2 takes.';
    reportRule(call.machine, call.context, 'operator-unsupported', message);
  }
  return name;
};

const warnOutside = (
  machine: Machine,
  instruction: Instruction,
  name: ActivationName,
  block: Float32Array,
  ranges: ActivationRanges,
): void => {
  const range = ranges.find((each) => each.name === name);
  const first = range === undefined ? -1 : firstOutside(range, block);
  if (range === undefined || first < 0) return;
  machine.report({
    rule: 'activation-range',
    severity: 'warning',
    message: `${name} is applied to ${block[first]}; the engine's function is valid within ${range.text}.`,
    site: instruction.site,
  });
};

/** (data * scale) + bias, or the two steps of activate2, in float32 and in place. */
const applySteps = (machine: Machine, instruction: Instruction, block: Float32Array, rows: number): void => {
  const { op0, op1, reverse0, reverse1 } = instruction.attributes;
  const steps =
    instruction.opcode === 'activate2'
      ? ([
          [op0 as Operator, 'imm0', reverse0 === true],
          [op1 as Operator, 'imm1', reverse1 === true],
        ] as const)
      : ([
          ['multiply', 'scale', false],
          ['add', 'bias', false],
        ] as const);
  for (const [operator, role, reversed] of steps) {
    const neutral =
      instruction.attributes[role] === (role === 'scale' ? 1 : 0) && instruction.opcode !== 'activate2';
    // Adding 0 would turn -0 into 0, so a bias that is not there is left out.
    if (neutral || operator === 'bypass') continue;
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
};

/** The function itself; prelu takes a parameter for each partition. */
const applyFunction = (
  machine: Machine,
  instruction: Instruction,
  name: ActivationName,
  block: Float32Array,
  rows: number,
): void => {
  if (name !== 'prelu' || instruction.opcode !== 'activate2') {
    activate(name, block, block, machine.numerics);
    return;
  }
  const slopes = loadBroadcast(instruction, machine, 'relu_param', rows);
  const columns = block.length / rows;
  for (let row = 0; row < rows; row += 1) {
    const values = block.subarray(row * columns, (row + 1) * columns);
    activate(name, values, values, machine.numerics, slopes[row]);
  }
};

/** Carries out the reduction into the registers of the Scalar engine and reads them where a result is wanted. */
const reduce = (machine: Machine, instruction: Instruction, block: Float32Array, rows: number): void => {
  const operator = (instruction.attributes['reduce_op'] ?? 'add') as Operator;
  const reduced = machine.numerics.block(rows);
  if (instruction.attributes['reduce_cmd'] !== 'idle') reduceRows(machine, operator, reduced, block, rows);
  const registers = accumulate(machine, instruction, 'scalar', operator, reduced);
  const [, result] = instruction.outputs;
  if (result !== undefined) storeFloats(machine, result.view, registers);
};

/** Runs an activation: steps before it, the function, and the reduction of its results. */
export const executeActivation = (
  instruction: Instruction,
  machine: Machine,
  ranges: ActivationRanges,
): void =>
  withBlocks(machine, () => {
    const name = instruction.attributes['op'] as ActivationName;
    const data = operandIn(instruction, 'data');
    const rows = partitionCount(data);
    const block = loadFloats(machine, data);
    applySteps(machine, instruction, block, rows);
    warnOutside(machine, instruction, name, block, ranges);
    applyFunction(machine, instruction, name, block, rows);
    storeFloats(machine, operandIn(instruction, 'dst'), block);
    reduce(machine, instruction, block, rows);
  });
