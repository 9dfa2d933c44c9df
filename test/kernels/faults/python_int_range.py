"""A misspelt parameter."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, store


@nki.jit
def faulty(x):
    tile = load(x)
    nisa.activation(dst=tile, op=nl.relu, src=tile)  # FAULT: TypeError
    return store(tile)


@nki.jit
def correct(x):
    tile = load(x)
    nisa.activation(dst=tile, op=nl.relu, data=tile)
    return store(tile)
