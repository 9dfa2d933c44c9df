"""DMA does not reach PSUM."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, psum, sbuf


@nki.jit
def faulty(x):
    tile = load(x)
    sums = psum((64, 64))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile)
    out = nl.ndarray((64, 64), dtype=nl.float32, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=out, src=sums)  # FAULT: dma-psum
    return out


@nki.jit
def correct(x):
    tile = load(x)
    sums = psum((64, 64))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile)
    out = nl.ndarray((64, 64), dtype=nl.float32, buffer=nl.shared_hbm)
    part = sbuf((64, 64))
    nisa.tensor_copy(dst=part, src=sums)
    nisa.dma_copy(dst=out, src=part)
    return out
