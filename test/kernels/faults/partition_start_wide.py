"""Sixty-four partitions cannot start at partition 32."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    out = sbuf((64, 64))
    nisa.tensor_copy(dst=out, src=tile[32:96, :])  # FAULT: start-partition
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    out = sbuf((64, 64))
    nisa.tensor_copy(dst=out, src=tile[64:128, :])
    return store(out)
