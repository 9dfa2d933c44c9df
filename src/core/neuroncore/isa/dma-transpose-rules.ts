import type { Machine } from '../machine/machine.ts';
import { DTYPE_BYTES } from '../memory/dtype.ts';
import type { View } from '../memory/view.ts';
import type { CallContext } from '../python/values.ts';
import { isAtLeast, reportRule } from './operands.ts';

type Report = (message: string) => void;

const last = (shape: readonly number[]): number => shape[shape.length - 1] as number;

const checkTwoBytes = (src: View, report: Report): void => {
  if (DTYPE_BYTES[src.dtype] !== 2)
    report(`src is ${src.dtype}; this way of transposing takes elements of 2 bytes.`);
};

/** NKI 0.6 relaxed what hardware descriptors can transpose; before, 16 rows and multiples of 128 columns. */
const checkHardware = (machine: Machine, src: View, report: Report): void => {
  const [major, minor] = machine.version;
  const rows = src.shape[0] as number;
  const relaxed = major > 0 || minor >= 6;
  if (!isAtLeast(machine, 'v3')) report('dge_mode hwdge needs NeuronCore-v3 or newer.');
  checkTwoBytes(src, report);
  if (!relaxed || src.shape.length === 2) {
    if (rows !== 16) report(`src.shape[0] is ${rows}; dge_mode hwdge takes 16 here.`);
  } else {
    const block = rows * (src.shape[src.shape.length - 2] as number);
    if (![1, 2, 4, 8, 16].includes(rows) || block % 16 !== 0) {
      report(
        `src.shape is (${src.shape.join(', ')}); src.shape[0] must be 1, 2, 4, 8 or 16 and with src.shape[-2] give a multiple of 16.`,
      );
    }
  }
  const columns = last(src.shape);
  if (relaxed ? columns > 128 : columns % 128 !== 0) {
    report(`src.shape[-1] is ${columns}; dge_mode hwdge takes ${relaxed ? 'at most' : 'multiples of'} 128.`);
  }
};

const checkIndices = (src: View, indices: View, report: Report): void => {
  const [rows = 1, columns = 1] = indices.shape;
  if (indices.shape.length !== 2)
    report(`indices have ${indices.shape.length} dimensions; they must have 2.`);
  if (rows < 16 || rows > 128 || rows % 16 !== 0) {
    report(`indices have ${rows} partitions; they must have 16, 32, ... or 128.`);
  }
  if (columns > 1 && rows !== 128) {
    report(`indices of ${columns} columns have ${rows} partitions; they must have 128.`);
  }
  if (indices.dtype !== 'uint32') report(`indices are ${indices.dtype}; they must be uint32.`);
  if ((src.shape[0] as number) % 16 !== 0) {
    report(`src.shape[0] is ${src.shape[0]}; it must be a multiple of 16.`);
  }
};

const checkGather = (machine: Machine, src: View, indices: View, report: Report): void => {
  if (!isAtLeast(machine, 'v3')) report('transposing through indices needs NeuronCore-v3 or newer.');
  checkTwoBytes(src, report);
  if (last(src.shape) > 128) report(`src.shape[-1] is ${last(src.shape)}; it must be at most 128.`);
  if (src.shape.length === 4 && src.shape[1] !== 1 && src.shape[2] !== 1) {
    report(`src.shape is (${src.shape.join(', ')}); src.shape[1] or src.shape[2] must be 1.`);
  }
  checkIndices(src, indices, report);
};

/**
 * Reports rule `dma-transpose-mode`: what hardware descriptors and gathers by software can transpose.
 * Source: aws-neuron-sdk nki/api/nki/isa, dma_transpose, "Constraints"; release-notes/components/nki.rst, 0.6.0.
 */
export const requireTransposeMode = (
  machine: Machine,
  context: CallContext,
  src: View,
  asked: string,
): void => {
  const report: Report = (message) => reportRule(machine, context, 'dma-transpose-mode', message);
  const { indirection } = src;
  if (indirection?.kind === 'vector') {
    if (asked === 'hwdge' || asked === 'none') report(`dge_mode ${asked} cannot follow indices; use swdge.`);
    checkGather(machine, src, indirection.indices, report);
    return;
  }
  if (asked === 'swdge' && indirection === null) {
    report('dge_mode swdge transposes through indices only; use hwdge or unknown.');
  }
  if (asked === 'hwdge') checkHardware(machine, src, report);
};
