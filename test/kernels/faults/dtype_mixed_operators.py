"""One instruction works on bits or on numbers."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "int32", "fill": "integers", "low": 0, "high": 100, "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    out = sbuf((128, 64), nl.int32)
    nisa.tensor_scalar(dst=out, data=tile, op0=nl.bitwise_and, operand0=7, op1=nl.add, operand1=1)  # FAULT: operators-mixed
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    out = sbuf((128, 64), nl.int32)
    nisa.tensor_scalar(dst=out, data=tile, op0=nl.bitwise_and, operand0=7, op1=nl.bitwise_or, operand1=1)
    return store(out)
