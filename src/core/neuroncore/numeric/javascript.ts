import { binary, binaryByRow, roundTo, unary } from './javascript-elementwise.ts';
import { matmulRows, reduceRows } from './javascript-sums.ts';
import type { NumericKernels } from './kernels.ts';
import { createScratch } from './scratch.ts';

/** Floats of scratch memory: 16 MiB, enough for the operands of every instruction on full tiles. */
const SCRATCH_FLOATS = 4 * 1024 * 1024;

/** The kernels in plain JavaScript: the definition of what the WebAssembly ones give, and their stand-in. */
export const createJavascriptKernels = (scratchFloats = SCRATCH_FLOATS): NumericKernels => ({
  implementation: 'javascript',
  ...createScratch(new ArrayBuffer(scratchFloats * Float32Array.BYTES_PER_ELEMENT), 0, scratchFloats),
  matmul: (out, stationary, moving, contraction, rows, columns, accumulate) =>
    matmulRows(out, stationary, moving, { contraction, rows, columns, accumulate }, 0, rows),
  matmulRows,
  unary,
  binary,
  binaryByRow,
  reduceRows,
  roundTo,
  conversion: null,
});
