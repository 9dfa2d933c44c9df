"""max8 needs at least eight elements."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    largest = sbuf((128, 8))
    nisa.max8(dst=largest, src=tile[:, 0:4])  # FAULT: search-elements
    return store(largest)


@nki.jit
def correct(x):
    tile = load(x)
    largest = sbuf((128, 8))
    nisa.max8(dst=largest, src=tile)
    return store(largest)
