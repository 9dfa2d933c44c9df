import { describe, expect, it } from 'vitest';
import { floats, outputFloats, runSource } from '../run.testing.ts';
import { stepsOf } from '../timing/step-table.ts';

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
  it('take the number of a member for the member', () => {
    const copy = (mode: string): string => `import nki.isa as nisa
import nki.language as nl
def kernel(x):
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    tile = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x, dge_mode=${mode})
    nisa.dma_copy(dst=out, src=tile)
    return out
`;
    const input = floats([4, 3], (at) => at);
    const attributes = (mode: string) =>
      stepsOf(runSource(copy(mode), 'kernel', [input]).program).map((step) => step.attributes);
    expect(attributes('3')).toEqual(attributes('nisa.dge_mode.none'));
    expect(attributes('3')).not.toEqual(attributes('nisa.dge_mode.swdge'));
    expect(() => attributes('9')).toThrow(/dge_mode must be one of/);
  });

  it('have the signatures of the version that the kernel is held to', () => {
    const input = floats([4, 3], (at) => at);
    const run = runSource(COPY, 'kernel', [input], { version: [0, 2] });
    expect([...outputFloats(run)]).toEqual(Array.from({ length: 12 }, (_, at) => at));
    expect(() => runSource(COPY, 'kernel', [input], { version: [0, 3] })).toThrow(
      /unexpected keyword argument 'dtype'/,
    );
  });
});
