import { COMPUTE_DEFINITIONS } from './compute.ts';
import { coreBarrier, sendReceive } from './core-exchange.ts';
import type { IsaDefinition } from './definition.ts';
import { dmaCompute } from './dma-compute.ts';
import { dmaCopy } from './dma-copy.ts';
import { dmaTranspose } from './dma-transpose.ts';
import { ncMatmul } from './nc-matmul.ts';
import { ncMatmulMx } from './nc-matmul-mx.ts';
import { ncTranspose } from './nc-transpose.ts';
import { registerAlloc, registerLoad, registerMove, registerStore } from './registers.ts';
import { getNcSubVersion } from './versions.ts';

/** The functions of `nki.isa` that do not depend on how Python sees enumerations. */
export const ISA_DEFINITIONS: readonly IsaDefinition[] = [
  ...COMPUTE_DEFINITIONS,
  ncMatmul,
  ncMatmulMx,
  ncTranspose,
  dmaCopy,
  dmaTranspose,
  dmaCompute,
  sendReceive,
  coreBarrier,
  registerAlloc,
  registerMove,
  registerLoad,
  registerStore,
  getNcSubVersion,
];
