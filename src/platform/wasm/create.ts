import { createJavascriptKernels } from '../../core/neuroncore/numeric/javascript.ts';
import type { NumericKernels } from '../../core/neuroncore/numeric/kernels.ts';
import { createMemory } from './instance.ts';
import { kernelsOn, wholeRegion } from './kernels.ts';

/** Enough for some hundred full tiles of 128 x 2048 floats; the system gives pages when they are touched. */
const MEMORY_BYTES = 256 * 1024 * 1024;

/** Kernels in WebAssembly for one thread, in Node and browsers alike; in JavaScript where WebAssembly is missing. */
export const createKernels = (memoryBytes = MEMORY_BYTES): NumericKernels => {
  if (!('WebAssembly' in globalThis)) return createJavascriptKernels();
  const memory = createMemory(memoryBytes, false);
  return kernelsOn(memory, 0, wholeRegion(memory));
};
