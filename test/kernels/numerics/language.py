"""The tile functions of nki.language, which compute on tiles and give tiles."""

import nki
import nki.isa as nisa
import nki.language as nl


def publish(tile):
    """A tile of SBUF or PSUM as a result of the kernel."""
    held = tile
    if nl.is_psum(tile.buffer):
        held = nl.ndarray(tile.shape, dtype=tile.dtype, buffer=nl.sbuf)
        nisa.tensor_copy(dst=held, src=tile)
    result = nl.ndarray(held.shape, dtype=held.dtype, buffer=nl.shared_hbm)
    nl.store(result, held)
    return result


UNARY = {
    "abs": nl.abs,
    "arctan": nl.arctan,
    "ceil": nl.ceil,
    "copy": nl.copy,
    "cos": nl.cos,
    "erf": nl.erf,
    "erf_dx": nl.erf_dx,
    "exp": nl.exp,
    "floor": nl.floor,
    "gelu": nl.gelu,
    "gelu_apprx_sigmoid": nl.gelu_apprx_sigmoid,
    "gelu_apprx_sigmoid_dx": nl.gelu_apprx_sigmoid_dx,
    "gelu_apprx_tanh": nl.gelu_apprx_tanh,
    "gelu_dx": nl.gelu_dx,
    "log": nl.log,
    "mish": nl.mish,
    "negative": nl.negative,
    "reciprocal": nl.reciprocal,
    "relu": nl.relu,
    "rsqrt": nl.rsqrt,
    "sigmoid": nl.sigmoid,
    "sign": nl.sign,
    "silu": nl.silu,
    "silu_dx": nl.silu_dx,
    "sin": nl.sin,
    "softplus": nl.softplus,
    "sqrt": nl.sqrt,
    "square": nl.square,
    "tan": nl.tan,
    "tanh": nl.tanh,
    "trunc": nl.trunc,
}
BINARY = {
    "add": nl.add,
    "subtract": nl.subtract,
    "multiply": nl.multiply,
    "maximum": nl.maximum,
    "minimum": nl.minimum,
    "abs_max": nl.abs_max,
    "abs_min": nl.abs_min,
    "power": nl.power,
    "equal": nl.equal,
    "not_equal": nl.not_equal,
    "less": nl.less,
    "less_equal": nl.less_equal,
    "greater": nl.greater,
    "greater_equal": nl.greater_equal,
    "logical_and": nl.logical_and,
    "logical_or": nl.logical_or,
    "logical_xor": nl.logical_xor,
    "bitwise_and": nl.bitwise_and,
    "bitwise_or": nl.bitwise_or,
    "bitwise_xor": nl.bitwise_xor,
    "left_shift": nl.left_shift,
    "right_shift": nl.right_shift,
}
REDUCTIONS = {"sum": nl.sum, "max": nl.max, "min": nl.min, "mean": nl.mean, "var": nl.var, "prod": nl.prod}


@nki.jit
def of_one_tile(x, names):
    """Each named function of a loaded tile, in its type; the last again as float32."""
    tile = nl.load(x)
    results = [publish(UNARY[name](tile)) for name in names]
    results.append(publish(UNARY[names[-1]](tile, dtype=nl.float32)))
    return results


@nki.jit
def of_two_tiles(x, y, names):
    """Each named function of two tiles."""
    left, right = nl.load(x), nl.load(y)
    return [publish(BINARY[name](left, right)) for name in names]


@nki.jit
def with_a_number(x, number, names):
    """Each named function of a tile and a number."""
    tile = nl.load(x)
    return [publish(BINARY[name](tile, number)) for name in names]


@nki.jit
def not_and_invert(x):
    """Where x is zero, and all bits of x turned."""
    tile = nl.load(x)
    return publish(nl.logical_not(nl.not_equal(tile, 0))), publish(nl.invert(tile))


@nki.jit
def reduced(x, names):
    """Each named reduction over the last dimension."""
    tile = nl.load(x)
    return [publish(REDUCTIONS[name](tile, axis=1, dtype=nl.float32, keepdims=True)) for name in names]


@nki.jit
def every_one(x):
    """1 where all elements of a row are other than zero."""
    return publish(nl.all(nl.load(x), axis=1))


@nki.jit
def normalised(x, w, count):
    """softmax over the rows, and root-mean-square normalisation with weights."""
    tile, weights = nl.load(x), nl.load(w)
    return publish(nl.softmax(tile, axis=1)), publish(nl.rms_norm(tile, weights, axis=1, n=count))


@nki.jit
def chosen(x, y, condition):
    """x where the condition holds, else y."""
    return publish(nl.where(nl.load(condition), nl.load(x), nl.load(y)))


@nki.jit
def created(x):
    """Tiles of ones, zeros, a number, like another one, and empty ones that are filled after."""
    tile = nl.load(x)
    rows, columns = x.shape
    assert nl.is_sbuf(tile.buffer) and nl.is_on_chip(tile.buffer) and nl.is_hbm(x.buffer)
    like = nl.empty_like(tile)
    nisa.tensor_copy(dst=like, src=tile)
    return [
        publish(nl.ones((rows, columns), dtype=x.dtype)),
        publish(nl.zeros((rows, 3), dtype=nl.int32)),
        publish(nl.full((rows, 2), 7.5, dtype=nl.float32)),
        publish(nl.zeros_like(tile)),
        publish(like),
    ]


@nki.jit
def turned_and_spread(x, row):
    """x turned on the Tensor Engine and by DMA; a row on all partitions; a column along its row."""
    rows, columns = x.shape
    tile = nl.load(x)
    wide = nl.broadcast_to(nl.load(row), (rows, columns))
    column = nl.broadcast_to(nl.load(x[0:rows, 0:1]), (rows, 9))
    extra = nl.expand_dims(tile, 1)
    assert tuple(extra.shape) == (rows, 1, columns)
    return (
        publish(nl.transpose(tile)),
        publish(nl.load_transpose2d(x)),
        publish(wide),
        publish(column),
        publish(extra),
    )


@nki.jit
def multiplied(x, y):
    """x.T @ y, and x by an identity that the compiler keeps."""
    left, right = nl.load(x), nl.load(y)
    rows = x.shape[0]
    identity = nl.shared_identity_matrix(rows, dtype=x.dtype)
    return publish(nl.matmul(left, right, transpose_x=True)), publish(
        nl.matmul(identity, left, transpose_x=True)
    )


@nki.jit
def gathered(x, indices):
    """Elements of each partition at flattened places."""
    return publish(nl.gather_flattened(nl.load(x), nl.load(indices)))


@nki.jit
def constants(x):
    """A table known while the kernel is compiled, added to x."""
    table = nl.shared_constant([[1.5, -2.0, 0.25], [4.0, 5.0, -6.5]])
    with nl.no_reorder():
        total = nl.add(nl.load(x), nl.load(table))
    return publish(total)


@nki.jit
def drawn(x, seed):
    """Uniform numbers as 1 where they lie in [0, 1), the same after the same seed, and x with nothing dropped."""
    tile, start = nl.load(x), nl.load(seed)
    nl.random_seed(start)
    first = nl.rand(x.shape, dtype=nl.float32)
    nl.random_seed(start)
    second = nl.rand(x.shape, dtype=nl.float32)
    inside = nl.logical_and(nl.greater_equal(first, 0.0), nl.less(first, 1.0))
    return publish(inside), publish(nl.equal(first, second)), publish(nl.dropout(tile, 0.0))
