"""The first matmul of a sum adds onto what PSUM happens to hold."""

# CALL: {"args": [{"shape": [128, 128], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, psum, store


@nki.jit
def faulty(x):
    tile = load(x)
    sums = psum((128, 128))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile, accumulate=True)  # FAULT: accumulate-uninitialised
    return store(sums)


@nki.jit
def correct(x):
    tile = load(x)
    sums = psum((128, 128))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile, accumulate=False)
    return store(sums)
