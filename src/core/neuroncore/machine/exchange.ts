import { product } from '../memory/strides.ts';
import type { View } from '../memory/view.ts';
import { hasUnwritten, unmarkWritten, writtenElements } from '../memory/written.ts';
import { readBits, writeBits } from '../numeric/transfer.ts';
import type { SpecialisedMachine } from './create.ts';
import { type Instruction, operandOf } from './instruction.ts';

const bitsOf = (view: View): Uint32Array => {
  const bits = new Uint32Array(product(view.shape));
  readBits(view, bits);
  return bits;
};

/**
 * Swaps the tiles of two `sendrecv`: what each sends is read before either receives, so that a core may receive where
 * it sends from. The operands are known to match. Source: aws-neuron-sdk nki/api/nki/isa, sendrecv.
 */
export const exchangeTiles = (
  [left, leftMachine]: readonly [Instruction, SpecialisedMachine],
  [right, rightMachine]: readonly [Instruction, SpecialisedMachine],
): void => {
  leftMachine.prepare(left);
  rightMachine.prepare(right);
  const pairs = [
    [left, right],
    [right, left],
  ] as const;
  const sent = pairs.map(([sender, receiver]) => {
    const source = operandOf(sender, 'src');
    const target = operandOf(receiver, 'dst');
    if (source === undefined || target === undefined) throw new RangeError('sendrecv without src or dst');
    const written = hasUnwritten(source) ? writtenElements(source) : null;
    return { target, bits: bitsOf(source), written };
  });
  for (const { target, bits } of sent) writeBits(target, bits);
  leftMachine.settle(left);
  rightMachine.settle(right);
  for (const { target, written } of sent) if (written !== null) unmarkWritten(target, written);
};
