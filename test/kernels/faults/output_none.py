"""A kernel forgets to return what it computed."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, store


@nki.jit
def faulty(x):  # FAULT: output-none
    tile = load(x)
    nisa.tensor_scalar(dst=tile, data=tile, op0=nl.add, operand0=1.0)
    store(tile)


@nki.jit
def correct(x):
    tile = load(x)
    nisa.tensor_scalar(dst=tile, data=tile, op0=nl.add, operand0=1.0)
    return store(tile)
