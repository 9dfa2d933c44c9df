"""The result is computed and never stored."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load


@nki.jit
def faulty(x):
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)  # FAULT: output-unwritten
    tile = load(x)
    nisa.activation(dst=tile, op=nl.relu, data=tile)
    return out


@nki.jit
def correct(x):
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    tile = load(x)
    nisa.activation(dst=tile, op=nl.relu, data=tile)
    nisa.dma_copy(dst=out, src=tile)
    return out
