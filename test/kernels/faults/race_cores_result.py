"""Core 0 writes the sum of both cores while core 1 still writes its part."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}], "cores": 2}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import sbuf


@nki.jit
def faulty(x):
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    total = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    half = nl.program_id(0) * 64
    nisa.dma_copy(dst=out[half : half + 64, :], src=x[half : half + 64, :])
    if nl.program_id(0) == 0:
        tile = sbuf((128, 64))
        nisa.dma_copy(dst=tile, src=out)  # FAULT: core-race
        nisa.dma_copy(dst=total, src=tile)
    return total


@nki.jit
def correct(x):
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    total = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    half = nl.program_id(0) * 64
    nisa.dma_copy(dst=out[half : half + 64, :], src=x[half : half + 64, :])
    nisa.core_barrier(data=out, cores=(0, 1))
    if nl.program_id(0) == 0:
        tile = sbuf((128, 64))
        nisa.dma_copy(dst=tile, src=out)
        nisa.dma_copy(dst=total, src=tile)
    return total
