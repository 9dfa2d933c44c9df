"""One matmul takes 512 columns before trn3."""

# CALL: {"args": [{"shape": [128, 1024], "dtype": "bfloat16", "name": "x", "seed": 1}]}
# TARGET: trn2 (correct: trn3)
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, psum, store


@nki.jit
def faulty(x):
    tile = load(x)
    sums = psum((128, 1024))
    nisa.nc_matmul(dst=sums, stationary=tile[:, 0:128], moving=tile)  # FAULT: matmul-tile-size
    return store(sums)


@nki.jit
def correct(x):
    tile = load(x)
    sums = psum((128, 1024))
    nisa.nc_matmul(dst=sums, stationary=tile[:, 0:128], moving=tile)
    return store(sums)
