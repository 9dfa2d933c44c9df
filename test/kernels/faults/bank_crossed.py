"""The result of one matmul reaches over the end of a bank."""

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
    sums = nl.ndarray((128, 1024), dtype=nl.float32, buffer=nl.psum)
    nisa.nc_matmul(dst=sums[:, 256:768], stationary=tile[:, 0:128], moving=tile)  # FAULT: psum-bank
    return store(sums[:, 256:768])


@nki.jit
def correct(x):
    tile = load(x)
    sums = nl.ndarray((128, 1024), dtype=nl.float32, buffer=nl.psum)
    nisa.nc_matmul(dst=sums[:, 512:1024], stationary=tile[:, 0:128], moving=tile)
    return store(sums[:, 512:1024])
