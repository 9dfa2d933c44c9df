"""The DMA of the GpSimd engine exchanges small tiles."""

# CALL: {"args": [{"shape": [128, 512], "dtype": "float32", "name": "x", "seed": 1}], "cores": 2}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, sbuf


@nki.jit
def faulty(x):
    out = nl.ndarray((2, 128, 512), dtype=nl.float32, buffer=nl.shared_hbm)
    rank = nl.program_id(0)
    tile = load(x)
    other = sbuf((128, 512))
    engine = nisa.dma_engine.gpsimd_dma
    nisa.sendrecv(src=tile, dst=other, send_to_rank=1 - rank, recv_from_rank=1 - rank, pipe_id=0, dma_engine=engine)  # FAULT: exchange-size
    nisa.dma_copy(dst=out[rank], src=other)
    return out


@nki.jit
def correct(x):
    out = nl.ndarray((2, 128, 512), dtype=nl.float32, buffer=nl.shared_hbm)
    rank = nl.program_id(0)
    tile = load(x)
    other = sbuf((128, 512))
    engine = nisa.dma_engine.dma
    nisa.sendrecv(src=tile, dst=other, send_to_rank=1 - rank, recv_from_rank=1 - rank, pipe_id=0, dma_engine=engine)
    nisa.dma_copy(dst=out[rank], src=other)
    return out
