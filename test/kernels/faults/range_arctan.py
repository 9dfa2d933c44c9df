"""The arc tangent outside of its range."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    out = sbuf((128, 64))
    nisa.activation(dst=out, op=nl.arctan, data=tile, scale=100.0)  # FAULT: activation-range
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    out = sbuf((128, 64))
    nisa.activation(dst=out, op=nl.arctan, data=tile, scale=0.2)
    return store(out)
