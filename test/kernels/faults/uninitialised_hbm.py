"""Scratch memory in HBM is read before it is written."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import sbuf, store


@nki.jit
def faulty(x):
    scratch = nl.ndarray((128, 64), dtype=nl.float32, buffer=nl.private_hbm)
    tile = sbuf((128, 64))
    nisa.dma_copy(dst=tile, src=scratch)  # FAULT: uninitialised-read
    return store(tile)


@nki.jit
def correct(x):
    scratch = nl.ndarray((128, 64), dtype=nl.float32, buffer=nl.private_hbm)
    nisa.dma_copy(dst=scratch, src=x)
    tile = sbuf((128, 64))
    nisa.dma_copy(dst=tile, src=scratch)
    return store(tile)
