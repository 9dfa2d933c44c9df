"""`is` compares tensors by identity, which the compiler does not know."""

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
    if tile is not out:  # FAULT: python-identity
        nisa.tensor_copy(dst=out, src=tile)
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    out = sbuf((128, 64))
    if tile.shape == out.shape:
        nisa.tensor_copy(dst=out, src=tile)
    return store(out)
