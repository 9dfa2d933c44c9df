"""A branch depends on one element of a tensor."""

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
    flag = sbuf((1, 1))
    nisa.dma_copy(dst=flag, src=x[0:1, 0:1])
    if flag:  # FAULT: tensor-condition
        nisa.tensor_scalar(dst=tile, data=tile, op0=nl.multiply, operand0=2.0)
    return store(tile)


@nki.jit
def correct(x):
    tile = load(x)
    flag = sbuf((1, 1))
    nisa.dma_copy(dst=flag, src=x[0:1, 0:1])
    if flag is not None:
        nisa.tensor_scalar(dst=tile, data=tile, op0=nl.multiply, operand0=2.0)
    nisa.tensor_scalar(dst=tile[0:1, :], data=tile[0:1, :], op0=nl.add, operand0=flag)
    return store(tile)
