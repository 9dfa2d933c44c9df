"""Functions of the Scalar Engine with scales, biases and sums, and the exponential of the Vector Engine."""

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


FUNCTIONS = {
    "exp": nl.exp,
    "tanh": nl.tanh,
    "sigmoid": nl.sigmoid,
    "relu": nl.relu,
    "gelu": nl.gelu,
    "gelu_apprx_tanh": nl.gelu_apprx_tanh,
    "gelu_apprx_sigmoid": nl.gelu_apprx_sigmoid,
    "gelu_dx": nl.gelu_dx,
    "silu": nl.silu,
    "silu_dx": nl.silu_dx,
    "softplus": nl.softplus,
    "mish": nl.mish,
    "erf": nl.erf,
    "erf_dx": nl.erf_dx,
    "sin": nl.sin,
    "arctan": nl.arctan,
    "square": nl.square,
    "abs": nl.abs,
    "sign": nl.sign,
    "copy": nl.copy,
    "log": nl.log,
    "sqrt": nl.sqrt,
    "rsqrt": nl.rsqrt,
    "reciprocal": nl.reciprocal,
}


@nki.jit
def functions(x, names):
    """Each named function of x, in the type of x."""
    tile = load(x)
    results = []
    for name in names:
        out = tile_like(x)
        nisa.activation(dst=out, op=FUNCTIONS[name], data=tile)
        results.append(store(out))
    return results


@nki.jit
def scaled_and_moved(x, scales, biases):
    """exp(2 x + bias) and tanh(scale * x + bias), with numbers and columns, the second from PSUM."""
    tile, factor, bias = load(x), load(scales), load(biases)
    powers = tile_like(x)
    nisa.activation(dst=powers, op=nl.exp, data=tile, scale=2.0, bias=bias)
    bank = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.psum)
    nisa.tensor_copy(dst=bank, src=tile)
    bent = tile_like(x)
    nisa.activation(dst=bent, op=nl.tanh, data=bank, scale=factor, bias=bias)
    return store(powers), store(bent)


@nki.jit
def sums_of_powers(x, biases):
    """exp(x + bias) with its row sums: by one instruction, and in two halves that add into the registers of the engine."""
    rows, columns = x.shape
    tile, bias = load(x), load(biases)
    powers = tile_like(x, nl.float32)
    total = nl.ndarray((rows, 1), dtype=nl.float32, buffer=nl.sbuf)
    nisa.activation_reduce(dst=powers, op=nl.exp, data=tile, reduce_op=nl.add, reduce_res=total, bias=bias)
    again = tile_like(x, nl.float32)
    chained = nl.ndarray((rows, 1), dtype=nl.float32, buffer=nl.sbuf)
    half = columns // 2
    nisa.activation(
        dst=again[0:rows, 0:half],
        op=nl.exp,
        data=tile[0:rows, 0:half],
        bias=bias,
        reduce_op=nl.add,
        reduce_cmd=nisa.reduce_cmd.reset_reduce,
    )
    nisa.activation(
        dst=again[0:rows, half:columns],
        op=nl.exp,
        data=tile[0:rows, half:columns],
        bias=bias,
        reduce_op=nl.add,
        reduce_res=chained,
        reduce_cmd=nisa.reduce_cmd.reduce,
    )
    return store(powers), store(total), store(again), store(chained)


@nki.jit
def with_two_operators(x, scales, biases):
    """activate2: tanh((x * scale) + bias), then silu(x + bias) with its largest value."""
    tile, factor, bias = load(x), load(scales), load(biases)
    first = tile_like(x)
    nisa.activate2(dst=first, op=nl.tanh, data=tile, imm0=factor, imm1=bias, op0=nl.multiply, op1=nl.add)
    second = tile_like(x, nl.float32)
    largest = nl.ndarray((x.shape[0], 1), dtype=nl.float32, buffer=nl.sbuf)
    nisa.activate2(
        dst=second,
        op=nl.silu,
        data=tile,
        imm0=bias,
        imm1=0.0,
        op0=nl.add,
        op1=nl.bypass,
        reduce_op=nl.maximum,
        reduce_res=largest,
        reduce_cmd=nisa.reduce_cmd.reset_reduce,
    )
    return store(first), store(second), store(largest)


@nki.jit
def on_vector(x, largest):
    """exp(x - largest) with its sum, and exp(x - 1) of a part added to 3 in the accumulators."""
    rows, columns = x.shape
    tile, top = load(x), load(largest)
    powers = tile_like(x)
    total = nl.ndarray((rows, 1), dtype=nl.float32, buffer=nl.sbuf)
    nisa.exponential(
        dst=powers, src=tile, max_value=top, reduce_res=total, reduce_cmd=nisa.reduce_cmd.reset_reduce
    )
    part = nl.ndarray((rows, 10), dtype=nl.float32, buffer=nl.sbuf)
    sums = nl.ndarray((rows, 1), dtype=nl.float32, buffer=nl.sbuf)
    nisa.exponential(
        dst=part,
        src=tile[0:rows, 0:10],
        max_value=1.0,
        reduce_res=sums,
        reduce_cmd=nisa.reduce_cmd.load_reduce,
        reduce_init=3.0,
    )
    return store(powers), store(total), store(part), store(sums)
