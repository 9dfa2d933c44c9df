"""A tile is loaded and then cleared, the two lines in the wrong order."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import sbuf, store


@nki.jit
def faulty(x):
    tile = sbuf((128, 64))
    nisa.dma_copy(dst=tile, src=x)  # FAULT: dead-store
    nisa.memset(dst=tile, value=0.0)
    return store(tile)


@nki.jit
def correct(x):
    tile = sbuf((128, 64))
    nisa.memset(dst=tile, value=0.0)
    nisa.dma_copy(dst=tile, src=x)
    return store(tile)
