"""accumulate came with NKI 0.3."""

# CALL: {"args": [{"shape": [128, 128], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.2 (correct: 0.3)

import nki
import nki.isa as nisa
from tiles import load, psum, store


@nki.jit
def faulty(x):
    tile = load(x)
    sums = psum((128, 128))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile, accumulate=False)  # FAULT: TypeError
    return store(sums)


@nki.jit
def correct(x):
    tile = load(x)
    sums = psum((128, 128))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile, accumulate=False)
    return store(sums)
