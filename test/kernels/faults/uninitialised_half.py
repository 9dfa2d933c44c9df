"""Half of a tile is loaded, all of it is read."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import sbuf, store


@nki.jit
def faulty(x):
    tile = sbuf((128, 128))
    nisa.dma_copy(dst=tile[:, 0:64], src=x)
    out = sbuf((128, 128))
    nisa.activation(dst=out, op=nl.square, data=tile)  # FAULT: uninitialised-read
    return store(out)


@nki.jit
def correct(x):
    tile = sbuf((128, 128))
    nisa.dma_copy(dst=tile[:, 0:64], src=x)
    nisa.dma_copy(dst=tile[:, 64:128], src=x)
    out = sbuf((128, 128))
    nisa.activation(dst=out, op=nl.square, data=tile)
    return store(out)
