"""An address puts partitions of a tile beyond the last one."""

# CALL: {"args": [{"shape": [64, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, store


@nki.jit
def faulty(x):
    sums = nl.ndarray((64, 64), dtype=nl.float32, buffer=nl.psum, address=(96, 0))  # FAULT: storage-address
    tile = load(x)
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile)
    return store(sums)


@nki.jit
def correct(x):
    sums = nl.ndarray((64, 64), dtype=nl.float32, buffer=nl.psum, address=(64, 0))
    tile = load(x)
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile)
    return store(sums)
