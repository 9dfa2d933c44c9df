"""A reduction takes the last dimensions."""

# CALL: {"args": [{"shape": [128, 8, 16], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    out = sbuf((128, 16))
    nisa.tensor_reduce(dst=out, op=nl.add, data=tile, axis=1)  # FAULT: reduce-axis
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    out = sbuf((128, 8))
    nisa.tensor_reduce(dst=out, op=nl.add, data=tile, axis=2)
    return store(out)
