"""What the kernels of language.py must give."""

from math import erf, pi, sqrt

import numpy as np

from ref_activations import FUNCTIONS, SMOOTH
from reference import CASES, case, closely, exactly, given, integers, rounded, uniform

# The references above record cases of their own when they are read first.
CASES.clear()

OF_ONE = {
    **FUNCTIONS,
    "ceil": np.ceil,
    "cos": np.cos,
    "floor": np.floor,
    "negative": np.negative,
    "tan": np.tan,
    "trunc": np.trunc,
    "gelu_apprx_sigmoid_dx": lambda x: (
        FUNCTIONS["sigmoid"](1.702 * x)
        + 1.702 * x * FUNCTIONS["sigmoid"](1.702 * x) * (1 - FUNCTIONS["sigmoid"](1.702 * x))
    ),
}
MORE = SMOOTH + ["ceil", "cos", "floor", "negative", "trunc", "gelu_apprx_sigmoid_dx"]


@case([uniform((33, 20), low=-3, high=3)], "v2 v3 v4", keywords={"names": MORE})
@case([uniform((8, 15), "bfloat16", -3, 3)], keywords={"names": MORE})
@case([uniform((5, 4), low=-1.2, high=1.2)], "v2 v3 v4", keywords={"names": ["arctan", "tan"]})
@case([uniform((10, 20), low=0.01, high=50)], "v2 v3 v4", keywords={"names": ["log", "sqrt", "rsqrt", "reciprocal"]})
@case([uniform((10, 20), "float16", 0.01, 50)], keywords={"names": ["log", "sqrt", "rsqrt", "reciprocal"]})
def of_one_tile(x, names):
    values = [OF_ONE[name](x) for name in names]
    wide = closely(values[-1], "float32", absolute=2e-6)
    return [closely(each, absolute=2e-6) for each in values] + [wide]


def farther(x, y):
    """The operand that is farther from zero, with its sign; the second where both are as far."""
    return np.where(np.abs(x) > np.abs(y), x, y)


def nearer(x, y):
    return np.where(np.abs(x) < np.abs(y), x, y)


OF_TWO = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "abs_max": farther,
    "abs_min": nearer,
    "power": np.power,
    "equal": np.equal,
    "not_equal": np.not_equal,
    "less": np.less,
    "less_equal": np.less_equal,
    "greater": np.greater,
    "greater_equal": np.greater_equal,
    "logical_and": np.logical_and,
    "logical_or": np.logical_or,
    "logical_xor": np.logical_xor,
    "bitwise_and": np.bitwise_and,
    "bitwise_or": np.bitwise_or,
    "bitwise_xor": np.bitwise_xor,
    "left_shift": np.left_shift,
    "right_shift": np.right_shift,
}
ARITHMETIC = ["add", "subtract", "multiply", "maximum", "minimum"]
COMPARISONS = ["equal", "not_equal", "less", "less_equal", "greater", "greater_equal"]
LOGICAL = ["logical_and", "logical_or", "logical_xor"]
BITS = ["bitwise_and", "bitwise_or", "bitwise_xor"]


@case([uniform((50, 31)), uniform((50, 31), seed=2)], "v2 v3 v4", keywords={"names": ARITHMETIC})
@case([uniform((7, 100), "bfloat16"), uniform((7, 100), "bfloat16", seed=2)], keywords={"names": ARITHMETIC})
@case([integers((20, 30), "float32", -3, 4), integers((20, 30), "float32", -3, 4, seed=2)], "v2 v3 v4", keywords={"names": COMPARISONS})
@case([integers((20, 30), "float32", 0, 2), integers((20, 30), "float32", 0, 2, seed=2)], keywords={"names": LOGICAL})
@case([integers((20, 30), "uint8", 0, 256), integers((20, 30), "uint8", 0, 256, seed=2)], "v2 v3 v4", keywords={"names": BITS})
@case([integers((20, 30), "int32", 0, 2**20), integers((20, 30), "int32", 0, 11, seed=2)], keywords={"names": BITS + ["left_shift", "right_shift"]})
@case([uniform((9, 20), low=0.2, high=3), uniform((9, 20), low=-2, high=2, seed=2)], "v3 v4", keywords={"names": ["power"]})
@case([integers((9, 20), "float32", -5, 6), integers((9, 20), "float32", -5, 6, seed=2)], "v4", keywords={"names": ["abs_max", "abs_min"]})
def of_two_tiles(x, y, names):
    return [closely(OF_TWO[name](x, y) * 1) for name in names]


