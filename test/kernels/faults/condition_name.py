"""A tile on chip is asked for its truth, which is always true."""

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
    mask = sbuf((128, 64))
    nisa.tensor_scalar(dst=mask, data=tile, op0=nl.greater, operand0=0.0)
    if tile.shape[0] == 128 and mask:  # FAULT: tensor-condition
        nisa.tensor_tensor(dst=tile, data1=tile, data2=mask, op=nl.multiply)
    return store(tile)


@nki.jit
def correct(x):
    tile = load(x)
    mask = sbuf((128, 64))
    nisa.tensor_scalar(dst=mask, data=tile, op0=nl.greater, operand0=0.0)
    if tile.shape[0] == 128 and mask is not None:
        nisa.tensor_tensor(dst=tile, data1=tile, data2=mask, op=nl.multiply)
    return store(tile)
