"""A tile takes more bytes of a partition than PSUM has."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, store


@nki.jit
def faulty(x):
    sums = nl.ndarray((128, 5000), dtype=nl.float32, buffer=nl.psum)  # FAULT: storage-capacity
    nisa.tensor_copy(dst=sums[:, 0:64], src=load(x))
    return store(sums[:, 0:64])


@nki.jit
def correct(x):
    sums = nl.ndarray((128, 64), dtype=nl.float32, buffer=nl.psum)
    nisa.tensor_copy(dst=sums[:, 0:64], src=load(x))
    return store(sums[:, 0:64])
