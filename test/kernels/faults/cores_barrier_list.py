"""A barrier joins both cores."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}], "cores": 2}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load


@nki.jit
def faulty(x):
    out = nl.ndarray((2, 128, 64), dtype=nl.float32, buffer=nl.shared_hbm)
    rank = nl.program_id(0)
    nisa.dma_copy(dst=out[rank], src=load(x))
    nisa.core_barrier(data=out, cores=(0, 2))  # FAULT: barrier-cores
    return out


@nki.jit
def correct(x):
    out = nl.ndarray((2, 128, 64), dtype=nl.float32, buffer=nl.shared_hbm)
    rank = nl.program_id(0)
    nisa.dma_copy(dst=out[rank], src=load(x))
    nisa.core_barrier(data=out, cores=(0, 1))
    return out
