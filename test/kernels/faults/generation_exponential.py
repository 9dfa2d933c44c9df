"""The Vector engine computes exponentials from trn3 on."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2 (correct: trn3)
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    out = sbuf((128, 64))
    nisa.exponential(dst=out, src=tile)  # FAULT: generation
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    out = sbuf((128, 64))
    nisa.exponential(dst=out, src=tile)
    return store(out)
