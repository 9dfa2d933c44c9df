"""A view has as many elements as its tensor."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    out = sbuf((128, 60))
    nisa.tensor_copy(dst=out, src=tile.reshape((128, 4, 15)))  # FAULT: view-shape
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    out = sbuf((128, 60))
    nisa.tensor_copy(dst=out, src=tile[:, 0:60])
    return store(out)
