"""trn1 has no logical cores of two."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}], "cores": 2}
# TARGET: trn1
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, sbuf


@nki.jit
def faulty(x):
    tile = load(x)
    other = sbuf((128, 64))
    rank = nl.program_id(0)
    nisa.sendrecv(src=tile, dst=other, send_to_rank=1 - rank, recv_from_rank=1 - rank, pipe_id=0)  # FAULT: generation
    out = nl.ndarray((2, 128, 64), dtype=nl.float32, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=out[rank], src=other)
    return out


@nki.jit
def correct(x):
    tile = load(x)
    other = sbuf((128, 64))
    rank = nl.program_id(0)
    nisa.tensor_copy(dst=other, src=tile)
    out = nl.ndarray((2, 128, 64), dtype=nl.float32, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=out[rank], src=other)
    return out
