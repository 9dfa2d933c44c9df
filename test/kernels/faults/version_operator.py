"""The operator came with NKI 0.4."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn3
# NKI: 0.3 (correct: 0.4)

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    out = sbuf((128, 64))
    nisa.tensor_tensor(dst=out, data1=tile, data2=tile, op=nl.abs_max)  # FAULT: version
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    out = sbuf((128, 64))
    nisa.tensor_tensor(dst=out, data1=tile, data2=tile, op=nl.abs_max)
    return store(out)
