"""A transposition on the Tensor engine keeps the type."""

# CALL: {"args": [{"shape": [128, 128], "dtype": "bfloat16", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, store


@nki.jit
def faulty(x):
    tile = load(x)
    turned = nl.ndarray((128, 128), dtype=nl.float32, buffer=nl.psum)
    nisa.nc_transpose(dst=turned, data=tile)  # FAULT: transpose-dtype
    return store(turned)


@nki.jit
def correct(x):
    tile = load(x)
    turned = nl.ndarray((128, 128), dtype=nl.bfloat16, buffer=nl.psum)
    nisa.nc_transpose(dst=turned, data=tile)
    return store(turned)
