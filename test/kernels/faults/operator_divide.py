"""No engine of this generation divides with tensor_scalar's remainder operator."""

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
    nisa.tensor_scalar(dst=out, data=tile, op0=nl.fmod, operand0=2.0)  # FAULT: operator-simulated
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    out = sbuf((128, 64))
    nisa.tensor_scalar(dst=out, data=tile, op0=nl.multiply, operand0=0.5)
    return store(out)
