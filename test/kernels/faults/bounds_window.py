"""A window begins too late for its size."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import sbuf, store


@nki.jit
def faulty(x):
    tile = sbuf((128, 32))
    nisa.dma_copy(dst=tile, src=x[:, nl.ds(40, 32)])  # FAULT: view-bounds
    return store(tile)


@nki.jit
def correct(x):
    tile = sbuf((128, 32))
    nisa.dma_copy(dst=tile, src=x[:, nl.ds(32, 32)])
    return store(tile)
