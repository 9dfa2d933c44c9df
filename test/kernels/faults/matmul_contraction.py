"""Operands do not have the same contraction."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}, {"shape": [64, 64], "dtype": "float32", "name": "y", "seed": 2}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, psum, store


@nki.jit
def faulty(x, y):
    sums = psum((64, 64))
    nisa.nc_matmul(dst=sums, stationary=load(x), moving=load(y))  # FAULT: matmul-shape
    return store(sums)


@nki.jit
def correct(x, y):
    sums = psum((64, 64))
    nisa.nc_matmul(dst=sums, stationary=load(y), moving=load(y))
    return store(sums)
