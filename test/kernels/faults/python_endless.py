"""A loop of Python that never ends."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
from tiles import load, store


@nki.jit
def faulty(x):
    tile = load(x)
    count = 0
    while count >= 0:  # FAULT: evaluation-steps
        count += 1
    return store(tile)


@nki.jit
def correct(x):
    tile = load(x)
    count = 0
    while count < 4:
        count += 1
    return store(tile)
