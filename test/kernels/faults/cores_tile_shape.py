"""What is sent is not what is received."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}], "cores": 2}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, sbuf


@nki.jit
def faulty(x):
    out = nl.ndarray((2, 128, 64), dtype=nl.float32, buffer=nl.shared_hbm)
    rank = nl.program_id(0)
    tile = load(x)
    other = sbuf((128, 64))
    nisa.sendrecv(src=tile[:, 0:32], dst=other, send_to_rank=1 - rank, recv_from_rank=1 - rank, pipe_id=0)  # FAULT: exchange-shape
    nisa.dma_copy(dst=out[rank], src=other)
    return out


@nki.jit
def correct(x):
    out = nl.ndarray((2, 128, 64), dtype=nl.float32, buffer=nl.shared_hbm)
    rank = nl.program_id(0)
    tile = load(x)
    other = sbuf((128, 64))
    nisa.sendrecv(src=tile, dst=other, send_to_rank=1 - rank, recv_from_rank=1 - rank, pipe_id=0)
    nisa.dma_copy(dst=out[rank], src=other)
    return out
