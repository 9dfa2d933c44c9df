"""A register leads a window out of the tensor."""

# CALL: {"args": [{"shape": [512, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import sbuf, store


@nki.jit
def faulty(x):
    row = sbuf((1, 1), nl.int32)
    nisa.memset(dst=row, value=448)
    register = nisa.register_alloc()
    nisa.register_load(register, row)
    tile = sbuf((128, 64))
    nisa.dma_copy(dst=tile, src=x.ap(pattern=[[64, 128], [1, 64]], scalar_offset=register, indirect_dim=0))  # FAULT: index-out-of-bounds
    return store(tile)


@nki.jit
def correct(x):
    row = sbuf((1, 1), nl.int32)
    nisa.memset(dst=row, value=384)
    register = nisa.register_alloc()
    nisa.register_load(register, row)
    tile = sbuf((128, 64))
    nisa.dma_copy(dst=tile, src=x.ap(pattern=[[64, 128], [1, 64]], scalar_offset=register, indirect_dim=0))
    return store(tile)
