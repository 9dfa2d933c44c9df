import { describe, expect, it } from 'vitest';
import { floats, outputFloats, runSource } from '../run.testing.ts';

const COPY = `import nki.isa as nisa
import nki.language as nl
def kernel(x):
    assert x.buffer == nl.hbm
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    assert out.buffer == nl.shared_hbm
    tile = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    copy = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x)
    nisa.tensor_copy(dst=copy, src=tile, dtype=nl.float32)
    nisa.dma_copy(dst=out, src=copy)
    return out
`;

describe('the modules of nki', () => {
  it('have the signatures of the version that the kernel is held to', () => {
    const input = floats([4, 3], (at) => at);
    const run = runSource(COPY, 'kernel', [input], { version: [0, 2] });
    expect([...outputFloats(run)]).toEqual(Array.from({ length: 12 }, (_, at) => at));
    expect(() => runSource(COPY, 'kernel', [input], { version: [0, 3] })).toThrow(
      /unexpected keyword argument 'dtype'/,
    );
  });
});
