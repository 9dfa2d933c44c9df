import { Worker } from 'node:worker_threads';
import type { NumericKernels } from '../../core/neuroncore/numeric/kernels.ts';
import { createControl, readyHelpers, shareJob, stopHelpers } from './control.ts';
import type { HelperStart } from './helper.ts';
import { createMemory, RESERVED_BYTES } from './instance.ts';
import { binaryJob, byRowJob, type Job, matmulJob, perform, reduceJob, unaryJob } from './jobs.ts';
import { kernelsOn, type Region } from './kernels.ts';

export interface PoolOptions {
  /** Threads besides the calling one. */
  readonly helpers: number;
  /** Compiled JavaScript of helper.ts; the one beside this module when absent. */
  readonly entry?: URL;
  readonly memoryBytes?: number;
}

/** Kernels that share large pieces of work with helper threads. */
export interface KernelPool {
  readonly kernels: NumericKernels;
  /** Helpers that have started; until all have, the calling thread does everything itself. */
  readonly ready: () => number;
  readonly close: () => Promise<void>;
}

const MEMORY_BYTES = 256 * 1024 * 1024;
/** Scratch of each helper: the packed operands of its part of a product. */
const HELPER_BYTES = 16 * 1024 * 1024;

/** More parts keep threads busy to the end; fewer pack the operands of a product less often. */
const PARTS_PER_THREAD = 2;

/** Below these a job is done before a helper has woken up: products of a matmul, elements of the other loops. */
const LEAST_PRODUCTS = 2_000_000;
const LEAST_ELEMENTS = 131_072;
/** An exponential or a division takes several times as long as an addition. */
const LEAST_SLOW_ELEMENTS = 32_768;

type Share = (job: () => Job, alone: () => void, blocks: readonly Float32Array[], isLarge: boolean) => void;

const pooled = (base: NumericKernels, share: Share): NumericKernels => ({
  ...base,
  implementation: 'wasm, several threads',
  matmul: (out, stationary, moving, contraction, rows, columns, accumulate) =>
    share(
      () => matmulJob(out, stationary, moving, [contraction, rows, columns, Number(accumulate)]),
      () => base.matmul(out, stationary, moving, contraction, rows, columns, accumulate),
      [out, stationary, moving],
      contraction * rows * columns >= LEAST_PRODUCTS,
    ),
  unary: (operation, out, x) =>
    share(
      () => unaryJob(operation, out, x),
      () => base.unary(operation, out, x),
      [out, x],
      out.length >= (operation === 'exp' ? LEAST_SLOW_ELEMENTS : LEAST_ELEMENTS) && x.length >= out.length,
    ),
  binary: (operation, out, x, y) =>
    share(
      () => binaryJob(operation, out, x, y),
      () => base.binary(operation, out, x, y),
      [out, x, y],
      out.length >= LEAST_ELEMENTS && x.length >= out.length && y.length >= out.length,
    ),
  binaryByRow: (operation, out, x, y, rows, columns, reversed) =>
    share(
      () => byRowJob(operation, [out, x, y], rows, columns, reversed),
      () => base.binaryByRow(operation, out, x, y, rows, columns, reversed),
      [out, x, y],
      Math.min(rows * columns, out.length, x.length) >= LEAST_ELEMENTS && y.length >= rows,
    ),
  reduceRows: (operation, out, x, rows, columns) =>
    share(
      () => reduceJob(operation, out, x, rows, columns),
      () => base.reduceRows(operation, out, x, rows, columns),
      [out, x],
      Math.min(rows * columns, x.length) >= LEAST_ELEMENTS && out.length >= rows,
    ),
});

/**
 * Kernels in WebAssembly on memory that helper threads share (Node; the calling thread blocks while they work). Large
 * products and loops are split by rows or elements; the bits are the same for any number of helpers.
 */
export const openKernelPool = ({ helpers, entry, memoryBytes = MEMORY_BYTES }: PoolOptions): KernelPool => {
  const memory = createMemory(memoryBytes + helpers * HELPER_BYTES, true);
  const control = createControl();
  const parts = PARTS_PER_THREAD * (helpers + 1);
  const firstHelperByte = memory.buffer.byteLength - helpers * HELPER_BYTES;
  const own: Region = { firstByte: RESERVED_BYTES, bytes: firstHelperByte - RESERVED_BYTES };
  const base = kernelsOn(memory, 0, own);
  const workers = Array.from({ length: helpers }, (_, index) => {
    const region = { firstByte: firstHelperByte + index * HELPER_BYTES, bytes: HELPER_BYTES };
    const workerData: HelperStart = { memory, control, thread: index + 1, region };
    const worker = new Worker(entry ?? new URL('./helper.js', import.meta.url), { workerData });
    worker.unref();
    return worker;
  });
  const share: Share = (job, alone, blocks, isLarge) => {
    const inMemory = blocks.every((block) => block.buffer === memory.buffer);
    if (!isLarge || !inMemory || helpers === 0 || readyHelpers(control) < helpers) {
      alone();
      return;
    }
    const words = job();
    shareJob(control, words, parts, (part) => perform(base, memory.buffer, words, part, parts));
  };
  return {
    kernels: pooled(base, share),
    ready: () => readyHelpers(control),
    close: async () => {
      stopHelpers(control);
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
};
