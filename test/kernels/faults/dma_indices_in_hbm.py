"""The indices of a gather lie in SBUF."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}, {"shape": [128, 1], "dtype": "int32", "fill": "zeros", "name": "y", "seed": 2}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, sbuf, store


@nki.jit
def faulty(x, y):
    tile = sbuf((128, 64))
    rows = y
    nisa.dma_copy(dst=tile, src=x.ap(pattern=[[64, 128], [1, 64]], vector_offset=rows, indirect_dim=0))  # FAULT: view-indirect
    return store(tile)


@nki.jit
def correct(x, y):
    tile = sbuf((128, 64))
    rows = load(y)
    nisa.dma_copy(dst=tile, src=x.ap(pattern=[[64, 128], [1, 64]], vector_offset=rows, indirect_dim=0))
    return store(tile)
