"""An index found at run time leads out of the tensor."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import sbuf, store


@nki.jit
def faulty(x):
    rows = sbuf((128, 1), nl.int32)
    nisa.iota(dst=rows, pattern=[[0, 1]], offset=1, channel_multiplier=1)
    tile = sbuf((128, 64))
    nisa.dma_copy(dst=tile, src=x.ap(pattern=[[64, 128], [1, 64]], vector_offset=rows, indirect_dim=0))  # FAULT: index-out-of-bounds
    return store(tile)


@nki.jit
def correct(x):
    rows = sbuf((128, 1), nl.int32)
    nisa.iota(dst=rows, pattern=[[0, 1]], offset=0, channel_multiplier=1)
    tile = sbuf((128, 64))
    nisa.dma_copy(dst=tile, src=x.ap(pattern=[[64, 128], [1, 64]], vector_offset=rows, indirect_dim=0))
    return store(tile)
