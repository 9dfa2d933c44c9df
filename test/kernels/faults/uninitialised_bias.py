"""The bias of an activation was never set."""

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
    bias = sbuf((128, 1))
    out = sbuf((128, 64))
    nisa.activation(dst=out, op=nl.exp, data=tile, bias=bias)  # FAULT: uninitialised-read
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    bias = sbuf((128, 1))
    nisa.memset(dst=bias, value=0.5)
    out = sbuf((128, 64))
    nisa.activation(dst=out, op=nl.exp, data=tile, bias=bias)
    return store(out)
