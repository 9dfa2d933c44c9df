"""Compute engines do not reach HBM."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    out = sbuf((128, 64))
    nisa.tensor_scalar(dst=out, data=x, op0=nl.multiply, operand0=2.0)  # FAULT: operand-space
    return store(out)


@nki.jit
def correct(x):
    out = sbuf((128, 64))
    nisa.tensor_scalar(dst=out, data=load(x), op0=nl.multiply, operand0=2.0)
    return store(out)
