"""PSUM is evicted before the matmul that fills it."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, psum, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    sums = psum((64, 64))
    out = sbuf((64, 64))
    nisa.tensor_copy(dst=out, src=sums)  # FAULT: uninitialised-read
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile)
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    sums = psum((64, 64))
    out = sbuf((64, 64))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile)
    nisa.tensor_copy(dst=out, src=sums)
    return store(out)
