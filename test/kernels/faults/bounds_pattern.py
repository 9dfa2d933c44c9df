"""An access pattern reaches over the end of the tensor."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    out = sbuf((128, 48))
    nisa.tensor_copy(dst=out, src=tile.ap(pattern=[[64, 128], [2, 48]]))  # FAULT: view-bounds
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    out = sbuf((128, 48))
    nisa.tensor_copy(dst=out, src=tile.ap(pattern=[[64, 128], [1, 48]]))
    return store(out)
