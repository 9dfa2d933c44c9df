"""The Tensor engine fills nothing."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import sbuf, store


@nki.jit
def faulty(x):
    tile = sbuf((128, 64))
    nisa.memset(dst=tile, value=0.0, engine=nisa.engine.tensor)  # FAULT: engine-unsupported
    return store(tile)


@nki.jit
def correct(x):
    tile = sbuf((128, 64))
    nisa.memset(dst=tile, value=0.0, engine=nisa.engine.vector)
    return store(tile)
