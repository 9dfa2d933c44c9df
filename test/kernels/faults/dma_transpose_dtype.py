"""DMA transposes elements of two or four bytes."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "uint8", "fill": "integers", "low": 0, "high": 100, "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import sbuf, store


@nki.jit
def faulty(x):
    tile = sbuf((64, 128), nl.uint8)
    nisa.dma_transpose(dst=tile, src=x)  # FAULT: dma-transpose-dtype
    return store(tile)


@nki.jit
def correct(x):
    tile = sbuf((64, 128), nl.uint8)
    nisa.dma_copy(dst=tile, src=x.reshape((64, 128)))
    return store(tile)
