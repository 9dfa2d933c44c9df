import type { Instruction } from '../machine/instruction.ts';
import { operandOf } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import type { View } from '../memory/view.ts';
import { copyBits, readBits, readBlock, valuesOf } from '../numeric/transfer.ts';
import type { CallContext, PyValue } from '../python/values.ts';
import { alwaysRepeats, type BoundArguments, type IsaDefinition } from './definition.ts';
import { dmaCompute } from './dma-compute.ts';
import {
  descriptorsArgument,
  outOfBoundsArgument,
  priorityArgument,
  requireCast,
  requireDmaSpace,
  requireIndirect,
  requireSameElements,
} from './dma-operands.ts';
import { indexOperands, withRegistersRead } from './indirect.ts';
import { outOfBoundsOf, readAnywhere, writeAnywhere } from './indirect-blocks.ts';
import { elementCount, nameArgument, viewArgument } from './operands.ts';

/** `dst_rmw_op` of NKI 0.2: the values of dst are read, changed and written; later versions have `dma_compute` for it. */
const readModifyWrite = (args: BoundArguments, machine: Machine, context: CallContext): PyValue => {
  const { dst = null, src = null, dst_rmw_op: operation = null } = args;
  const srcs: PyValue = { kind: 'list', items: [dst, src] };
  return dmaCompute.call({ ...args, srcs, reduce_op: operation }, machine, context);
};

const isDirect = (view: View): boolean => view.indirection === null;

const call = (args: BoundArguments, machine: Machine, context: CallContext): PyValue => {
  const operation = args['dst_rmw_op'];
  if (operation !== undefined && operation !== null) return readModifyWrite(args, machine, context);
  const dst = withRegistersRead(viewArgument(args, 'dst', context));
  const src = withRegistersRead(viewArgument(args, 'src', context));
  requireDmaSpace(machine, context, dst, 'dst');
  requireDmaSpace(machine, context, src, 'src');
  requireSameElements(machine, context, dst, src);
  requireCast(machine, context, dst, src);
  requireIndirect(machine, context, dst, 'dst');
  requireIndirect(machine, context, src, 'src');
  const descriptors = descriptorsArgument(args, machine, context, dst, src);
  machine.issue({
    opcode: 'dma_copy',
    engine: 'dma',
    trigger: descriptors.trigger,
    name: nameArgument(args),
    core: machine.core,
    outputs: [{ role: 'dst', view: dst }],
    inputs:
      isDirect(dst) && isDirect(src)
        ? [{ role: 'src', view: src }]
        : [{ role: 'src', view: src }, ...indexOperands([dst, src])],
    attributes: {
      dge_mode: descriptors.mode,
      oob_mode: outOfBoundsArgument(args, context),
      priority: priorityArgument(args, machine, context),
    },
    site: context.site(),
  });
  return null;
};

/**
 * Moves all elements of `src` to `dst` in row-major order: bit by bit when the types are the same, through float32
 * otherwise. Where an index leads out of its tensor and `oob_mode` is skip, dst keeps what it holds.
 */
export const moveElements = (machine: Machine, instruction: Instruction, dst: View, src: View): void => {
  const sameType = dst.dtype === src.dtype;
  if (sameType && dst.indirection === null && src.indirection === null) {
    copyBits(dst, src);
    return;
  }
  const mode = outOfBoundsOf(instruction);
  const block = sameType ? new Uint32Array(elementCount(src)) : new Float32Array(valuesOf(src));
  if (mode === 'skip' && src.indirection !== null && dst.indirection === null) {
    if (block instanceof Uint32Array) readBits(dst, block);
    else readBlock(dst, block);
  }
  readAnywhere(machine, instruction, src, block, mode);
  writeAnywhere(machine, instruction, dst, block, mode);
};

const execute = (instruction: Instruction, machine: Machine): void => {
  const dst = operandOf(instruction, 'dst');
  const src = operandOf(instruction, 'src');
  if (dst !== undefined && src !== undefined) moveElements(machine, instruction, dst, src);
};

/**
 * `nki.isa.dma_copy`: dst = src between HBM and SBUF in any direction, with a cast through float32 when the types
 * differ, and gather or scatter through offsets of `.ap()`. Rules `dma-*`, `index-out-of-bounds`.
 * Source: aws-neuron-sdk nki/api/nki/isa, dma_copy; nki/deep-dives/nki-dge.rst.
 */
export const dmaCopy: IsaDefinition = { name: 'dma_copy', call, execute, repeats: alwaysRepeats };
