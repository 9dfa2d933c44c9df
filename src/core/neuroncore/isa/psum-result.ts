import type { Machine } from '../machine/machine.ts';
import {
  isTouched,
  WRITER_NUMBER,
  type Writer,
  wasRead,
  writersBeforeMatmul,
  wroteLast,
} from '../memory/accumulation.ts';
import { DTYPE_BYTES } from '../memory/dtype.ts';
import type { View } from '../memory/view.ts';
import type { CallContext } from '../python/values.ts';
import { describeView, isAtLeast, reportRule } from './operands.ts';

/**
 * What a matmul does with the elements of PSUM it writes: `overwrite` or `accumulate` all of them, or `mixed`, where
 * `fresh` lists the elements that start anew as runs (first position, count, first position, ...) of the result in
 * row-major order.
 */
export interface Accumulation {
  readonly mode: 'overwrite' | 'accumulate' | 'mixed';
  readonly fresh: readonly number[];
}

const OVERWRITE: Accumulation = { mode: 'overwrite', fresh: [] };
const ACCUMULATE: Accumulation = { mode: 'accumulate', fresh: [] };

const holds = (writers: Writer | Uint8Array, writer: Writer): boolean =>
  typeof writers === 'string' ? writers === writer : writers.includes(WRITER_NUMBER[writer]);

const runsOf = (writers: Uint8Array, isFresh: (writer: number) => boolean): number[] => {
  const runs: number[] = [];
  let start = -1;
  for (let position = 0; position <= writers.length; position += 1) {
    const writer = writers[position];
    const fresh = writer !== undefined && isFresh(writer);
    if (fresh && start < 0) start = position;
    if (!fresh && start >= 0) {
      runs.push(start, position - start);
      start = -1;
    }
  }
  return runs;
};

/** A sum that goes on after its result was read is most often a bank that was used again without a new tensor. */
const checkStale = (machine: Machine, context: CallContext, dst: View): void => {
  if (!wasRead(dst)) return;
  reportRule(
    machine,
    context,
    'accumulate-stale',
    `dst is ${describeView(dst)}, whose sum was read already; accumulate=None adds onto it. Allocate a new tensor, or say accumulate=False to start anew and accumulate=True to go on.`,
    'warning',
  );
};

const checkExplicit = (machine: Machine, context: CallContext, dst: View, writers: Writer | Uint8Array) => {
  if (holds(writers, 'none')) {
    // A storage at an address of the kernel's choice may continue what another one at the same address began.
    const severity = dst.storage.address === null ? 'error' : 'warning';
    reportRule(
      machine,
      context,
      'accumulate-uninitialised',
      `accumulate=True adds onto ${describeView(dst)}, parts of which no matmul has written; start with accumulate=False.`,
      severity,
    );
  }
  if (holds(writers, 'other') && !isAtLeast(machine, 'v4')) {
    reportRule(
      machine,
      context,
      'accumulate-foreign',
      `accumulate=True adds onto ${describeView(dst)}, parts of which another engine wrote; NeuronCore-${machine.generation.id} accumulates only onto results of matmuls.`,
    );
  }
};

/**
 * Decides how a matmul writes its result, and notes the write. With `accumulate=None` the first matmul to write an
 * element overwrites it and later ones add, element by element, so that overlapping results (convolutions) add where
 * they overlap. On v2 and v3 a value that another engine wrote does not count as a first write. Reports rules
 * `accumulate-uninitialised`, `accumulate-foreign` and `accumulate-stale`.
 * Source: aws-neuron-sdk nki/api/nki/isa, nc_matmul, "Accumulation mode"; release-notes/components/nki.rst, 0.6.0.
 */
export const resolveAccumulation = (
  machine: Machine,
  context: CallContext,
  dst: View,
  accumulate: boolean | null,
): Accumulation => {
  // Which elements indices choose is known only when the instruction runs.
  if (dst.indirection !== null) return accumulate === true ? ACCUMULATE : OVERWRITE;
  if (accumulate === null) checkStale(machine, context, dst);
  const writers = writersBeforeMatmul(dst);
  if (accumulate === true) checkExplicit(machine, context, dst, writers);
  if (accumulate !== null) return accumulate ? ACCUMULATE : OVERWRITE;
  const foreignCounts = isAtLeast(machine, 'v4');
  const isFresh = (writer: number): boolean =>
    writer === WRITER_NUMBER.none || (writer === WRITER_NUMBER.other && !foreignCounts);
  if (typeof writers === 'string') return isFresh(WRITER_NUMBER[writers]) ? OVERWRITE : ACCUMULATE;
  const fresh = runsOf(writers, isFresh);
  if (fresh.length === 0) return ACCUMULATE;
  return fresh[0] === 0 && fresh[1] === writers.length ? OVERWRITE : { mode: 'mixed', fresh };
};

/**
 * Whether a matmul is surely given the mode that an equal call was given before; the write is then noted. Tells the two
 * cases of almost all matmuls: the first into a new tensor, and the next into the view written last.
 */
export const repeatsAccumulation = (mode: Accumulation['mode'], dst: View): boolean => {
  if (mode === 'accumulate') return wroteLast(dst);
  if (mode !== 'overwrite' || isTouched(dst)) return false;
  writersBeforeMatmul(dst);
  return true;
};

/**
 * Reports rule `psum-bank` when the result of one matmul does not lie within one bank of each partition (v2, v3).
 * Source: aws-neuron-sdk nki/guides/architecture/trainium_inferentia2_arch.rst, "Tile Size".
 */
export const requireOneBank = (machine: Machine, context: CallContext, dst: View): void => {
  if (isAtLeast(machine, 'v4')) return;
  const { psumBytesPerPartition, psumBanks } = machine.generation;
  const bankBytes = psumBytesPerPartition / psumBanks;
  const bytes = DTYPE_BYTES[dst.dtype];
  const rowBytes = dst.storage.bytesPerPartition;
  const reach = dst.shape.slice(1).reduce((sum, count, index) => {
    const stride = dst.strides[index + 1];
    return stride === undefined ? sum : sum + Math.abs(stride) * (count - 1);
  }, 0);
  const base = dst.storage.address === null ? 0 : dst.storage.address.byte;
  const first = base + ((dst.offset * bytes) % rowBytes);
  const last = first + (reach + 1) * bytes - 1;
  if (Math.floor(first / bankBytes) === Math.floor(last / bankBytes)) return;
  reportRule(
    machine,
    context,
    'psum-bank',
    `dst is ${describeView(dst)} and reaches from byte ${first} to byte ${last} of each partition; one matmul writes within one bank of ${bankBytes} bytes.`,
  );
};
