"""The Scalar engine of trn1 has no tensor_copy."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn1
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    out = sbuf((128, 64))
    nisa.tensor_copy(dst=out, src=tile, engine=nisa.engine.scalar)  # FAULT: engine-unsupported
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    out = sbuf((128, 64))
    nisa.activation(dst=out, op=nl.copy, data=tile)
    return store(out)
