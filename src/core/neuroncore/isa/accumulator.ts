import type { Instruction, Operand } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import { identityOf, scalarOperator } from './arithmetic.ts';
import { type Broadcast, broadcastArgument, loadBroadcast, requireBroadcastDtype } from './broadcast.ts';
import type { Call } from './call.ts';
import { requireFree, requireSamePartitions } from './checks.ts';
import { memberArgument, optionalView, reportRule, startPartition } from './operands.ts';
import type { Operator } from './operators.ts';

/**
 * The registers in which the Vector and the Scalar engine reduce the results of an instruction, one for each of 128
 * lanes; they keep their values from one instruction to the next. Source: aws-neuron-sdk nki/api/nki/isa, `activation`
 * and `exponential`, "Accumulator behavior".
 */
export type ReduceCommand = 'idle' | 'reset' | 'reduce' | 'reset_reduce' | 'load_reduce';

const LANES = 128;

interface Accumulators {
  readonly vector: Float32Array;
  readonly scalar: Float32Array;
}

/** Kept for each machine, as the registers of a core are its own. */
const accumulators = new WeakMap<Machine, Accumulators>();

const registersOf = (machine: Machine, engine: 'vector' | 'scalar'): Float32Array => {
  const known = accumulators.get(machine);
  if (known !== undefined) return known[engine];
  const made = {
    vector: new Float32Array(LANES).fill(Number.NaN),
    scalar: new Float32Array(LANES).fill(Number.NaN),
  };
  accumulators.set(machine, made);
  return made[engine];
};

/** What a call says about reducing its results. */
export interface Accumulation {
  readonly command: ReduceCommand;
  /** Where the registers are written afterwards; null when they stay in the engine. */
  readonly result: Operand | null;
  /** What `load_reduce` starts from. */
  readonly initial: Broadcast | null;
}

export interface AccumulationRules {
  readonly commands: readonly ReduceCommand[];
  readonly fallback: ReduceCommand;
  /** Parameter that `load_reduce` starts from. */
  readonly initialRole?: string;
}

const RESULT_TYPES = [
  'float32',
  'bfloat16',
  'float16',
  'tfloat32',
  'float8_e4m3',
  'float8_e5m2',
  'float8_e4m3fn',
] as const;

const resultOf = (call: Call, data: Operand): Operand | null => {
  const view = optionalView(call.args, 'reduce_res', call.context);
  if (view === undefined) return null;
  const result = { role: 'reduce_res', view };
  requireSamePartitions(call, data, result);
  requireFree(call, result, 1);
  requireBroadcastDtype(call, { role: 'reduce_res', kind: 'vector', operand: result }, RESULT_TYPES);
  return result;
};

const initialOf = (call: Call, data: Operand, command: ReduceCommand, role: string): Broadcast | null => {
  const { args, machine, context } = call;
  const given = args[role];
  if (command === 'load_reduce') {
    const initial = broadcastArgument(call, role, data);
    requireBroadcastDtype(call, initial, ['float32']);
    return initial;
  }
  const unset = given === undefined || given === null;
  if (!unset && !(typeof given === 'object' && given.kind === 'float' && given.value === 0) && given !== 0) {
    const message = `${role} is given with reduce_cmd ${command}; it belongs to load_reduce.`;
    reportRule(machine, context, 'reduce-init', message);
  }
  return null;
};

/** Reads `reduce_cmd`, `reduce_res` and the initial value of a call. */
export const accumulationOf = (call: Call, data: Operand, rules: AccumulationRules): Accumulation => {
  const command = memberArgument(
    call.args,
    'reduce_cmd',
    rules.commands,
    rules.fallback,
    call.context,
  ) as ReduceCommand;
  const { initialRole } = rules;
  return {
    command,
    result: resultOf(call, data),
    initial: initialRole === undefined ? null : initialOf(call, data, command, initialRole),
  };
};

/**
 * Carries out the reduce command of an instruction: `reduced` holds, for each partition, the reduction of its results.
 * Gives what the registers hold afterwards.
 */
export const accumulate = (
  machine: Machine,
  instruction: Instruction,
  engine: 'vector' | 'scalar',
  operator: Operator,
  reduced: Float32Array,
  initialRole: string | null = null,
): Float32Array => {
  const registers = lanesOf(machine, instruction, engine, reduced.length);
  const command = instruction.attributes['reduce_cmd'] as ReduceCommand;
  if (command === 'idle') return registers;
  if (command === 'load_reduce' && initialRole !== null) {
    registers.set(loadBroadcast(instruction, machine, initialRole, reduced.length));
  } else if (command !== 'reduce') registers.fill(identityOf(operator));
  if (command === 'reset') return registers;
  const compute = scalarOperator(operator);
  for (let lane = 0; lane < reduced.length; lane += 1) {
    registers[lane] = compute(registers[lane] as number, reduced[lane] as number);
  }
  return registers;
};

/** The registers of the lanes that an instruction's result spans. */
const lanesOf = (
  machine: Machine,
  instruction: Instruction,
  engine: 'vector' | 'scalar',
  rows: number,
): Float32Array => {
  const [first] = instruction.outputs;
  const start = first === undefined ? 0 : Math.min(startPartition(first.view), LANES - rows);
  return registersOf(machine, engine).subarray(start, start + rows);
};

/** Sets the registers of the lanes of an instruction, as a scan leaves its last values there. */
export const leaveInRegisters = (machine: Machine, instruction: Instruction, values: Float32Array): void =>
  lanesOf(machine, instruction, 'vector', values.length).set(values);

/** The present registers of the lanes of an instruction of the Vector engine. */
export const presentRegisters = (machine: Machine, instruction: Instruction, rows: number): Float32Array =>
  lanesOf(machine, instruction, 'vector', rows).slice();
