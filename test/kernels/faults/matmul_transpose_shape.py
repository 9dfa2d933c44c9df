"""A transposition exchanges the sizes."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, psum, store


@nki.jit
def faulty(x):
    tile = load(x)
    turned = psum((128, 64))
    nisa.nc_transpose(dst=turned, data=tile)  # FAULT: transpose-shape
    return store(turned)


@nki.jit
def correct(x):
    tile = load(x)
    turned = psum((64, 128))
    nisa.nc_transpose(dst=turned, data=tile)
    return store(turned)
