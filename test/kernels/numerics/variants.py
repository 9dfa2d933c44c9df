"""Less common forms: other reductions and running operators, transposes of bits, conditions in PSUM, four dimensions."""

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


def tile_like(x, dtype=None):
    return nl.ndarray(x.shape, dtype=x.dtype if dtype is None else dtype, buffer=nl.sbuf)


@nki.jit
def other_running_operators(x):
    """Running differences, products and minima: each step takes the new element first and the register second."""
    tile = load(x)
    results = []
    for op in (nl.subtract, nl.multiply, nl.minimum):
        out = tile_like(x, nl.float32)
        nisa.tensor_scalar_cumulative(dst=out, src=tile, op0=nl.add, op1=op, imm0=0.25)
        results.append(store(out))
    return results


@nki.jit
def bits_across_partitions(x):
    """The bits that some and that every partition has, column by column."""
    tile = load(x)
    some = nl.ndarray((1, x.shape[1]), dtype=x.dtype, buffer=nl.sbuf)
    nisa.tensor_partition_reduce(dst=some, op=nl.bitwise_or, data=tile)
    every = nl.ndarray((1, x.shape[1]), dtype=x.dtype, buffer=nl.sbuf)
    nisa.tensor_partition_reduce(dst=every, op=nl.bitwise_and, data=tile)
    return store(some), store(every)


@nki.jit
def average_of_partitions(x):
    """The mean over the partitions."""
    mean = nl.ndarray((1, x.shape[1]), dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_partition_reduce(dst=mean, op=nl.average, data=load(x))
    return store(mean)


@nki.jit
def bits_turned(words):
    """float32 given by their bits, infinities and NaN too, transposed by a matmul that only moves them."""
    rows, columns = words.shape
    tile = load(words).view(nl.float32)
    identity = nl.shared_identity_matrix(rows, dtype=nl.float32)
    bank = nl.ndarray((columns, rows), dtype=nl.float32, buffer=nl.psum)
    nisa.nc_matmul(dst=bank, stationary=tile, moving=identity, is_transpose=True)
    out = nl.ndarray((columns, rows), dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_copy(dst=out, src=bank)
    return store(out.view(nl.uint32))


@nki.jit
def from_psum(x, y, predicate):
    """Sources, conditions and results in PSUM: copies, selections, reductions, scans."""
    tile, other, mask = load(x), load(y), load(predicate)
    bank = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.psum)
    nisa.tensor_copy(dst=bank, src=other)
    kept = tile_like(x)
    nisa.tensor_copy(dst=kept, src=tile)
    nisa.tensor_copy_predicated(dst=kept, src=bank, predicate=mask)
    total = nl.ndarray((x.shape[0], 1), dtype=nl.float32, buffer=nl.psum)
    nisa.tensor_reduce(dst=total, op=nl.add, data=bank, axis=1)
    held = nl.ndarray((x.shape[0], 1), dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_copy(dst=held, src=total)
    running = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.psum)
    nisa.tensor_tensor_scan(dst=running, data0=tile, data1=bank, initial=0.0, op0=nl.multiply, op1=nl.add)
    out = tile_like(x)
    nisa.tensor_scalar(dst=out, data=running, op0=nl.subtract, operand0=held, op1=nl.multiply, operand1=0.5)
    return store(kept), store(held), store(out)


@nki.jit
def truth_of_rows(x):
    """Whether some and whether every element of a row is other than zero, and the product of the row."""
    tile = load(x)
    results = []
    for op in (nl.logical_or, nl.logical_and, nl.multiply):
        out = nl.ndarray((x.shape[0], 1), dtype=nl.float32, buffer=nl.sbuf)
        nisa.tensor_reduce(dst=out, op=op, data=tile, axis=1)
        results.append(store(out))
    return results


@nki.jit
def reversed_operands(x, column):
    """column - x, then 2 - that; 1 - x with its products; functions of one operand as the first step."""
    tile, scalars = load(x), load(column)
    first = tile_like(x)
    nisa.tensor_scalar(
        dst=first,
        data=tile,
        op0=nl.subtract,
        operand0=scalars,
        reverse0=True,
        op1=nl.subtract,
        operand1=2.0,
        reverse1=True,
    )
    moved = tile_like(x)
    product = nl.ndarray((x.shape[0], 1), dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_scalar_reduce(
        dst=moved, data=tile, op0=nl.add, operand0=scalars, reduce_op=nl.multiply, reduce_res=product
    )
    size = tile_like(x)
    nisa.tensor_scalar(dst=size, data=tile, op0=nl.abs, operand0=0.0, op1=nl.greater, operand1=0.5)
    return store(first), store(moved), store(product), store(size)


@nki.jit
def sums_of_boxes(x):
    """exp of a box of three free dimensions with one sum for each partition; the pieces added in the registers."""
    p, a, b, c = x.shape
    tile = load(x)
    powers = tile_like(x, nl.float32)
    total = nl.ndarray((p, 1), dtype=nl.float32, buffer=nl.sbuf)
    for index in range(a):
        nisa.activation(
            dst=powers[0:p, index, 0:b, 0:c],
            op=nl.exp,
            data=tile[0:p, index, 0:b, 0:c],
            scale=0.5,
            reduce_op=nl.add,
            reduce_res=total if index == a - 1 else None,
            reduce_cmd=nisa.reduce_cmd.reset_reduce if index == 0 else nisa.reduce_cmd.reduce,
        )
    return store(powers), store(total)


@nki.jit
def whole_random_numbers(x, low, high):
    """1 where whole numbers drawn between the bounds of a partition are at least the one and at most the other."""
    first, last = load(low), load(high)
    drawn = tile_like(x, nl.int32)
    nisa.rand2(dst=drawn, min=first, max=last)
    above = tile_like(x, nl.float32)
    nisa.tensor_scalar(dst=above, data=drawn, op0=nl.greater_equal, operand0=first)
    below = tile_like(x, nl.float32)
    nisa.tensor_scalar(dst=below, data=drawn, op0=nl.less_equal, operand0=last)
    return store(above), store(below)
