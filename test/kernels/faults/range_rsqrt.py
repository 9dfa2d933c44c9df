"""The inverse root of a variance of zero without an epsilon."""

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
    nisa.tensor_scalar(dst=tile, data=tile, op0=nl.multiply, operand0=0.0)
    out = sbuf((128, 64))
    nisa.activation(dst=out, op=nl.rsqrt, data=tile)  # FAULT: activation-range
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    nisa.tensor_scalar(dst=tile, data=tile, op0=nl.multiply, operand0=0.0)
    out = sbuf((128, 64))
    nisa.activation(dst=out, op=nl.rsqrt, data=tile, bias=1e-5)
    return store(out)
