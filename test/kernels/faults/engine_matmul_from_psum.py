"""The Tensor engine reads SBUF only."""

# CALL: {"args": [{"shape": [128, 128], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, psum, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    one = psum((128, 128))
    nisa.nc_matmul(dst=one, stationary=tile, moving=tile)
    two = psum((128, 128))
    nisa.nc_matmul(dst=two, stationary=tile, moving=one)  # FAULT: operand-space
    return store(two)


@nki.jit
def correct(x):
    tile = load(x)
    one = psum((128, 128))
    nisa.nc_matmul(dst=one, stationary=tile, moving=tile)
    middle = sbuf((128, 128))
    nisa.tensor_copy(dst=middle, src=one)
    two = psum((128, 128))
    nisa.nc_matmul(dst=two, stationary=tile, moving=middle)
    return store(two)
