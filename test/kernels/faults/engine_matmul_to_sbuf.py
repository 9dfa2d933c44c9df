"""The Tensor engine writes to PSUM only."""

# CALL: {"args": [{"shape": [128, 128], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, psum, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    sums = sbuf((128, 128))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile)  # FAULT: operand-space
    return store(sums)


@nki.jit
def correct(x):
    tile = load(x)
    sums = psum((128, 128))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile)
    return store(sums)
