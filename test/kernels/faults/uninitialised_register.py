"""A register is loaded from a tile that nothing has written."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    count = sbuf((1, 1), nl.int32)
    register = nisa.register_alloc()
    nisa.register_load(register, count)  # FAULT: register-source
    return store(load(x))


@nki.jit
def correct(x):
    count = sbuf((1, 1), nl.int32)
    nisa.memset(dst=count, value=3)
    register = nisa.register_alloc()
    nisa.register_load(register, count)
    return store(load(x))
