"""The last rows of a tile that is only partly filled are multiplied too."""

# CALL: {"args": [{"shape": [64, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import psum, sbuf, store


@nki.jit
def faulty(x):
    tile = sbuf((128, 64))
    nisa.dma_copy(dst=tile[0:64, :], src=x)
    sums = psum((64, 64))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile)  # FAULT: uninitialised-read
    return store(sums)


@nki.jit
def correct(x):
    tile = sbuf((64, 64))
    nisa.dma_copy(dst=tile[0:64, :], src=x)
    sums = psum((64, 64))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile)
    return store(sums)
