"""An instruction overwrites elements that it has not read yet."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, store


@nki.jit
def faulty(x):
    tile = load(x)
    nisa.tensor_copy(dst=tile[:, 1:64], src=tile[:, 0:63])  # FAULT: overlap-in-place
    return store(tile)


@nki.jit
def correct(x):
    tile = load(x)
    nisa.tensor_copy(dst=tile[:, 0:63], src=tile[:, 1:64])
    return store(tile)
