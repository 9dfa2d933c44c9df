"""The target of a transposition has the exchanged sizes."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "bfloat16", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import sbuf, store


@nki.jit
def faulty(x):
    tile = sbuf((128, 64), nl.bfloat16)
    nisa.dma_transpose(dst=tile, src=x)  # FAULT: dma-transpose-shape
    return store(tile)


@nki.jit
def correct(x):
    tile = sbuf((64, 128), nl.bfloat16)
    nisa.dma_transpose(dst=tile, src=x)
    return store(tile)
