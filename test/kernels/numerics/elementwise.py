"""Element by element on the Vector, Scalar and GpSimd engines: copies, fills, arithmetic, comparisons, bits."""

import nki
import nki.isa as nisa
import nki.language as nl


def load(x):
    tile = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x)
    return tile


def tile_like(x, dtype=None):
    return nl.ndarray(x.shape, dtype=x.dtype if dtype is None else dtype, buffer=nl.sbuf)


def store(tile):
    result = nl.ndarray(tile.shape, dtype=tile.dtype, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=result, src=tile)
    return result


@nki.jit
def four_operations(x, y):
    """Sum, difference, product and the larger of two tensors, in the type of the first."""
    left, right = load(x), load(y)
    results = []
    for op in (nl.add, nl.subtract, nl.multiply, nl.maximum):
        out = tile_like(x)
        nisa.tensor_tensor(dst=out, data1=left, data2=right, op=op)
        results.append(store(out))
    return results


@nki.jit
def quotients(x, y):
    """x / y by a reciprocal, and 1 / sqrt(y) on GpSimd; float32 results."""
    left, right = load(x), load(y)
    inverse = tile_like(y, nl.float32)
    nisa.reciprocal(dst=inverse, data=right)
    product = tile_like(x, nl.float32)
    nisa.tensor_tensor(dst=product, data1=left, data2=inverse, op=nl.multiply)
    normal = tile_like(x, nl.float32)
    nisa.tensor_scalar(dst=normal, data=right, op0=nl.rsqrt, operand0=0.0, engine=nisa.engine.gpsimd)
    return store(product), store(normal)


@nki.jit
def integers_on_gpsimd(x, y):
    """int32 sums and products that float32 cannot hold: GpSimd computes them in whole numbers."""
    left, right = load(x), load(y)
    results = []
    for op in (nl.add, nl.subtract, nl.multiply):
        out = tile_like(x)
        nisa.tensor_tensor(dst=out, data1=left, data2=right, op=op, engine=nisa.engine.gpsimd)
        results.append(store(out))
    return results


@nki.jit
def powers(x, y):
    """x to the power of y, on GpSimd."""
    left, right = load(x), load(y)
    out = tile_like(x, nl.float32)
    nisa.tensor_tensor(dst=out, data1=left, data2=right, op=nl.power, engine=nisa.engine.gpsimd)
    return store(out)


@nki.jit
def bit_operations(x, y):
    """and, or, xor of two integer tensors; shifts by numbers; complement."""
    left, right = load(x), load(y)
    results = []
    for op in (nl.bitwise_and, nl.bitwise_or, nl.bitwise_xor):
        out = tile_like(x)
        nisa.tensor_tensor(dst=out, data1=left, data2=right, op=op)
        results.append(store(out))
    shifted = tile_like(x)
    nisa.tensor_scalar(dst=shifted, data=left, op0=nl.right_shift, operand0=3, op1=nl.bitwise_and, operand1=5)
    results.append(store(shifted))
    complement = tile_like(x)
    nisa.tensor_scalar(dst=complement, data=left, op0=nl.invert, operand0=0)
    results.append(store(complement))
    return results


@nki.jit
def comparisons(x, y):
    """The six comparisons as 0 and 1 in uint8, and the three logical operations on what they gave."""
    left, right = load(x), load(y)
    results = []
    for op in (nl.equal, nl.not_equal, nl.less, nl.less_equal, nl.greater, nl.greater_equal):
        out = tile_like(x, nl.uint8)
        nisa.tensor_tensor(dst=out, data1=left, data2=right, op=op)
        results.append(store(out))
    for op in (nl.logical_and, nl.logical_or, nl.logical_xor):
        out = tile_like(x, nl.uint8)
        nisa.tensor_tensor(dst=out, data1=left, data2=right, op=op)
        results.append(store(out))
    return results


