"""Both cores write the first rows, each its own values."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}], "cores": 2}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load


@nki.jit
def faulty(x):
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    tile = load(x)
    half = nl.program_id(0) * 64
    nisa.dma_copy(dst=out[0:64, :], src=tile[half : half + 64, :])  # FAULT: core-race
    return out


@nki.jit
def correct(x):
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    tile = load(x)
    half = nl.program_id(0) * 64
    nisa.dma_copy(dst=out[half : half + 64, :], src=tile[half : half + 64, :])
    return out
