"""Source and target have different numbers of elements in a partition."""

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
    out = sbuf((128, 32))
    nisa.tensor_tensor(dst=out, data1=tile, data2=tile, op=nl.add)  # FAULT: elements-differ
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    out = sbuf((128, 64))
    nisa.tensor_tensor(dst=out, data1=tile, data2=tile, op=nl.add)
    return store(out)
