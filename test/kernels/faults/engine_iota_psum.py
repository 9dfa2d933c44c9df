"""iota runs on the GpSimd engine, which does not reach PSUM."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import store


@nki.jit
def faulty(x):
    numbers = nl.ndarray((128, 64), dtype=nl.int32, buffer=nl.psum)
    nisa.iota(dst=numbers, pattern=[[1, 64]])  # FAULT: operand-space
    return store(numbers)


@nki.jit
def correct(x):
    numbers = nl.ndarray((128, 64), dtype=nl.int32, buffer=nl.sbuf)
    nisa.iota(dst=numbers, pattern=[[1, 64]])
    return store(numbers)
