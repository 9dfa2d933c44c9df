"""A core reads what the other one writes without waiting for it."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}], "cores": 2}
# TARGET: trn2
# NKI: 0.6
# TIMING-ONLY

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import sbuf


@nki.jit
def faulty(x):
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    middle = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    own = nl.program_id(0) * 64
    other = 64 - own
    nisa.dma_copy(dst=middle[own : own + 64, :], src=x[own : own + 64, :])
    tile = sbuf((64, 64))
    nisa.dma_copy(dst=tile, src=middle[other : other + 64, :])  # FAULT: core-race
    nisa.dma_copy(dst=out[own : own + 64, :], src=tile)
    return out


@nki.jit
def correct(x):
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    middle = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    own = nl.program_id(0) * 64
    other = 64 - own
    nisa.dma_copy(dst=middle[own : own + 64, :], src=x[own : own + 64, :])
    nisa.core_barrier(data=middle, cores=(0, 1))
    tile = sbuf((64, 64))
    nisa.dma_copy(dst=tile, src=middle[other : other + 64, :])
    nisa.dma_copy(dst=out[own : own + 64, :], src=tile)
    return out
