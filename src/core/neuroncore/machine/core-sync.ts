import { product } from '../memory/strides.ts';
import { viewText } from '../memory/whole.ts';
import { describeSite } from '../python/source.ts';
import { type Instruction, operandOf } from './instruction.ts';

/** Whether an instruction waits for the other core of a logical core. */
export const isSync = ({ opcode }: Instruction): boolean =>
  opcode === 'sendrecv' || opcode === 'core_barrier';

/**
 * What meets what: barriers each other, `sendrecv` those of the same `pipe_id`.
 * Source: aws-neuron-sdk nki/api/nki/isa, sendrecv, `pipe_id`; core_barrier.
 */
export const syncKey = (instruction: Instruction): string =>
  instruction.opcode === 'sendrecv'
    ? `sendrecv with pipe_id ${String(instruction.attributes['pipe_id'])}`
    : 'core_barrier';

/** A waiting instruction with its place, for messages. */
export const describeSync = (instruction: Instruction): string =>
  `${syncKey(instruction)} (${describeSite(instruction.site)})`;

const describeTile = (instruction: Instruction, role: string): string => {
  const view = operandOf(instruction, role);
  return view === undefined ? `no ${role}` : `${view.dtype} ${viewText(view)}`;
};

/**
 * Why the exchange of two cores cannot happen, or null: each core sends to the other and receives from it, and what one
 * sends has the type, partitions and size of what the other receives.
 * Source: aws-neuron-sdk nki/api/nki/isa, sendrecv, constraints.
 */
export const exchangeFault = (left: Instruction, right: Instruction): string | null => {
  for (const [sender, receiver] of [
    [left, right],
    [right, left],
  ] as const) {
    if (
      sender.attributes['send_to_rank'] !== receiver.core ||
      sender.attributes['recv_from_rank'] !== receiver.core
    ) {
      return `core ${sender.core} sends to rank ${String(sender.attributes['send_to_rank'])} and receives from rank ${String(
        sender.attributes['recv_from_rank'],
      )}; each core exchanges with the other one`;
    }
    const source = operandOf(sender, 'src');
    const target = operandOf(receiver, 'dst');
    const same =
      source !== undefined &&
      target !== undefined &&
      source.dtype === target.dtype &&
      source.shape[0] === target.shape[0] &&
      product(source.shape) === product(target.shape);
    if (!same) {
      return `core ${sender.core} sends ${describeTile(sender, 'src')} and core ${receiver.core} receives it in ${describeTile(
        receiver,
        'dst',
      )}; both have the same type, partitions and elements`;
    }
  }
  return null;
};
