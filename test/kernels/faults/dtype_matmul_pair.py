"""float32 is not multiplied with bfloat16."""

# CALL: {"args": [{"shape": [128, 128], "dtype": "float32", "name": "x", "seed": 1}, {"shape": [128, 128], "dtype": "bfloat16", "name": "y", "seed": 2}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, psum, store


@nki.jit
def faulty(x, y):
    sums = psum((128, 128))
    nisa.nc_matmul(dst=sums, stationary=load(x), moving=load(y))  # FAULT: matmul-dtype-pair
    return store(sums)


@nki.jit
def correct(x, y):
    sums = psum((128, 128))
    nisa.nc_matmul(dst=sums, stationary=load(y), moving=load(y))
    return store(sums)
