import { at } from '../memory/at.ts';
import { DTYPE_BYTES } from '../memory/dtype.ts';
import { isOnChip } from '../memory/storage.ts';
import { viewText } from '../memory/whole.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Engine, Generation } from './generation.ts';
import type { Instruction, Operand } from './instruction.ts';
import { startPartitions } from './placement.ts';

const HAS_LANES: Readonly<Record<Engine, boolean>> = {
  tensor: true,
  vector: true,
  scalar: true,
  gpsimd: true,
  sync: false,
  dma: false,
  collective: false,
};

type Report = (diagnostic: Diagnostic) => void;

const checkOperand = (
  { role, view }: Operand,
  instruction: Instruction,
  generation: Generation,
  report: Report,
): void => {
  const { storage, indirection } = view;
  if (indirection?.kind === 'columns' && generation.id !== 'v4') {
    report({
      rule: 'generation',
      severity: 'error',
      message: `${role} reads its columns through indices, which NeuronCore-${generation.id} cannot; NeuronCore-v4 can.`,
      site: instruction.site,
    });
  }
  // Scales of MX operands lie in the first partitions of each quadrant by rules of their own.
  if (!isOnChip(storage.space) || role.endsWith('scale')) return;
  const base = storage.address === null ? 0 : storage.address.partition;
  const start = base + Math.floor((view.offset * DTYPE_BYTES[view.dtype]) / storage.bytesPerPartition);
  if (start === 0) return;
  const count = at(view.shape, 0);
  const allowed = startPartitions(count);
  if (allowed.includes(start)) return;
  report({
    rule: 'start-partition',
    severity: 'error',
    message: `${role} is ${viewText(view)} and starts at partition ${start}; ${count} partitions start at ${allowed.join(', ')}.`,
    site: instruction.site,
  });
};

/**
 * Rules that hold for operands of every instruction: the start partition on engines with lanes (rule `start-partition`)
 * and columns through indices from NeuronCore-v4 on (rule `generation`).
 * Source: aws-neuron-sdk nki/guides/architecture/trainium_inferentia2_arch.rst, `start_partition`.
 */
export const checkInstruction = (instruction: Instruction, generation: Generation, report: Report): void => {
  if (!HAS_LANES[instruction.engine]) return;
  for (const operand of instruction.outputs) checkOperand(operand, instruction, generation, report);
  for (const operand of instruction.inputs) checkOperand(operand, instruction, generation, report);
};
