"""A tile placed at partition 32 cannot be read as 64 partitions."""

# CALL: {"args": [{"shape": [64, 32], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import sbuf, store


@nki.jit
def faulty(x):
    tile = nl.ndarray((64, 32), dtype=nl.float32, buffer=nl.sbuf, address=(32, 0))
    nisa.dma_copy(dst=tile, src=x)
    out = sbuf((64, 32))
    nisa.reciprocal(dst=out, data=tile)  # FAULT: start-partition
    return store(out)


@nki.jit
def correct(x):
    tile = nl.ndarray((64, 32), dtype=nl.float32, buffer=nl.sbuf, address=(64, 0))
    nisa.dma_copy(dst=tile, src=x)
    out = sbuf((64, 32))
    nisa.reciprocal(dst=out, data=tile)
    return store(out)
