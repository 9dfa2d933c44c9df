import type { Engine } from '../machine/generation.ts';
import type { Operand } from '../machine/instruction.ts';
import { isInteger, isPacked } from '../memory/dtype.ts';
import type { View } from '../memory/view.ts';
import { type Call, refuse } from './call.ts';
import { describeView, freeCount, partitionCount, reportRule } from './operands.ts';

/** Partitions of SBUF and PSUM that one instruction can span. */
const PARTITIONS_MAX = 128;

/** Ends the kernel with `partitions-differ` or `elements-differ` when two operands do not match element by element. */
export const requireSameSize = (call: Call, left: Operand, right: Operand): void => {
  requireSamePartitions(call, left, right);
  if (freeCount(left.view) === freeCount(right.view)) return;
  refuse(
    call,
    'elements-differ',
    `${left.role} has ${freeCount(left.view)} elements in each partition (${describeView(left.view)}) and ${right.role} ` +
      `${freeCount(right.view)} (${describeView(right.view)}); they must have equally many.`,
  );
};

/** Ends the kernel with `partitions-differ` when two operands span different numbers of partitions. */
export const requireSamePartitions = (call: Call, left: Operand, right: Operand): void => {
  if (partitionCount(left.view) === partitionCount(right.view)) return;
  refuse(
    call,
    'partitions-differ',
    `${left.role} spans ${partitionCount(left.view)} partitions (${describeView(left.view)}) and ${right.role} ` +
      `${partitionCount(right.view)} (${describeView(right.view)}); they must span equally many.`,
  );
};

/** Ends the kernel with `elements-per-partition` when an operand has another number of elements in each partition. */
export const requireFree = (call: Call, operand: Operand, elements: number): void => {
  if (freeCount(operand.view) === elements) return;
  refuse(
    call,
    'elements-per-partition',
    `${operand.role} has ${freeCount(operand.view)} elements in each partition (${describeView(operand.view)}); it must have ${elements}.`,
  );
};

/** Reports `inputs-both-psum` when two inputs that share a read port lie in PSUM together. */
export const requireNotBothPsum = (call: Call, left: Operand, right: Operand): void => {
  if (left.view.storage.space !== 'psum' || right.view.storage.space !== 'psum') return;
  const message = `${left.role} and ${right.role} are both in PSUM; at least one of them must be in SBUF.`;
  reportRule(call.machine, call.context, 'inputs-both-psum', message);
};

const requirePartitions = (call: Call, { role, view }: Operand): void => {
  if (partitionCount(view) <= PARTITIONS_MAX) return;
  refuse(
    call,
    'partition-count',
    `${role} is ${describeView(view)}; an operand spans at most ${PARTITIONS_MAX} partitions.`,
  );
};

const requireReach = (call: Call, engine: Engine, { role, view }: Operand): void => {
  const { space } = view.storage;
  const reached = space === 'sbuf' || (space === 'psum' && engine !== 'gpsimd');
  if (reached) return;
  const memories = engine === 'gpsimd' ? 'sbuf (the GpSimd engine does not reach PSUM)' : 'sbuf or psum';
  reportRule(
    call.machine,
    call.context,
    'operand-space',
    `${role} is ${describeView(view)}; it must be in ${memories}.`,
  );
};

const requireIndirection = (call: Call, { role, view }: Operand, indirect: readonly string[]): void => {
  const { machine, context } = call;
  if (view.indirection === null || view.indirection.kind === 'scalar') return;
  if (view.indirection.kind === 'vector') {
    const message = `${role} is gathered with vector_offset; only DMA instructions take that.`;
    reportRule(machine, context, 'operand-indirect', message);
  } else if (!indirect.includes(role)) {
    const message = `${role} is an .indirect() view; this instruction takes one for ${indirect.join(' and ') || 'no operand'}.`;
    reportRule(machine, context, 'operand-indirect', message);
  }
};

/**
 * Checks what holds for every operand of a compute engine: the memory it reaches, at most 128 partitions, and columns
 * through indices only for the roles in `indirect`. Where operands begin is the machine's to check.
 * Source: aws-neuron-sdk nki/guides/architecture/trainium_inferentia2_arch.rst; nki/api/nki/isa, "Tensor indirection".
 */
export const requireOperands = (
  call: Call,
  engine: Engine,
  operands: readonly Operand[],
  indirect: readonly string[] = [],
): void => {
  for (const operand of operands) {
    requireReach(call, engine, operand);
    requirePartitions(call, operand);
    requireIndirection(call, operand, indirect);
  }
};

/** Whether a view lies in PSUM. */
export const inPsum = (view: View): boolean => view.storage.space === 'psum';

/** Ends the kernel with `operand-packed` when an operand packs four values into an element: no arithmetic reads those. */
export const requireUnpacked = (call: Call, operands: readonly Operand[]): void => {
  for (const { role, view } of operands) {
    if (!isPacked(view.dtype)) continue;
    const message = `${role} is ${describeView(view)}; packed types are copied, quantised into and multiplied as MX only.`;
    refuse(call, 'operand-packed', message);
  }
};

/** Reports `operand-dtype` when an operand of an operator on bit patterns is no integer. */
export const requireIntegers = ({ machine, context }: Call, operands: readonly Operand[]): void => {
  for (const { role, view } of operands) {
    if (isInteger(view.dtype)) continue;
    const message = `${role} is ${describeView(view)}; operators on bits take integers (view it as one of the same size).`;
    reportRule(machine, context, 'operand-dtype', message);
  }
};
