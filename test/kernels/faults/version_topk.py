"""topk came with NKI 0.6."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "bfloat16", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.5 (correct: 0.6)

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    values = sbuf((128, 8), nl.bfloat16)
    places = sbuf((128, 8), nl.uint32)
    nisa.topk(val_dst=values, idx_dst=places, src=tile, n=64)  # FAULT: version
    return store(values)


@nki.jit
def correct(x):
    tile = load(x)
    values = sbuf((128, 8), nl.bfloat16)
    places = sbuf((128, 8), nl.uint32)
    nisa.topk(val_dst=values, idx_dst=places, src=tile, n=64)
    return store(values)
