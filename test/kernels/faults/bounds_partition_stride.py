"""The partition stride of a pattern is the elements of a partition."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    out = sbuf((64, 64))
    nisa.tensor_copy(dst=out, src=tile.ap(pattern=[[128, 64], [1, 64]]))  # FAULT: view-partition
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    out = sbuf((64, 64))
    nisa.tensor_copy(dst=out, src=tile.ap(pattern=[[64, 64], [1, 64]]))
    return store(out)