@nki.jit
def scale_and_shift(x, column, factor=0.5):
    """(x * factor) + column, then column - (x * factor): operands as numbers and as columns, and reversed."""
    tile, shift = load(x), load(column)
    forward = tile_like(x)
    nisa.tensor_scalar(
        dst=forward, data=tile, op0=nl.multiply, operand0=factor, op1=nl.add, operand1=shift
    )
    backward = tile_like(x)
    nisa.tensor_scalar(
        dst=backward,
        data=tile,
        op0=nl.multiply,
        operand0=factor,
        op1=nl.subtract,
        operand1=shift,
        reverse1=True,
    )
    return store(forward), store(backward)


@nki.jit
def on_three_engines(x):
    """The same copy on every engine that has it, and the same product on the two that have that."""
    tile = load(x)
    results = []
    for engine in (nisa.engine.vector, nisa.engine.scalar, nisa.engine.gpsimd):
        copied = tile_like(x)
        nisa.tensor_copy(dst=copied, src=tile, engine=engine)
        results.append(store(copied))
    for engine in (nisa.engine.vector, nisa.engine.scalar):
        scaled = tile_like(x)
        nisa.tensor_scalar(dst=scaled, data=tile, op0=nl.multiply, operand0=3.0, engine=engine)
        results.append(store(scaled))
    return results


@nki.jit
def fused(x, column, y):
    """(x - column) * y and y - (column * x) in one instruction each."""
    tile, scalars, other = load(x), load(column), load(y)
    first = tile_like(x)
    nisa.scalar_tensor_tensor(
        dst=first, data=tile, op0=nl.subtract, operand0=scalars, op1=nl.multiply, operand1=other
    )
    second = tile_like(x)
    nisa.scalar_tensor_tensor(
        dst=second,
        data=tile,
        op0=nl.multiply,
        operand0=scalars,
        op1=nl.subtract,
        operand1=other,
        reverse1=True,
    )
    return store(first), store(second)


@nki.jit
def casts(x, y):
    """Copies x into the type of y, through SBUF and through PSUM."""
    tile = load(x)
    direct = tile_like(x, y.dtype)
    nisa.tensor_copy(dst=direct, src=tile)
    bank = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.psum)
    nisa.tensor_copy(dst=bank, src=tile)
    back = tile_like(x, y.dtype)
    nisa.tensor_copy(dst=back, src=bank)
    return store(direct), store(back)


@nki.jit
def filled(x, value=3):
    """A tile of the type of x that is filled, with a strided part filled again and a part copied over."""
    tile = tile_like(x)
    rows, columns = x.shape
    nisa.memset(dst=tile, value=value)
    nisa.memset(dst=tile[0:rows, 1:columns:3], value=value + value)
    nisa.dma_copy(dst=tile[0:rows, 0:2], src=x[0:rows, 0:2])
    return store(tile)


@nki.jit
def kept_where(x, y, predicate):
    """y where the predicate holds, else x; then 2 where it does not hold."""
    out, other, mask = load(x), load(y), load(predicate)
    nisa.tensor_copy_predicated(dst=out, src=other, predicate=mask)
    second = load(x)
    nisa.tensor_copy_predicated(dst=second, src=2.0, predicate=mask, reverse_pred=True)
    return store(out), store(second)


@nki.jit
def copied_at_run_time(x, place):
    """Copies a window of x that starts at a column read from memory, and writes one there, both by tensor_copy."""
    tile = load(x)
    rows, columns = x.shape
    start = load(place)
    window = nl.ndarray((rows, 4), dtype=x.dtype, buffer=nl.sbuf)
    nisa.tensor_copy(
        dst=window, src=tile.ap([[columns, rows], [1, 4]], scalar_offset=start, indirect_dim=1)
    )
    out = load(x)
    nisa.tensor_copy(
        dst=out.ap([[columns, rows], [1, 4]], scalar_offset=start, indirect_dim=1), src=tile[0:rows, 0:4]
    )
    return store(window), store(out)
