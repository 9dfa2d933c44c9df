import type { View } from '../memory/view.ts';
import type { Site } from '../python/source.ts';
import type { Engine } from './generation.ts';

export type AttributeValue = string | number | boolean | null | readonly number[];

/** An operand with the name it has in the instruction's signature: `dst`, `stationary`, `data1`. */
export interface Operand {
  readonly role: string;
  readonly view: View;
}

/**
 * One instruction as a kernel issued it, checked and with concrete operands. `attributes` holds everything else that
 * decides its meaning (`op`, `accumulate`, immediates). It is complete: executing it needs nothing but itself.
 */
export interface Instruction {
  readonly opcode: string;
  readonly engine: Engine;
  /** Which engine's sequencer triggers a DMA: the one the kernel named, or `dma` when the compiler chooses; the engine itself otherwise. */
  readonly trigger: Engine;
  readonly name: string | null;
  readonly core: number;
  readonly outputs: readonly Operand[];
  readonly inputs: readonly Operand[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly site: Site;
}

/** The operand of that role, or undefined when the instruction has none. */
export const operandOf = (instruction: Instruction, role: string): View | undefined => {
  const found =
    instruction.outputs.find((each) => each.role === role) ??
    instruction.inputs.find((each) => each.role === role);
  return found?.view;
};
