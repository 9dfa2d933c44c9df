"""A slice ends past the tensor, where Python would cut it short."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import sbuf, store


@nki.jit
def faulty(x):
    tile = sbuf((128, 64))
    nisa.dma_copy(dst=tile, src=x[:, 32:96])  # FAULT: view-bounds
    return store(tile)


@nki.jit
def correct(x):
    tile = sbuf((128, 64))
    nisa.dma_copy(dst=tile, src=x[:, 0:64])
    return store(tile)
