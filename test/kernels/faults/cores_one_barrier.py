"""Only one core reaches the barrier."""

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
    half = nl.program_id(0) * 64
    tile = sbuf((64, 64))
    nisa.dma_copy(dst=tile, src=x[half : half + 64, :])
    nisa.dma_copy(dst=out[half : half + 64, :], src=tile)
    if nl.program_id(0) == 0:
        nisa.core_barrier(data=out, cores=(0, 1))  # FAULT: core-pairing
    return out


@nki.jit
def correct(x):
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    half = nl.program_id(0) * 64
    tile = sbuf((64, 64))
    nisa.dma_copy(dst=tile, src=x[half : half + 64, :])
    nisa.dma_copy(dst=out[half : half + 64, :], src=tile)
    nisa.core_barrier(data=out, cores=(0, 1))
    return out
