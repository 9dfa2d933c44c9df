"""The barrier comes before the write it should wait for."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}], "cores": 2}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, sbuf


@nki.jit
def faulty(x):
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    middle = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    own = nl.program_id(0) * 64
    other = 64 - own
    tile = load(x)
    nisa.core_barrier(data=middle, cores=(0, 1))
    nisa.dma_copy(dst=middle[own : own + 64, :], src=tile[own : own + 64, :])
    back = sbuf((64, 64))
    nisa.dma_copy(dst=back, src=middle[other : other + 64, :])  # FAULT: core-race
    nisa.dma_copy(dst=out[own : own + 64, :], src=back)
    return out


@nki.jit
def correct(x):
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    middle = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    own = nl.program_id(0) * 64
    other = 64 - own
    tile = load(x)
    nisa.dma_copy(dst=middle[own : own + 64, :], src=tile[own : own + 64, :])
    nisa.core_barrier(data=middle, cores=(0, 1))
    back = sbuf((64, 64))
    nisa.dma_copy(dst=back, src=middle[other : other + 64, :])
    nisa.dma_copy(dst=out[own : own + 64, :], src=back)
    return out
