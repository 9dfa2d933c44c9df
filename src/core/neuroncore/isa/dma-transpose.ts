import type { Instruction } from '../machine/instruction.ts';
import { operandOf } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import { DTYPE_BYTES } from '../memory/dtype.ts';
import { rowMajorStrides } from '../memory/strides.ts';
import type { View } from '../memory/view.ts';
import { readBits, writeBits } from '../numeric/transfer.ts';
import type { CallContext, PyValue } from '../python/values.ts';
import type { BoundArguments, IsaDefinition } from './definition.ts';
import { outOfBoundsArgument, priorityArgument, requireDmaSpace, requireIndirect } from './dma-operands.ts';
import { requireTransposeMode } from './dma-transpose-rules.ts';
import { indexOperands, withRegistersRead } from './indirect.ts';
import { outOfBoundsOf, readAnywhere } from './indirect-blocks.ts';
import {
  describeView,
  elementCount,
  failRule,
  itemsOf,
  memberArgument,
  nameArgument,
  numberOf,
  reportRule,
  requireSpace,
  viewArgument,
} from './operands.ts';

const AXES: Readonly<Record<number, readonly number[]>> = { 2: [1, 0], 3: [2, 1, 0], 4: [3, 1, 2, 0] };

const axesArgument = (
  args: BoundArguments,
  machine: Machine,
  context: CallContext,
  src: View,
): readonly number[] => {
  const rule = 'dma-transpose-axes';
  const axes = AXES[src.shape.length];
  if (axes === undefined) {
    return failRule(
      machine,
      context,
      rule,
      `src is ${describeView(src)}; it must have two to four dimensions.`,
    );
  }
  const asked = itemsOf(args['axes'])?.map(numberOf);
  if (asked === undefined || asked.join() === axes.join()) return axes;
  return failRule(
    machine,
    context,
    rule,
    `axes are (${asked.join(', ')}); with ${src.shape.length} dimensions only (${axes.join(', ')}) is possible.`,
  );
};

const withoutOnes = (shape: readonly number[]): string => shape.filter((size) => size !== 1).join();

/** From NKI 0.4 on the shape of dst must be that of the transposed src, its rank included; before, but for sizes of 1. */
const requireTransposedShape = (
  machine: Machine,
  context: CallContext,
  dst: View,
  src: View,
  axes: readonly number[],
): void => {
  const wanted = axes.map((axis) => src.shape[axis] as number);
  const [major, minor] = machine.version;
  const exact = major > 0 || minor >= 4;
  const fits = exact ? dst.shape.join() === wanted.join() : withoutOnes(dst.shape) === withoutOnes(wanted);
  if (fits) return;
  failRule(
    machine,
    context,
    'dma-transpose-shape',
    `dst is ${describeView(dst)}; transposing ${describeView(src)} gives [${wanted.join(', ')}].`,
  );
};

const requireTypes = (machine: Machine, context: CallContext, dst: View, src: View): void => {
  const bytes = DTYPE_BYTES[src.dtype];
  if (dst.dtype === src.dtype && (bytes === 2 || bytes === 4)) return;
  reportRule(
    machine,
    context,
    'dma-transpose-dtype',
    `src is ${src.dtype} and dst ${dst.dtype}; DMA transposes elements of 2 or 4 bytes and keeps their dtype.`,
  );
};

const call = (args: BoundArguments, machine: Machine, context: CallContext): PyValue => {
  const dst = viewArgument(args, 'dst', context);
  const src = withRegistersRead(viewArgument(args, 'src', context));
  requireSpace(machine, context, dst, 'dst', ['sbuf']);
  requireDmaSpace(machine, context, src, 'src');
  requireIndirect(machine, context, src, 'src');
  const axes = axesArgument(args, machine, context, src);
  requireTransposedShape(machine, context, dst, src, axes);
  requireTypes(machine, context, dst, src);
  const modes = ['unknown', 'none', 'swdge', 'hwdge'];
  const asked = memberArgument(args, 'dge_mode', modes, 'unknown', context);
  requireTransposeMode(machine, context, src, asked);
  const outOfBounds = outOfBoundsArgument(args, context);
  if (outOfBounds === 'skip' && src.indirection === null) {
    reportRule(machine, context, 'dma-oob-mode', 'oob_mode.skip needs a src with run-time indices.');
  }
  const gathers = src.indirection?.kind === 'vector';
  machine.issue({
    opcode: 'dma_transpose',
    engine: 'dma',
    trigger: gathers ? 'gpsimd' : 'dma',
    name: nameArgument(args),
    core: machine.core,
    outputs: [{ role: 'dst', view: dst }],
    inputs: [{ role: 'src', view: src }, ...indexOperands([src])],
    attributes: {
      axes,
      dge_mode: gathers ? 'swdge' : asked,
      oob_mode: outOfBounds,
      priority: priorityArgument(args, machine, context),
    },
    site: context.site(),
  });
  return null;
};

/** Indices of a gather run down the columns of their tensor: its transposed view lists them in that order. */
const withIndicesByColumn = (view: View): View => {
  const { indirection } = view;
  if (indirection?.kind !== 'vector') return view;
  const { indices } = indirection;
  const byColumn = { ...indices, shape: indices.shape.toReversed(), strides: indices.strides.toReversed() };
  return { ...view, indirection: { ...indirection, indices: byColumn } };
};

/** out in the order of the permuted axes: out[i of axes] = x[i]. */
const permuted = (x: Uint32Array, shape: readonly number[], axes: readonly number[]): Uint32Array => {
  const out = new Uint32Array(x.length);
  const strides = rowMajorStrides(shape);
  const sizes = axes.map((axis) => shape[axis] as number);
  const steps = axes.map((axis) => strides[axis] as number);
  let position = 0;
  const walk = (dimension: number, from: number): void => {
    if (dimension === sizes.length) {
      out[position] = x[from] as number;
      position += 1;
      return;
    }
    const step = steps[dimension] as number;
    for (let index = 0; index < (sizes[dimension] as number); index += 1) {
      walk(dimension + 1, from + index * step);
    }
  };
  walk(0, 0);
  return out;
};

/** The axes that undo a permutation. */
const inverse = (axes: readonly number[]): number[] => axes.map((_, axis) => axes.indexOf(axis));

const execute = (instruction: Instruction, machine: Machine): void => {
  const dst = operandOf(instruction, 'dst');
  const src = operandOf(instruction, 'src');
  const axes = src === undefined ? undefined : AXES[src.shape.length];
  if (dst === undefined || src === undefined || axes === undefined) return;
  const mode = outOfBoundsOf(instruction);
  let bits: Uint32Array = new Uint32Array(elementCount(src));
  if (mode === 'skip') {
    // What is skipped keeps what dst holds.
    readBits(dst, bits);
    const transposedShape = axes.map((axis) => src.shape[axis] as number);
    bits = permuted(bits, transposedShape, inverse(axes));
  }
  readAnywhere(machine, instruction, withIndicesByColumn(src), bits, mode);
  writeBits(dst, permuted(bits, src.shape, axes));
};

/**
 * `nki.isa.dma_transpose`: dst = src with its axes in the order (1, 0), (2, 1, 0) or (3, 1, 2, 0), bit by bit, from HBM
 * or SBUF into SBUF; with indices it gathers rows first. Rules `dma-transpose-*`, `dma-indirect`, `dma-oob-mode`.
 * Source: aws-neuron-sdk nki/api/nki/isa, dma_transpose; trainium2_arch.rst, "DMA Transpose".
 */
export const dmaTranspose: IsaDefinition = { name: 'dma_transpose', call, execute };
