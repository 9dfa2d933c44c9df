import { describe, expect, it } from 'vitest';
import { floats, outputFloats, runSource } from '../run.testing.ts';

const SOURCE = `import nki.isa as nisa
import nki.language as nl
def kernel(x):
    zeros = nl.zeros((2, 2), dtype=nl.float32)
    tile = nl.ndarray((2, 2), dtype=nl.float32)
    nisa.dma_copy(dst=tile, src=x)
    nisa.affine_select(dst=tile, pattern=[[-1, 2]], channel_multiplier=1, on_true_tile=tile, on_false_value=0.0)
    nisa.tensor_tensor(dst=tile, data1=tile, data2=zeros, op=nl.add)
    out = nl.ndarray((2, 2), dtype=nl.float32, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=out, src=tile)
    return out
`;

describe('defaults of the table', () => {
  it('that name a memory or an operator of nki.language stand for it', () => {
    expect([...outputFloats(runSource(SOURCE, 'kernel', [floats([2, 2], (at) => at + 1)]))]).toEqual([
      1, 0, 0, 4,
    ]);
  });
});
