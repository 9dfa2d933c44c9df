"""An integer tile is filled with a fraction."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import sbuf, store


@nki.jit
def faulty(x):
    tile = sbuf((128, 64), nl.int32)
    nisa.memset(dst=tile, value=1.5)  # FAULT: memset-type
    return store(tile)


@nki.jit
def correct(x):
    tile = sbuf((128, 64), nl.int32)
    nisa.memset(dst=tile, value=1)
    return store(tile)
