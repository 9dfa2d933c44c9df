"""A kernel stores two tensors and returns one of them."""

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
    rest = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)  # FAULT: output-unreturned
    nisa.dma_copy(dst=rest, src=tile)
    nisa.tensor_scalar(dst=tile, data=tile, op0=nl.add, operand0=1.0)
    return store(tile)


@nki.jit
def correct(x):
    tile = load(x)
    rest = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=rest, src=tile)
    nisa.tensor_scalar(dst=tile, data=tile, op0=nl.add, operand0=1.0)
    return store(tile), rest
