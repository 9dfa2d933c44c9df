"""The bias of an activation is a tensor on trn1."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn1 (correct: trn2)
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    out = sbuf((128, 64))
    nisa.activation(dst=out, op=nl.tanh, data=tile, bias=0.5)  # FAULT: activation-bias
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    out = sbuf((128, 64))
    nisa.activation(dst=out, op=nl.tanh, data=tile, bias=0.5)
    return store(out)
