"""Strided views: up to five dimensions by .ap, slices of slices, other orders, other types of the same bytes."""

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
def pooled(x, size=2):
    """Averages over windows of size x size, by a view of five dimensions that is reduced over its last two."""
    channels, height, width = x.shape
    tile = load(x)
    down, across = height // size, width // size
    windows = tile.ap(
        [[height * width, channels], [size * width, down], [size, across], [width, size], [1, size]]
    )
    total = nl.ndarray((channels, down, across), dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_reduce(dst=total, op=nl.add, data=windows, axis=(3, 4))
    nisa.tensor_scalar(dst=total, data=total, op0=nl.multiply, operand0=1.0 / (size * size))
    return store(total)


@nki.jit
def overlapping(x, width=5):
    """Every window of `width` columns one column apart: the same bytes in several places of the view."""
    rows, columns = x.shape
    tile = load(x)
    count = columns - width + 1
    out = nl.ndarray((rows, count), dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_reduce(
        dst=out, op=nl.maximum, data=tile.ap([[columns, rows], [1, count], [1, width]]), axis=2
    )
    return store(out)


@nki.jit
def written_in_five_dimensions(x):
    """A dense tile written into another through a view whose dimensions come in another order, with gaps left at -1."""
    rows, a, b, c, d = x.shape
    tile = load(x)
    elements = a * b * c * d * 2
    out = nl.ndarray((rows, elements), dtype=x.dtype, buffer=nl.sbuf)
    nisa.memset(dst=out, value=-1)
    view = out.ap([[elements, rows], [2, a], [2 * a, b], [2 * a * b, c], [2 * a * b * c, d]], offset=1)
    nisa.tensor_copy(dst=view, src=tile)
    return store(out)


@nki.jit
def slices_of_slices(x):
    """Every second column of columns 3 to 40, of that the second half; and one column as a factor for the others."""
    rows, columns = x.shape
    tile = load(x)
    part = tile[0:rows, 3:41:2][0:rows, 10:19]
    out = nl.ndarray((rows, 9), dtype=x.dtype, buffer=nl.sbuf)
    nisa.tensor_copy(dst=out, src=part)
    factor = tile[0:rows, 7:8].broadcast(dim=1, size=columns)
    scaled = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_tensor(dst=scaled, data1=tile, data2=factor, op=nl.multiply)
    return store(out), store(scaled)


@nki.jit
def other_orders(x):
    """The free dimensions of [p, a, b, c] in another order, split, merged, expanded and squeezed; in HBM too."""
    p, a, b, c = x.shape
    tile = load(x)
    turned = nl.ndarray((p, c, a, b), dtype=x.dtype, buffer=nl.sbuf)
    nisa.tensor_copy(dst=turned, src=tile.permute((0, 3, 1, 2)))
    merged = nl.ndarray((p, a * b, c), dtype=x.dtype, buffer=nl.sbuf)
    nisa.tensor_copy(dst=merged, src=tile.flatten_dims(1, 2))
    split = nl.ndarray((p, a, b, c // 2, 2), dtype=x.dtype, buffer=nl.sbuf)
    nisa.tensor_copy(dst=split, src=tile.reshape_dim(3, (c // 2, 2)))
    wide = nl.ndarray((p, 1, a * b * c), dtype=x.dtype, buffer=nl.sbuf)
    nisa.tensor_copy(dst=wide, src=tile.reshape((p, a * b * c)).expand_dim(1))
    result = nl.ndarray((b, p, a, c), dtype=x.dtype, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=result.permute((1, 2, 0, 3)), src=tile)
    return store(turned), store(merged), store(split), store(wide.squeeze_dim(1)), result


@nki.jit
def same_bytes(x):
    """The bits of float32 as integers, their exponents taken out by shifts, and the low halves as uint16."""
    rows, columns = x.shape
    tile = load(x)
    exponent = nl.ndarray(x.shape, dtype=nl.uint32, buffer=nl.sbuf)
    nisa.tensor_scalar(
        dst=exponent, data=tile.view(nl.uint32), op0=nl.right_shift, operand0=23, op1=nl.bitwise_and, operand1=255
    )
    halves = nl.ndarray((rows, columns), dtype=nl.uint16, buffer=nl.sbuf)
    nisa.tensor_copy(dst=halves, src=tile.view(nl.uint16)[0:rows, 0 : 2 * columns : 2])
    return store(exponent), store(halves)


@nki.jit
def starting_partitions(x):
    """Each quarter of the partitions moved to the next quarter, in SBUF, the last through PSUM."""
    columns = x.shape[1]
    tile = load(x)
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    for quarter in range(3):
        start = 32 * quarter
        nisa.tensor_copy(
            dst=out[start + 32 : start + 64, 0:columns], src=tile[start : start + 32, 0:columns]
        )
    bank = nl.ndarray((128, columns), dtype=x.dtype, buffer=nl.psum)
    nisa.tensor_copy(dst=bank[96:128, 0:columns], src=tile[96:128, 0:columns])
    nisa.tensor_copy(dst=out[0:32, 0:columns], src=bank[96:128, 0:columns])
    return store(out)
