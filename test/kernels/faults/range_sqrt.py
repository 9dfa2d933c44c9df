"""The root of negative numbers."""

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
    nisa.activation(dst=out, op=nl.sqrt, data=tile)  # FAULT: activation-range
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    out = sbuf((128, 64))
    nisa.tensor_tensor(dst=tile, data1=tile, data2=tile, op=nl.multiply)
    nisa.tensor_scalar(dst=tile, data=tile, op0=nl.add, operand0=0.001)
    nisa.activation(dst=out, op=nl.sqrt, data=tile)
    return store(out)
