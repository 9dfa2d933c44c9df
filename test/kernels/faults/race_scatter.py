"""Two rows of a scatter go to the same place."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, sbuf


@nki.jit
def faulty(x):
    out = nl.ndarray((128, 64), dtype=nl.float32, buffer=nl.shared_hbm)
    rows = sbuf((128, 1), nl.int32)
    nisa.memset(dst=rows, value=5)
    zeros = sbuf((128, 64))
    nisa.memset(dst=zeros, value=0.0)
    nisa.dma_copy(dst=out, src=zeros)
    tile = load(x)
    nisa.dma_copy(dst=out.ap(pattern=[[64, 128], [1, 64]], vector_offset=rows, indirect_dim=0), src=tile)  # FAULT: scatter-duplicate
    return out


@nki.jit
def correct(x):
    out = nl.ndarray((128, 64), dtype=nl.float32, buffer=nl.shared_hbm)
    rows = sbuf((128, 1), nl.int32)
    nisa.iota(dst=rows, pattern=[[0, 1]], channel_multiplier=1)
    zeros = sbuf((128, 64))
    nisa.memset(dst=zeros, value=0.0)
    nisa.dma_copy(dst=out, src=zeros)
    tile = load(x)
    nisa.dma_copy(dst=out.ap(pattern=[[64, 128], [1, 64]], vector_offset=rows, indirect_dim=0), src=tile)
    return out
