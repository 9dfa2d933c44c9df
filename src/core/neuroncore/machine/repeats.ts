import type { View } from '../memory/view.ts';
import { hasUnwritten } from '../memory/written.ts';
import { denseBytes } from '../numeric/dense-bytes.ts';
import type { Instruction } from './instruction.ts';

const writtenBefore = (view: View): boolean =>
  view.storage.space === 'shared_hbm' &&
  view.storage.contents.bytes !== null &&
  view.indirection === null &&
  !hasUnwritten(view);

const sameBytes = (left: Uint8Array, right: Uint8Array): boolean =>
  left.every((byte, index) => byte === right[index]);

/**
 * Executes an instruction; whether all it wrote is shared HBM that held the same bytes before. Cores that both store the
 * result they both have do so without harm, in whatever order they come.
 */
export const executeAndCompare = (instruction: Instruction, execute: () => void): boolean => {
  const { outputs } = instruction;
  if (outputs.length === 0 || !outputs.every(({ view }) => writtenBefore(view))) {
    execute();
    return false;
  }
  const before = outputs.map(({ view }) => denseBytes(view));
  execute();
  return outputs.every(({ view }, index) => sameBytes(before[index] as Uint8Array, denseBytes(view)));
};
