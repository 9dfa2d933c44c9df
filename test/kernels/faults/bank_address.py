"""A tile of one bank that begins in the middle of one."""

# CALL: {"args": [{"shape": [128, 512], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, store


@nki.jit
def faulty(x):
    tile = load(x)
    sums = nl.ndarray((128, 512), dtype=nl.float32, buffer=nl.psum, address=(0, 1024))
    nisa.nc_matmul(dst=sums, stationary=tile[:, 0:128], moving=tile)  # FAULT: psum-bank
    return store(sums)


@nki.jit
def correct(x):
    tile = load(x)
    sums = nl.ndarray((128, 512), dtype=nl.float32, buffer=nl.psum, address=(0, 2048))
    nisa.nc_matmul(dst=sums, stationary=tile[:, 0:128], moving=tile)
    return store(sums)
