"""A recursion of Python that never ends."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
from tiles import load, store


@nki.jit
def faulty(x):
    def halve(size):
        return halve(size // 2)  # FAULT: evaluation-depth
    halve(64)
    return store(load(x))


@nki.jit
def correct(x):
    def halve(size):
        return 1 if size <= 1 else halve(size // 2)
    halve(64)
    return store(load(x))
