"""Moves by DMA: casts, views of HBM, transposes, sums on the way, rows by index, run-time places."""

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


def empty(x, dtype=None, shape=None):
    return nl.ndarray(
        x.shape if shape is None else shape, dtype=x.dtype if dtype is None else dtype, buffer=nl.sbuf
    )


@nki.jit
def cast_on_the_way(x, y):
    """x in the type of y: cast while it is loaded, and while it is stored; HBM to HBM in its own type."""
    loaded = empty(x, y.dtype)
    nisa.dma_copy(dst=loaded, src=x)
    result = nl.ndarray(x.shape, dtype=y.dtype, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=result, src=load(x))
    direct = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=direct, src=x, dge_mode=nisa.dge_mode.none)
    return store(loaded), result, direct


@nki.jit
def pieces(x):
    """x with its halves swapped, its rows reversed in pairs, and only every third column of every second row."""
    rows, columns = x.shape
    half = columns // 2
    swapped = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=swapped[0:rows, 0:half], src=x[0:rows, columns - half : columns])
    nisa.dma_copy(dst=swapped[0:rows, half:columns], src=x[0:rows, 0 : columns - half])
    pairs = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=pairs[0:rows:2, 0:columns], src=x[1:rows:2, 0:columns])
    nisa.dma_copy(dst=pairs[1:rows:2, 0:columns], src=x[0:rows:2, 0:columns])
    thin = nl.ndarray(((rows + 1) // 2, (columns + 2) // 3), dtype=x.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=thin, src=x[0:rows:2, 0:columns:3])
    return swapped, pairs, store(thin)


@nki.jit
def turned(x):
    """x.T by DMA, to SBUF."""
    tile = empty(x, None, (x.shape[1], x.shape[0]))
    nisa.dma_transpose(dst=tile, src=x)
    return store(tile)


@nki.jit
def turned_boxes(x):
    """The order of three dimensions reversed."""
    a, b, c = x.shape
    tile = empty(x, None, (c, b, a))
    nisa.dma_transpose(dst=tile, src=x, axes=(2, 1, 0))
    return store(tile)


@nki.jit
def turned_blocks(x):
    """Of four dimensions the first and the last exchanged."""
    a, b, c, d = x.shape
    tile = empty(x, None, (d, b, c, a))
    nisa.dma_transpose(dst=tile, src=x, axes=(3, 1, 2, 0))
    return store(tile)


@nki.jit
def turned_rows_by_index(x, indices):
    """The columns of the result are rows of x that the indices name."""
    count, width = indices.shape[0], x.shape[1]
    places = load(indices)
    tile = empty(x, None, (width, count))
    nisa.memset(dst=tile, value=0.0)
    nisa.dma_transpose(
        dst=tile,
        src=x.ap(pattern=[[width, count], [1, width]], vector_offset=places, indirect_dim=0),
        axes=(1, 0),
    )
    return store(tile)


@nki.jit
def summed_on_the_way(a, b, c):
    """a + b + c in float32, by the DMA engines, into SBUF and into HBM."""
    tile = empty(a)
    nisa.dma_compute(dst=tile, srcs=[a, b, c], reduce_op=nl.add)
    result = nl.ndarray(a.shape, dtype=nl.float32, buffer=nl.shared_hbm)
    nisa.dma_compute(dst=result, srcs=[a, tile], reduce_op=nl.add, scales=[1.0, 1.0])
    return store(tile), result


@nki.jit
def rows_by_index(x, indices):
    """Rows of x that the indices name."""
    count, width = indices.shape[0], x.shape[1]
    places = load(indices)
    tile = empty(x, None, (count, width))
    nisa.dma_copy(
        dst=tile, src=x.ap(pattern=[[width, count], [1, width]], vector_offset=places, indirect_dim=0)
    )
    return store(tile)


@nki.jit
def known_rows_only(x, indices):
    """Rows of x by index where the index lies in x; where it does not, what was there."""
    count, width = indices.shape[0], x.shape[1]
    places = load(indices)
    tile = empty(x, None, (count, width))
    nisa.memset(dst=tile, value=-1.0)
    nisa.dma_copy(
        dst=tile,
        src=x.ap(pattern=[[width, count], [1, width]], vector_offset=places, indirect_dim=0),
        oob_mode=nisa.oob_mode.skip,
    )
    return store(tile)


@nki.jit
def scattered(x, rows, indices):
    """x with some of its rows written over, and added to, at the places that the indices name."""
    count, width = rows.shape
    places, tile = load(indices), load(rows)
    results = []
    for adds in (False, True):
        result = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
        nisa.dma_copy(dst=result, src=x)
        target = result.ap(pattern=[[width, count], [1, width]], vector_offset=places, indirect_dim=0)
        if adds:
            nisa.dma_compute(dst=target, srcs=[tile, target], reduce_op=nl.add)
        else:
            nisa.dma_copy(dst=target, src=tile)
        results.append(result)
    return results


@nki.jit
def gathered_and_added(x, rows, indices):
    """rows + x[indices], read and added on the way."""
    count, width = rows.shape
    places, tile = load(indices), load(rows)
    nisa.dma_compute(
        dst=tile,
        srcs=[x.ap(pattern=[[width, count], [1, width]], vector_offset=places, indirect_dim=0), tile],
        reduce_op=nl.add,
    )
    return store(tile)


@nki.jit
def place_known_at_run_time(x, place):
    """Four rows of x from a row on that stands in memory, by a tensor and by a register."""
    width = x.shape[1]
    where = load(place)
    first = empty(x, None, (4, width))
    nisa.dma_copy(dst=first, src=x.ap(pattern=[[width, 4], [1, width]], scalar_offset=where, indirect_dim=0))
    register = nisa.register_alloc()
    nisa.register_load(register, where)
    second = empty(x, None, (4, width))
    nisa.dma_copy(
        dst=second, src=x.ap(pattern=[[width, 4], [1, width]], scalar_offset=register, indirect_dim=0)
    )
    third = empty(x, None, (1, width))
    nisa.dma_copy(dst=third, src=x.select(0, register).expand_dim(0))
    return store(first), store(second), store(third)
