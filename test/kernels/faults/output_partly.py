"""The last rows are forgotten when rows are no multiple of 128."""

# CALL: {"args": [{"shape": [300, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import sbuf


@nki.jit
def faulty(x):
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)  # FAULT: output-partly-written
    for start in range(0, x.shape[0] - 127, 128):
        size = min(128, x.shape[0] - start)
        tile = sbuf((size, 64))
        nisa.dma_copy(dst=tile, src=x[start : start + size, :])
        nisa.dma_copy(dst=out[start : start + size, :], src=tile)
    return out


@nki.jit
def correct(x):
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    for start in range(0, x.shape[0], 128):
        size = min(128, x.shape[0] - start)
        tile = sbuf((size, 64))
        nisa.dma_copy(dst=tile, src=x[start : start + size, :])
        nisa.dma_copy(dst=out[start : start + size, :], src=tile)
    return out
