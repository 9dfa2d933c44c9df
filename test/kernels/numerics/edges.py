"""Where arithmetic and memory have corners: infinities, saturation, whole numbers beyond float32, long rows, indirect columns."""

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
def infinities(words):
    """float32 given by their bits: copied, negated, added to 1, multiplied by 0.5, compared, through every narrow type."""
    tile = load(words).view(nl.float32)
    results = []
    copied = tile_like(words, nl.float32)
    nisa.tensor_copy(dst=copied, src=tile)
    results.append(store(copied.view(nl.uint32)))
    for op, number in ((nl.multiply, -1.0), (nl.add, 1.0), (nl.multiply, 0.5), (nl.maximum, 0.0)):
        out = tile_like(words, nl.float32)
        nisa.tensor_scalar(dst=out, data=tile, op0=op, operand0=number)
        results.append(store(out))
    for dtype in (nl.bfloat16, nl.float16, nl.float8_e5m2, nl.int32, nl.int8, nl.uint8, nl.uint16):
        out = tile_like(words, dtype)
        nisa.tensor_copy(dst=out, src=tile)
        results.append(store(out))
    return results


@nki.jit
def beyond_float32(x, y):
    """Whole numbers above 2^24: copies keep every bit, arithmetic of the Vector Engine rounds to float32."""
    left, right = load(x), load(y)
    copied = tile_like(x)
    nisa.tensor_copy(dst=copied, src=left)
    shifted = tile_like(x)
    nisa.tensor_copy(dst=shifted[0 : x.shape[0], 1 : x.shape[1]], src=left[0 : x.shape[0], 0 : x.shape[1] - 1])
    nisa.tensor_copy(dst=shifted[0 : x.shape[0], 0:1], src=left[0 : x.shape[0], x.shape[1] - 1 : x.shape[1]])
    total = tile_like(x, nl.float32)
    nisa.tensor_tensor(dst=total, data1=left, data2=right, op=nl.add, engine=nisa.engine.vector)
    wide = tile_like(x, nl.float32)
    nisa.tensor_copy(dst=wide, src=left)
    largest = nl.ndarray((x.shape[0], 1), dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_reduce(dst=largest, op=nl.maximum, data=left, axis=1)
    return store(copied), store(shifted), store(total), store(wide), store(largest)


@nki.jit
def long_rows(x, y, column):
    """Rows of some thousand elements through the same engines as short ones, with the row sums."""
    left, right, factor = load(x), load(y), load(column)
    total = tile_like(x)
    nisa.tensor_tensor(dst=total, data1=left, data2=right, op=nl.add)
    scaled = tile_like(x)
    nisa.tensor_scalar(dst=scaled, data=left, op0=nl.multiply, operand0=factor, op1=nl.maximum, operand1=0.125)
    powers = tile_like(x)
    sums = nl.ndarray((x.shape[0], 1), dtype=nl.float32, buffer=nl.sbuf)
    nisa.activation_reduce(
        dst=powers, op=nl.exp, data=left, reduce_op=nl.add, reduce_res=sums, scale=factor
    )
    mixed = tile_like(x)
    nisa.scalar_tensor_tensor(
        dst=mixed, data=left, op0=nl.multiply, operand0=factor, op1=nl.subtract, operand1=right
    )
    running = tile_like(x, nl.float32)
    nisa.tensor_tensor_scan(dst=running, data0=left, data1=right, initial=0.5, op0=nl.multiply, op1=nl.add)
    return store(total), store(scaled), store(powers), store(sums), store(mixed), store(running)


@nki.jit
def over_all_banks(left, right):
    """A product as wide as all of PSUM in one instruction."""
    columns = right.shape[1]
    bank = nl.ndarray((left.shape[1], columns), dtype=nl.float32, buffer=nl.psum)
    nisa.nc_matmul(dst=bank, stationary=load(left), moving=load(right))
    out = nl.ndarray(bank.shape, dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_copy(dst=out, src=bank)
    return store(out)


@nki.jit
def groups_in_turn(left, right):
    """Eight sums in eight banks that grow in turn, each over its own operands."""
    groups, depth, rows = left.shape
    columns = right.shape[2]
    banks = [nl.ndarray((rows, columns), dtype=nl.float32, buffer=nl.psum) for _ in range(groups)]
    for start in range(0, depth, 32):
        for group in range(groups):
            stationary = nl.ndarray((32, rows), dtype=left.dtype, buffer=nl.sbuf)
            moving = nl.ndarray((32, columns), dtype=right.dtype, buffer=nl.sbuf)
            nisa.dma_copy(dst=stationary, src=left[group, start : start + 32, 0:rows])
            nisa.dma_copy(dst=moving, src=right[group, start : start + 32, 0:columns])
            nisa.nc_matmul(dst=banks[group], stationary=stationary, moving=moving)
    result = nl.ndarray((groups, rows, columns), dtype=nl.float32, buffer=nl.shared_hbm)
    for group in range(groups):
        out = nl.ndarray((rows, columns), dtype=nl.float32, buffer=nl.sbuf)
        nisa.tensor_copy(dst=out, src=banks[group])
        nisa.dma_copy(dst=result[group], src=out)
    return result


@nki.jit
def moving_box(left, right):
    """A moving operand of three free dimensions in another order, and a stationary one that repeats a column."""
    depth, a, b = right.shape
    moving = load(right).permute((0, 2, 1))
    stationary = load(left).broadcast(dim=1, size=5)
    bank = nl.ndarray((5, b, a), dtype=nl.float32, buffer=nl.psum)
    nisa.nc_matmul(dst=bank, stationary=stationary, moving=moving)
    out = nl.ndarray((5, b, a), dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_copy(dst=out, src=bank)
    return store(out)


@nki.jit
def narrow_sums(x):
    """Sums that end in a narrow type, and an input in PSUM beside one in SBUF."""
    rows, columns = x.shape
    tile = load(x)
    total = nl.ndarray((rows, 1), dtype=nl.bfloat16, buffer=nl.sbuf)
    nisa.tensor_reduce(dst=total, op=nl.add, data=tile, axis=1)
    bank = nl.ndarray((rows, columns), dtype=nl.float32, buffer=nl.psum)
    nisa.activation(dst=bank, op=nl.copy, data=tile, scale=2.0)
    out = nl.ndarray((rows, columns), dtype=nl.float16, buffer=nl.sbuf)
    nisa.tensor_tensor(dst=out, data1=bank, data2=tile, op=nl.subtract)
    return store(total), store(out)


@nki.jit
def shifts_by_partition(x, amounts):
    """Each partition shifted by its own amount, then masked."""
    tile, amount = load(x), load(amounts)
    left = tile_like(x)
    nisa.tensor_scalar(
        dst=left, data=tile, op0=nl.left_shift, operand0=amount, op1=nl.bitwise_and, operand1=0xFFFF
    )
    right = tile_like(x)
    nisa.tensor_scalar(dst=right, data=tile, op0=nl.right_shift, operand0=amount)
    return store(left), store(right)


@nki.jit
def other_scans(x, y):
    """Scans with the operands turned round, over two free dimensions, with products and minima."""
    left, right = load(x), load(y)
    turned = tile_like(x, nl.float32)
    nisa.tensor_tensor_scan(
        dst=turned, data0=left, data1=right, initial=1.0, op0=nl.subtract, op1=nl.multiply, reverse0=True
    )
    lowest = tile_like(x, nl.float32)
    nisa.tensor_tensor_scan(dst=lowest, data0=left, data1=right, initial=0.25, op0=nl.minimum, op1=nl.maximum)
    return store(turned), store(lowest)


@nki.jit
def narrow_transposes(x):
    """fp8 on the Tensor Engine: every byte of the transpose has 16 bits, the upper ones zero."""
    rows, columns = x.shape
    bank = nl.ndarray((columns, rows), dtype=nl.uint16, buffer=nl.psum)
    nisa.nc_transpose(dst=bank, data=load(x), engine=nisa.engine.tensor)
    out = nl.ndarray((columns, rows), dtype=nl.uint16, buffer=nl.sbuf)
    nisa.tensor_copy(dst=out, src=bank)
    return store(out)


@nki.jit
def columns_by_index(x, indices):
    """Columns of x that indices name down 16 partitions and on: read by copies, sums and functions, and written."""
    rows, columns = x.shape
    tile, places = load(x), load(indices)
    count = indices.shape[1] * 16
    copied = nl.ndarray((rows, count), dtype=x.dtype, buffer=nl.sbuf)
    nisa.tensor_copy(dst=copied, src=tile.indirect(places, count))
    powers = nl.ndarray((rows, count), dtype=nl.float32, buffer=nl.sbuf)
    nisa.exponential(dst=powers, src=tile.indirect(places, count))
    scattered = nl.ndarray((rows, columns), dtype=x.dtype, buffer=nl.sbuf)
    nisa.memset(dst=scattered, value=0.0)
    nisa.tensor_scalar(
        dst=scattered.indirect(places, count), data=copied, op0=nl.multiply, operand0=2.0
    )
    return store(copied), store(powers), store(scattered)


@nki.jit
def boxes_by_index(x, indices):
    """Whole rows of two dimensions, and one column of each, by a vector of indices; a rearranged view of HBM."""
    count = indices.shape[0]
    _, a, b = x.shape
    places = load(indices)
    whole = nl.ndarray((count, a, b), dtype=x.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=whole, src=x.vector_select(0, places))
    turned = nl.ndarray((a, x.shape[0], b), dtype=x.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=turned, src=x.rearrange(("n", "a", "b"), ("a", "n", "b")))
    return store(whole), store(turned)


@nki.jit
def spread_by_transfer(x):
    """One row of HBM on 100 partitions, every element three times over, by strides of zero."""
    columns = x.shape[1]
    rows = nl.ndarray((100, columns), dtype=x.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=rows, src=x.ap([[0, 100], [1, columns]]))
    thrice = nl.ndarray((1, columns, 3), dtype=x.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=thrice, src=x.ap([[0, 1], [1, columns], [0, 3]]))
    return store(rows), store(thrice)


@nki.jit
def patterns_from_registers(x, place):
    """Positions and triangles whose offset is read at run time."""
    rows, columns = x.shape
    offset = nisa.register_alloc()
    nisa.register_load(offset, load(place))
    numbers = nl.ndarray((rows, columns), dtype=nl.int32, buffer=nl.sbuf)
    nisa.iota(dst=numbers, pattern=[[1, columns]], offset=offset, channel_multiplier=10)
    part = tile_like(x)
    nisa.affine_select(
        dst=part,
        pattern=[[-1, columns]],
        channel_multiplier=1,
        on_true_tile=load(x),
        on_false_value=0.0,
        cmp_op=nl.greater_equal,
        offset=offset,
    )
    return store(numbers), store(part)


@nki.jit
def maxima_in_the_accumulators(x, low, high):
    """The largest of a row over two selections that share the accumulators, and the smallest with its sign turned."""
    rows, columns = x.shape
    half = columns // 2
    tile, first, last = load(x), load(low), load(high)
    out = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.sbuf)
    largest = nl.ndarray((rows, 1), dtype=nl.float32, buffer=nl.sbuf)
    for start in (0, half):
        nisa.range_select(
            dst=out[0:rows, start : start + half],
            on_true_tile=tile[0:rows, start : start + half],
            comp_op0=nl.greater,
            comp_op1=nl.less_equal,
            bound0=first,
            bound1=last,
            range_start=start,
            reduce_cmd=nisa.reduce_cmd.reset_reduce if start == 0 else nisa.reduce_cmd.reduce,
            reduce_res=None if start == 0 else largest,
        )
    moved = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.sbuf)
    smallest = nl.ndarray((rows, 1), dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_scalar_reduce(
        dst=moved,
        data=tile,
        op0=nl.subtract,
        operand0=first,
        reduce_op=nl.minimum,
        reduce_res=smallest,
        reduce_cmd=nisa.reduce_cmd.load_reduce,
        reduce_init=-20.0,
        reduce_res_negate=True,
    )
    return store(out), store(largest), store(moved), store(smallest)
