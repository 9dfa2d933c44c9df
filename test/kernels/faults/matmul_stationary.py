"""The stationary operand has more columns than the array."""

# CALL: {"args": [{"shape": [128, 256], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, psum, store


@nki.jit
def faulty(x):
    tile = load(x)
    sums = psum((128, 512))
    nisa.nc_matmul(dst=sums, stationary=tile[:, 0:256], moving=tile)  # FAULT: matmul-shape
    return store(sums[:, 0:256])


@nki.jit
def correct(x):
    tile = load(x)
    sums = psum((128, 512))
    nisa.nc_matmul(dst=sums[:, 0:256], stationary=tile[:, 0:128], moving=tile)
    return store(sums[:, 0:256])
