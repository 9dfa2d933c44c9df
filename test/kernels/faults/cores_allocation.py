"""The cores allocate different tensors in shared HBM."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}], "cores": 2}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load


@nki.jit
def faulty(x):
    rank = nl.program_id(0)
    out = nl.ndarray((2 + rank, 128, 64), dtype=nl.float32, buffer=nl.shared_hbm)  # FAULT: shared-hbm
    nisa.dma_copy(dst=out[rank], src=load(x))
    return out


@nki.jit
def correct(x):
    rank = nl.program_id(0)
    out = nl.ndarray((2, 128, 64), dtype=nl.float32, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=out[rank], src=load(x))
    return out
