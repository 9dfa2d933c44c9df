"""An address puts the end of a tile beyond the partition."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import store


@nki.jit
def faulty(x):
    tile = nl.ndarray((128, 64), dtype=nl.float32, buffer=nl.sbuf, address=(0, 229300))  # FAULT: storage-address
    nisa.dma_copy(dst=tile, src=x)
    return store(tile)


@nki.jit
def correct(x):
    tile = nl.ndarray((128, 64), dtype=nl.float32, buffer=nl.sbuf, address=(0, 229120))
    nisa.dma_copy(dst=tile, src=x)
    return store(tile)
