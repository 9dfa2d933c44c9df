"""The result has the sizes of the operands exchanged."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, psum, store


@nki.jit
def faulty(x):
    tile = load(x)
    sums = psum((128, 64))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile)  # FAULT: matmul-shape
    return store(sums)


@nki.jit
def correct(x):
    tile = load(x)
    sums = psum((64, 64))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile)
    return store(sums)
