import type { AttributeValue, Instruction, Operand } from '../machine/instruction.ts';
import { operandOf } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import type { DType } from '../memory/dtype.ts';
import { loadFloats } from './blocks.ts';
import { type Call, refuse } from './call.ts';
import { requireFree, requireSamePartitions } from './checks.ts';
import { numberOf, registerOf, reportRule, viewOf } from './operands.ts';

/** A value for all elements, or one for each partition. */
export type Broadcast =
  | { readonly role: string; readonly kind: 'scalar'; readonly value: number }
  | { readonly role: string; readonly kind: 'vector'; readonly operand: Operand };

/**
 * The argument that is a number or a [P, 1] tensor with the partitions of `like`. `fallback` stands for None; without
 * one None is refused. A register counts with its present value.
 */
export const broadcastArgument = (
  call: Call,
  role: string,
  like: Operand,
  fallback: number | null = null,
): Broadcast => {
  const value = call.args[role];
  if (fallback !== null && (value === undefined || value === null))
    return { role, kind: 'scalar', value: fallback };
  const number = numberOf(value) ?? registerOf(value)?.value;
  if (number !== undefined) return { role, kind: 'scalar', value: number };
  const view = viewOf(value);
  if (view === undefined) {
    return refuse(
      call,
      'argument',
      `${role} must be a number or a tensor with one element in each partition.`,
    );
  }
  const operand = { role, view };
  requireSamePartitions(call, like, operand);
  requireFree(call, operand, 1);
  return { role, kind: 'vector', operand };
};

/** Reports `operand-dtype` when a vector's element type is none of those. */
export const requireBroadcastDtype = (
  { machine, context }: Call,
  broadcast: Broadcast,
  accepted: readonly DType[],
): void => {
  if (broadcast.kind === 'scalar' || accepted.includes(broadcast.operand.view.dtype)) return;
  const { dtype } = broadcast.operand.view;
  const message = `${broadcast.role} has dtype ${dtype}; its dtype must be ${accepted.join(' or ')}.`;
  reportRule(machine, context, 'operand-dtype', message);
};

/** The operands among the broadcasts: those given as tensors. */
export const vectorsOf = (broadcasts: readonly Broadcast[]): Operand[] =>
  broadcasts.flatMap((each) => (each.kind === 'vector' ? [each.operand] : []));

/** The attributes among the broadcasts: those given as numbers, by role. */
export const scalarsOf = (broadcasts: readonly Broadcast[]): Record<string, AttributeValue> =>
  Object.fromEntries(broadcasts.flatMap((each) => (each.kind === 'scalar' ? [[each.role, each.value]] : [])));

/** One float32 for each of `rows` partitions: the tensor's values, or the number repeated. */
export const loadBroadcast = (
  instruction: Instruction,
  machine: Machine,
  role: string,
  rows: number,
): Float32Array => {
  const vector = operandOf(instruction, role);
  if (vector !== undefined) return loadFloats(machine, vector);
  const value = instruction.attributes[role];
  if (typeof value !== 'number') throw new RangeError(`${instruction.opcode} has no ${role}`);
  const block = machine.numerics.block(rows);
  block.fill(value, 0, rows);
  return block;
};
