"""The pieces of the two cores overlap in one row."""

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
    start = nl.program_id(0) * 64
    stop = start + 64 + (1 - nl.program_id(0))
    nisa.tensor_scalar(dst=tile, data=tile, op0=nl.add, operand0=float(start))
    nisa.dma_copy(dst=out[start:stop, :], src=tile[start:stop, :])  # FAULT: core-race
    return out


@nki.jit
def correct(x):
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    tile = load(x)
    start = nl.program_id(0) * 64
    stop = start + 64
    nisa.tensor_scalar(dst=tile, data=tile, op0=nl.add, operand0=float(start))
    nisa.dma_copy(dst=out[start:stop, :], src=tile[start:stop, :])
    return out
