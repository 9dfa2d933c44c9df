"""Operators on bits take integers."""

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
    nisa.tensor_tensor(dst=out, data1=tile, data2=tile, op=nl.bitwise_and)  # FAULT: operand-dtype
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    out = sbuf((128, 64))
    nisa.tensor_tensor(dst=out.view(nl.int32), data1=tile.view(nl.int32), data2=tile.view(nl.int32), op=nl.bitwise_and)
    return store(out)
