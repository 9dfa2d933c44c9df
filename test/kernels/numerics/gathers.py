"""Moves between places on chip: gathers within partitions and within 16 of them, shuffles of 32 partitions."""

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
def within_partitions(x, indices):
    """x at the flattened places that each partition asks for."""
    out = nl.ndarray(indices.shape, dtype=x.dtype, buffer=nl.sbuf)
    nisa.nc_n_gather(dst=out, data=load(x), indices=load(indices))
    return store(out)


@nki.jit
def within_sixteen(x, indices, count=1):
    """For each group of 16 partitions: `count` elements from every place that the group's indices name."""
    rows, places = indices.shape
    out = nl.ndarray((rows, places * 16 * count), dtype=x.dtype, buffer=nl.sbuf)
    nisa.local_gather(dst=out, src_buffer=load(x), index=load(indices), num_elem_per_idx=count)
    return store(out)


@nki.jit
def valid_indices_only(x, indices, valid=20):
    """Only the first indices of each group count."""
    rows = indices.shape[0]
    out = nl.ndarray((rows, valid), dtype=x.dtype, buffer=nl.sbuf)
    nisa.local_gather(dst=out, src_buffer=load(x), index=load(indices), num_valid_indices=valid)
    return store(out)


@nki.jit
def shuffled_partitions(x):
    """In each 32 partitions: reversed; the first of them everywhere; and two swapped with the rest left alone."""
    tile = load(x)
    reversed_order = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    nisa.nc_stream_shuffle(dst=reversed_order, src=tile, shuffle_mask=[31 - i for i in range(32)])
    first = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    nisa.nc_stream_shuffle(dst=first, src=tile, shuffle_mask=[0] * 32)
    swapped = load(x)
    nisa.nc_stream_shuffle(dst=swapped, src=tile, shuffle_mask=[5, 4] + [255] * 30)
    return store(reversed_order), store(first), store(swapped)


@nki.jit
def broadcast_row(x):
    """The first row of x on all 32 partitions of every quadrant, moved between quadrants."""
    columns = x.shape[1]
    tile = load(x)
    out = nl.ndarray((128, columns), dtype=x.dtype, buffer=nl.sbuf)
    for start in range(0, 128, 32):
        nisa.nc_stream_shuffle(
            dst=out[start : start + 32, 0:columns], src=tile[0:32, 0:columns], shuffle_mask=[0] * 32
        )
    return store(out)
