"""Sums and other reductions: along rows, across partitions, running, chained in accumulators, statistics."""

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


def column(x, dtype=nl.float32):
    return nl.ndarray((x.shape[0], 1), dtype=dtype, buffer=nl.sbuf)


@nki.jit
def row_reductions(x):
    """Sum, largest and smallest of each row in float32, and the negative sum."""
    tile = load(x)
    results = []
    for op in (nl.add, nl.maximum, nl.minimum):
        out = column(x)
        nisa.tensor_reduce(dst=out, op=op, data=tile, axis=1)
        results.append(store(out))
    out = column(x)
    nisa.tensor_reduce(dst=out, op=nl.add, data=tile, axis=1, negate=True)
    results.append(store(out))
    return results


@nki.jit
def last_axes(x):
    """Sums over the last, the last two and all three free dimensions of a 4-dimensional tile, kept and dropped."""
    p, a, b, c = x.shape
    tile = load(x)
    one = nl.ndarray((p, a, b), dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_reduce(dst=one, op=nl.add, data=tile, axis=3)
    two = nl.ndarray((p, a), dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_reduce(dst=two, op=nl.add, data=tile, axis=(2, 3))
    three = nl.ndarray((p, 1, 1, 1), dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_reduce(dst=three, op=nl.maximum, data=tile, axis=(1, 2, 3), keepdims=True)
    return store(one), store(two), store(three)


@nki.jit
def middle_axis(x):
    """Sum over the middle dimension, through a view that brings it last."""
    p, a, b = x.shape
    tile = load(x)
    out = nl.ndarray((p, b), dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_reduce(dst=out, op=nl.add, data=tile.permute((0, 2, 1)), axis=2)
    return store(out)


@nki.jit
def bits_of_rows(x):
    """All bits that some, and that every, element of a row has."""
    tile = load(x)
    some, every = column(x, x.dtype), column(x, x.dtype)
    nisa.tensor_reduce(dst=some, op=nl.bitwise_or, data=tile, axis=1)
    nisa.tensor_reduce(dst=every, op=nl.bitwise_and, data=tile, axis=1)
    return store(some), store(every)


@nki.jit
def across_partitions(x):
    """Sum and largest over the partitions, one row each."""
    tile = load(x)
    total = nl.ndarray((1, x.shape[1]), dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_partition_reduce(dst=total, op=nl.add, data=tile)
    largest = nl.ndarray((1, x.shape[1]), dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_partition_reduce(dst=largest, op=nl.maximum, data=tile)
    return store(total), store(largest)


@nki.jit
def scaled_and_summed(x, factors):
    """x * factor and its sum, then the largest of x + 1, each in one instruction."""
    tile, scalars = load(x), load(factors)
    product = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    total = column(x)
    nisa.tensor_scalar_reduce(
        dst=product, data=tile, op0=nl.multiply, operand0=scalars, reduce_op=nl.add, reduce_res=total
    )
    moved = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    largest = column(x)
    nisa.tensor_scalar_reduce(
        dst=moved, data=tile, op0=nl.add, operand0=1.0, reduce_op=nl.maximum, reduce_res=largest
    )
    return store(product), store(total), store(moved), store(largest)


@nki.jit
def chained_sums(x):
    """The sum of a row in pieces of 50 columns: the accumulators keep what was added, and only the last call reads them."""
    rows, columns = x.shape
    tile = load(x)
    out = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.sbuf)
    total = column(x)
    for start in range(0, columns, 50):
        end = min(start + 50, columns)
        nisa.tensor_scalar_reduce(
            dst=out[0:rows, start:end],
            data=tile[0:rows, start:end],
            op0=nl.multiply,
            operand0=2.0,
            reduce_op=nl.add,
            reduce_res=total if end == columns else None,
            reduce_cmd=nisa.reduce_cmd.reset_reduce if start == 0 else nisa.reduce_cmd.reduce,
        )
    return store(out), store(total)


@nki.jit
def running(x, start):
    """Running sums of 2 x, running maxima, and running sums that begin with a column."""
    tile, first = load(x), load(start)
    sums = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_scalar_cumulative(dst=sums, src=tile, op0=nl.multiply, op1=nl.add, imm0=2.0)
    largest = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_scalar_cumulative(dst=largest, src=tile, op0=nl.add, op1=nl.maximum, imm0=0.0)
    moved = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_scalar_cumulative(
        dst=moved,
        src=tile,
        op0=nl.add,
        op1=nl.add,
        imm0=0.5,
        imm1=first,
        reduce_cmd=nisa.reduce_cmd.load_reduce,
    )
    return store(sums), store(largest), store(moved)


@nki.jit
def scans(x, y, start):
    """r[i] = x[i] * r[i-1] + y[i] from a column, from a number, and continued from the last column of the first."""
    rows, columns = x.shape
    gates, tokens, first = load(x), load(y), load(start)
    out = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_tensor_scan(dst=out, data0=gates, data1=tokens, initial=first, op0=nl.multiply, op1=nl.add)
    highest = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_tensor_scan(dst=highest, data0=gates, data1=tokens, initial=0.0, op0=nl.add, op1=nl.maximum)
    again = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_tensor_scan(
        dst=again,
        data0=gates,
        data1=tokens,
        initial=out[0:rows, columns - 1 : columns],
        op0=nl.multiply,
        op1=nl.subtract,
    )
    return store(out), store(highest), store(again)


@nki.jit
def moments(x, width=512):
    """Mean and variance of each row, gathered from pieces of `width` columns."""
    rows, columns = x.shape
    tile = load(x)
    pieces = list(range(0, columns, width))
    statistics = nl.ndarray((rows, 6 * len(pieces)), dtype=nl.float32, buffer=nl.sbuf)
    for number, start in enumerate(pieces):
        nisa.bn_stats(
            dst=statistics[0:rows, 6 * number : 6 * number + 6], data=tile[0:rows, start : min(start + width, columns)]
        )
    out = nl.ndarray((rows, 2), dtype=nl.float32, buffer=nl.sbuf)
    nisa.bn_aggr(dst=out, data=statistics)
    return store(statistics), store(out)
