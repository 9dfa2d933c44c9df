"""A function that ended with NKI 0.3."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    out = sbuf((128, 64))
    nisa.tensor_copy_dynamic_src(dst=out, src=tile)  # FAULT: version
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    out = sbuf((128, 64))
    nisa.tensor_copy(dst=out, src=tile)
    return store(out)
