import { at } from '../memory/at.ts';
import { DTYPE_BYTES } from '../memory/dtype.ts';
import { regionOf, regionsMeet } from '../memory/footprint.ts';
import { isOnChip } from '../memory/storage.ts';
import type { View } from '../memory/view.ts';
import { viewText } from '../memory/whole.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Instruction, Operand } from './instruction.ts';

/** Instructions whose n-th result depends on the n-th element of their inputs, and of earlier ones at most. */
const STREAMED: ReadonlySet<string> = new Set([
  'activation',
  'activate2',
  'exponential',
  'reciprocal',
  'scalar_tensor_tensor',
  'select_reduce',
  'tensor_copy',
  'tensor_copy_predicated',
  'tensor_scalar',
  'tensor_tensor',
  'tensor_tensor_scan',
]);
const MOVED: ReadonlySet<string> = new Set(['dma_copy', 'dma_compute', 'dma_transpose']);

/** Larger views are taken for harmless: laying them out would take longer than running them. */
const ELEMENTS_MAX = 1 << 20;

/** Bytes of the elements of a view in row-major order; those of one partition on chip. */
const elementBytes = (view: View): Int32Array | null => {
  const size = DTYPE_BYTES[view.dtype];
  const first = isOnChip(view.storage.space) ? 1 : 0;
  const rest = view.shape.slice(first);
  const count = rest.reduce((product, each) => product * each, 1);
  if (count > ELEMENTS_MAX) return null;
  const offset = first === 0 ? view.offset : view.offset % (view.storage.bytesPerPartition / size);
  const bytes = new Int32Array(count).fill(offset * size);
  let repeat = count;
  for (let dimension = 0; dimension < rest.length; dimension += 1) {
    const length = at(rest, dimension);
    repeat /= length;
    const stride = at(view.strides, dimension + first) * size;
    for (let index = 0; index < count; index += 1)
      bytes[index] = at(bytes, index) + (Math.floor(index / repeat) % length) * stride;
  }
  return bytes;
};

/** For each byte, the first and the last element that reads it; -1 where none does. */
const readersOf = (bytes: Int32Array, size: number, start: number, end: number) => {
  const first = new Int32Array(end - start).fill(-1);
  const last = new Int32Array(end - start).fill(-1);
  bytes.forEach((byte, element) => {
    for (let each = Math.max(start, byte); each < Math.min(end, byte + size); each += 1) {
      if (first[each - start] === -1) first[each - start] = element;
      last[each - start] = element;
    }
  });
  return { first, last };
};

/** Whether an element is written before it is read (`streamed`), or at all by another one than reads it (`moved`). */
const overtakes = (dst: View, src: View, kind: 'streamed' | 'moved'): boolean => {
  const target = regionOf(dst);
  const source = regionOf(src);
  if (!regionsMeet(target, source) || source.partitionStart !== target.partitionStart) return false;
  const written = elementBytes(dst);
  const read = elementBytes(src);
  if (written === null || read === null || written.length !== read.length) return false;
  const { byteStart, byteEnd } = target;
  const { first, last } = readersOf(read, DTYPE_BYTES[src.dtype], byteStart, byteEnd);
  const size = DTYPE_BYTES[dst.dtype];
  return written.some((byte, element) => {
    for (let each = byte - byteStart; each < byte - byteStart + size; each += 1) {
      if (at(last, each) > element) return true;
      if (kind === 'moved' && at(first, each) >= 0 && at(first, each) < element) return true;
    }
    return false;
  });
};

const layoutOf = (view: View): string =>
  `${view.dtype} ${view.offset} ${view.shape.join()} ${view.strides.join()}`;

const describe = (src: Operand, kind: 'streamed' | 'moved'): string =>
  kind === 'moved'
    ? `${src.role} is ${viewText(src.view)} and shares bytes with dst; a transfer moves its elements in no fixed order.`
    : `${src.role} is ${viewText(src.view)}, elements of which dst overwrites before they are read.`;

/**
 * Looks for instructions that overwrite elements of their own inputs before these are read (`overlap-in-place`): a
 * result at the same place is fine, one ahead of its input is not, and transfers keep no order at all. Layouts that were
 * judged are remembered. Source: aws-neuron-sdk nki/get-started/about/nki-dma-overview.rst (a transfer is split among
 * engines); nki/guides/architecture/trainium_inferentia2_arch.rst (engines stream elements).
 */
export const createOverlapCheck = (report: (diagnostic: Diagnostic) => void) => {
  const known = new Map<string, boolean>();
  const isHarmful = (dst: View, src: View, opcode: string, kind: 'streamed' | 'moved'): boolean => {
    if (dst.indirection !== null || src.indirection !== null) return false;
    const here = layoutOf(dst);
    const there = layoutOf(src);
    if (here === there && opcode !== 'dma_transpose') return false;
    const key = `${kind} ${dst.storage.bytesPerPartition} ${here} ${there}`;
    const judged = known.get(key) ?? overtakes(dst, src, kind);
    known.set(key, judged);
    return judged;
  };
  return ({ opcode, inputs, outputs, site }: Instruction): void => {
    const kind = MOVED.has(opcode) ? 'moved' : 'streamed';
    const [dst] = outputs;
    if ((kind === 'streamed' && !STREAMED.has(opcode)) || dst === undefined) return;
    for (const src of inputs) {
      if (src.view.storage !== dst.view.storage || !isHarmful(dst.view, src.view, opcode, kind)) continue;
      const severity = kind === 'moved' ? ('error' as const) : ('warning' as const);
      report({ rule: 'overlap-in-place', severity, message: describe(src, kind), site });
    }
  };
};
