import type { Instruction } from './instruction.ts';

type Execute = (instruction: Instruction) => void;

/**
 * Instructions of the core that is specialised first, held back until the other core comes as far: the two run side by
 * side on the chip, and some kernels count on it, clearing shared memory on one core that the other writes to later.
 */
export interface Lead {
  readonly hold: (instruction: Instruction) => void;
  /** Runs one of them, as the other core runs one of its own. */
  readonly step: () => void;
  /** Runs all of them. */
  readonly flush: () => void;
}

/** A lead with nothing held. */
export const createLead = (execute: Execute): Lead => {
  const held: Instruction[] = [];
  let next = 0;
  const step = (): void => {
    const instruction = held[next];
    if (instruction === undefined) return;
    next += 1;
    execute(instruction);
  };
  return {
    hold: (instruction) => {
      held.push(instruction);
    },
    step,
    flush: () => {
      while (next < held.length) step();
      held.length = 0;
      next = 0;
    },
  };
};
