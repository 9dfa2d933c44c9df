import { fileURLToPath } from 'node:url';
import { readTimingConstants } from '../../../platform/files/neuroncore-timing.ts';
import { estimateTime, type TimeEstimate } from '../timing/estimate.ts';
import { programWriter } from '../timing/program.testing.ts';
import type { Program } from '../timing/program.ts';

const CATALOG = fileURLToPath(new URL('../../../../catalog', import.meta.url));

/** The shipped constants of NeuronCore-v3. */
export const V3_TIMING = (await readTimingConstants(CATALOG)).v3;

/** Multiplies `tiles` pairs of tiles, copies each sum out of PSUM, squares it and stores it: every queue has work. */
export const multiplications = (tiles: number): Program => {
  const { tile, step, program } = programWriter();
  for (let at = 0; at < tiles; at++) {
    const [left, right] = [tile('hbm', 128, 'bfloat16'), tile('hbm', 512, 'bfloat16')];
    const [stationary, moving] = [tile('sbuf', 128, 'bfloat16'), tile('sbuf', 512, 'bfloat16')];
    const [sums, copied, squared, out] = [
      tile('psum', 512),
      tile('sbuf', 512),
      tile('sbuf', 512),
      tile('shared_hbm', 512),
    ];
    step('dma_copy', 'dma', { dst: stationary }, { src: left });
    step('dma_copy', 'dma', { dst: moving }, { src: right });
    step('nc_matmul', 'tensor', { dst: sums }, { stationary, moving });
    step('tensor_copy', 'vector', { dst: copied }, { src: sums });
    step('activation', 'scalar', { dst: squared }, { data: copied }, { op: 'square' });
    step('dma_copy', 'dma', { dst: out }, { src: squared });
  }
  return program();
};

export const timed = (program: Program): TimeEstimate => estimateTime(program, V3_TIMING);
