"""Only transfers with indices can skip what is out of bounds."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import sbuf, store


@nki.jit
def faulty(x):
    tile = sbuf((64, 128))
    nisa.dma_transpose(dst=tile, src=x, oob_mode=nisa.oob_mode.skip)  # FAULT: dma-oob-mode
    return store(tile)


@nki.jit
def correct(x):
    tile = sbuf((64, 128))
    nisa.dma_transpose(dst=tile, src=x)
    return store(tile)