@case([uniform((30, 20), low=-5, high=5)], "v3 v4", keywords={"number": 1.25, "names": ARITHMETIC + COMPARISONS})
@case([uniform((30, 20), "float16", -5, 5)], "v4", keywords={"number": 0.75, "names": ARITHMETIC + ["abs_max", "abs_min"]})
@case([integers((30, 20), "uint16", 0, 65536)], keywords={"number": 3, "names": BITS + ["right_shift"]})
def with_a_number(x, number, names):
    return [closely(OF_TWO[name](x, number) * 1) for name in names]


@case([integers((30, 20), "uint8", 0, 3)], "v2 v3 v4")
@case([integers((30, 20), "int32", -1, 2)])
def not_and_invert(x):
    mask = {True: 255}.get(x.min() >= 0)
    return exactly(x == 0), exactly(~x & mask if mask else ~x)


def reduce(x, name):
    return getattr(np, name)(x, axis=1, keepdims=True)


@case([uniform((128, 100), low=0.5, high=2)], "v2 v3 v4", keywords={"names": ["sum", "max", "min", "mean", "var"]})
@case([uniform((11, 9), "bfloat16", 0.5, 2)], keywords={"names": ["sum", "max", "min", "mean", "var", "prod"]})
def reduced(x, names):
    return [closely(reduce(x, name), "float32", relative=2e-5) for name in names]


@case([integers((30, 3), "float32", 0, 3)], "v2 v3 v4")
def every_one(x):
    return exactly(np.all(x != 0, 1, keepdims=True))


@case([uniform((128, 200), low=-3, high=3), uniform((128, 200), seed=2)], "v2 v3 v4", keywords={"count": 200})
@case([uniform((40, 33), "bfloat16"), uniform((40, 33), "bfloat16", seed=2)], keywords={"count": 33})
def normalised(x, w, count):
    powers = np.exp(x - x.max(1, keepdims=True))
    mean_square = (x**2).sum(1, keepdims=True) / count
    slack = 2e-5 if len(x) == 128 else 2.0**-6
    return [
        closely(powers / powers.sum(1, keepdims=True), relative=slack),
        closely(x / np.sqrt(mean_square + 1e-6) * w, relative=slack),
    ]


@case([uniform((60, 21)), uniform((60, 21), seed=2), integers((60, 21), "float32", 0, 2)], "v2 v3 v4")
def chosen(x, y, condition):
    return exactly(np.where(condition != 0, x, y))


@case([uniform((30, 12))], "v2 v3 v4")
@case([uniform((30, 12), "bfloat16")])
def created(x):
    rows = len(x)
    return [
        exactly(np.ones(x.shape)),
        exactly(np.zeros((rows, 3)), "int32"),
        exactly(np.full((rows, 2), 7.5), "float32"),
        exactly(np.zeros(x.shape)),
        exactly(x),
    ]


@case([uniform((64, 32)), uniform((1, 32), seed=2)], "v2 v3 v4")
@case([uniform((16, 128), "bfloat16"), uniform((1, 128), "bfloat16", seed=2)])
def turned_and_spread(x, row):
    rows = len(x)
    return [
        exactly(x.T),
        exactly(x.T),
        exactly(np.repeat(row, rows, 0)),
        exactly(np.repeat(x[:, :1], 9, 1)),
        exactly(x[:, None]),
    ]


@case([uniform((100, 64)), uniform((100, 300), seed=2)], "v2 v3 v4")
@case([uniform((128, 128), "bfloat16"), uniform((128, 50), "bfloat16", seed=2)])
def multiplied(x, y):
    return closely(x.T @ y, "float32", absolute=2e-5), closely(x, "float32")


@case([uniform((128, 50)), integers((128, 20), "uint32", 0, 50)], "v2 v3 v4")
@case([uniform((9, 70), "bfloat16"), integers((9, 100), "uint32", 0, 70)])
def gathered(x, indices):
    return exactly(np.take_along_axis(x, indices, 1))


@case([uniform((2, 3))], "v2 v3 v4")
def constants(x):
    return closely(x + np.array([[1.5, -2.0, 0.25], [4.0, 5.0, -6.5]]))


@case([uniform((40, 25)), given([[7]], "uint32")], "v2 v3 v4")
def drawn(x, seed):
    return exactly(np.ones(x.shape), "float32"), exactly(np.ones(x.shape), "float32"), exactly(x)


@case([uniform((10, 20), low=0.01, high=50)], version=(0, 4), kernel="of_one_tile", keywords={"names": ["rsqrt", "copy"]}, label="as NKI 0.4 computes them")
@case([uniform((10, 20), "bfloat16", 0.01, 50)], version=(0, 4), kernel="of_one_tile", keywords={"names": ["rsqrt", "copy"]}, label="as NKI 0.4 computes them")
def of_one_tile_before(x, names):
    values = [OF_ONE[name](x) for name in names]
    return [closely(each) for each in values] + [closely(values[-1], "float32")]
