"""Two cores of one logical core: exchanges of tiles, barriers, and results that both write."""

import nki
import nki.isa as nisa
import nki.language as nl


def load(x):
    tile = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x)
    return tile


def store(tile):
    result = nl.ndarray(tile.shape, dtype=tile.dtype, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=result, src=tile)
    return result


@nki.jit
def halves_exchanged(x):
    """Each core loads half of the columns, sends it to the other and adds what it receives; both write their rows."""
    rows, columns = x.shape
    half = columns // 2
    core = nl.program_id(0)
    assert nl.num_programs(0) == 2 and nl.program_ndim() == 1
    own = nl.ndarray((rows, half), dtype=x.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=own, src=x[0:rows, core * half : (core + 1) * half])
    other = nl.ndarray((rows, half), dtype=x.dtype, buffer=nl.sbuf)
    nisa.sendrecv(src=own, dst=other, send_to_rank=1 - core, recv_from_rank=1 - core, pipe_id=0)
    total = nl.ndarray((rows, half), dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_tensor(dst=total, data1=own, data2=other, op=nl.add)
    result = nl.ndarray((2, rows, half), dtype=nl.float32, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=result[core], src=total)
    return result


@nki.jit
def by_the_other_engine(x):
    """The same exchange by the DMA of the GpSimd engine, a second one after it under another number."""
    rows, columns = x.shape
    core = nl.program_id(0)
    tile = nl.ndarray((rows, columns), dtype=x.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x)
    nisa.tensor_scalar(dst=tile, data=tile, op0=nl.multiply, operand0=core + 1.0)
    once = nl.ndarray((rows, columns), dtype=x.dtype, buffer=nl.sbuf)
    nisa.sendrecv(
        src=tile,
        dst=once,
        send_to_rank=1 - core,
        recv_from_rank=1 - core,
        pipe_id=0,
        dma_engine=nisa.dma_engine.gpsimd_dma,
    )
    nisa.tensor_scalar(dst=once, data=once, op0=nl.add, operand0=1.0)
    twice = nl.ndarray((rows, columns), dtype=x.dtype, buffer=nl.sbuf)
    nisa.sendrecv(src=once, dst=twice, send_to_rank=1 - core, recv_from_rank=1 - core, pipe_id=1)
    result = nl.ndarray((2, rows, columns), dtype=x.dtype, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=result[core], src=twice)
    return result


@nki.jit
def through_shared_memory(x):
    """Each core writes half of a matrix in shared memory; after a barrier each reads the half of the other."""
    rows, columns = x.shape
    half = rows // 2
    core = nl.program_id(0)
    shared = nl.ndarray((rows, columns), dtype=x.dtype, buffer=nl.shared_hbm)
    tile = nl.ndarray((half, columns), dtype=x.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x[core * half : (core + 1) * half, 0:columns])
    nisa.tensor_scalar(dst=tile, data=tile, op0=nl.multiply, operand0=2.0)
    nisa.dma_copy(dst=shared[core * half : (core + 1) * half, 0:columns], src=tile)
    nisa.core_barrier(data=shared, cores=(0, 1))
    other = 1 - core
    received = nl.ndarray((half, columns), dtype=x.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=received, src=shared[other * half : (other + 1) * half, 0:columns])
    result = nl.ndarray((rows, columns), dtype=x.dtype, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=result[core * half : (core + 1) * half, 0:columns], src=received)
    return result, shared
