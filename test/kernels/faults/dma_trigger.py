"""The Tensor engine triggers no transfers."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import sbuf, store


@nki.jit
def faulty(x):
    tile = sbuf((128, 64))
    nisa.dma_copy(dst=tile, src=x, dge_mode=nisa.dge_mode.hwdge, engine=nisa.engine.tensor)  # FAULT: dma-dge-mode
    return store(tile)


@nki.jit
def correct(x):
    tile = sbuf((128, 64))
    nisa.dma_copy(dst=tile, src=x, dge_mode=nisa.dge_mode.hwdge, engine=nisa.engine.sync)
    return store(tile)
