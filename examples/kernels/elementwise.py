"""One tile through one engine, and chains of small instructions: what single steps cost."""

import nki
import nki.isa as nisa
import nki.language as nl


@nki.jit
def exponential(x):
    """exp of a matrix that fits one tile."""
    result = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    tile = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    powers = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x)
    nisa.activation(dst=powers, op=nl.exp, data=tile)
    nisa.dma_copy(dst=result, src=powers)
    return result


@nki.jit
def square_chain(x, links=64):
    """Squares a column again and again: each link waits for the one before."""
    result = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    tile = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x)
    for _ in range(links):
        nisa.activation(dst=tile, op=nl.square, data=tile)
    nisa.dma_copy(dst=result, src=tile)
    return result


@nki.jit
def load_only(x, columns):
    """Loads a matrix of 128 rows, `columns` elements of each row at a time, and stores the last piece."""
    rows, total = x.shape
    result = nl.ndarray((rows, columns), dtype=x.dtype, buffer=nl.shared_hbm)
    for start in range(0, total, columns):
        tile = nl.ndarray((rows, columns), dtype=x.dtype, buffer=nl.sbuf)
        nisa.dma_copy(dst=tile, src=x[0:rows, start : start + columns])
    nisa.dma_copy(dst=result, src=tile)
    return result
