import type { NumericKernels } from './kernels.ts';

const owners = new WeakMap<ArrayBufferLike, NumericKernels>();

/** Notes whose memory this is, so that blocks within it are moved by these kernels. */
export const claimMemory = (buffer: ArrayBufferLike, kernels: NumericKernels): void => {
  owners.set(buffer, kernels);
};

/** The kernels in whose memory a block lies; null for blocks elsewhere. They change how fast its data move, never which. */
export const ownerOf = (block: Float32Array): NumericKernels | null => owners.get(block.buffer) ?? null;
