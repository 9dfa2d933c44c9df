"""A tile of more rows than there are partitions."""

# CALL: {"args": [{"shape": [256, 16], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import store


@nki.jit
def faulty(x):
    tile = nl.ndarray((256, 16), dtype=nl.float32, buffer=nl.sbuf)  # FAULT: partition-count
    nisa.dma_copy(dst=tile, src=x.reshape(tile.shape))
    return store(tile)


@nki.jit
def correct(x):
    tile = nl.ndarray((128, 2, 16), dtype=nl.float32, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x.reshape(tile.shape))
    return store(tile)
