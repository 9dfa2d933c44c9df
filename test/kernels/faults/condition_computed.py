"""A branch depends on a comparison of tensors, which is itself a tensor."""

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
    while not nl.greater(tile, 0.0):  # FAULT: tensor-condition
        nisa.tensor_scalar(dst=tile, data=tile, op0=nl.add, operand0=1.0)
    return store(tile)


@nki.jit
def correct(x):
    tile = load(x)
    nisa.tensor_scalar(dst=tile, data=tile, op0=nl.maximum, operand0=0.0)
    return store(tile)
