"""A tile takes more bytes of a partition than SBUF has."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import store


@nki.jit
def faulty(x):
    tile = nl.ndarray((128, 60000), dtype=nl.float32, buffer=nl.sbuf)  # FAULT: storage-capacity
    nisa.dma_copy(dst=tile[:, 0:64], src=x)
    return store(tile[:, 0:64])


@nki.jit
def correct(x):
    tile = nl.ndarray((128, 64), dtype=nl.float32, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile[:, 0:64], src=x)
    return store(tile[:, 0:64])
