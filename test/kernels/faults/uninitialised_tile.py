"""A tile is read that nothing has written."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    bias = sbuf((128, 64))
    out = sbuf((128, 64))
    nisa.tensor_tensor(dst=out, data1=load(x), data2=bias, op=nl.add)  # FAULT: uninitialised-read
    return store(out)


@nki.jit
def correct(x):
    bias = sbuf((128, 64))
    nisa.memset(dst=bias, value=1.0)
    out = sbuf((128, 64))
    nisa.tensor_tensor(dst=out, data1=load(x), data2=bias, op=nl.add)
    return store(out)
