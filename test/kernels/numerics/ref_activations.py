"""What the kernels of activations.py must give: the functions in float64."""

from math import erf, pi, sqrt

import numpy as np

from reference import case, closely, exactly, integers, uniform

error_function = np.vectorize(erf)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softplus(x):
    return np.log1p(np.exp(-np.abs(x))) + np.maximum(x, 0)


def gelu(x):
    return x * 0.5 * (1 + error_function(x / sqrt(2)))


FUNCTIONS = {
    "exp": np.exp,
    "tanh": np.tanh,
    "sigmoid": sigmoid,
    "relu": lambda x: np.maximum(x, 0),
    "gelu": gelu,
    "gelu_apprx_tanh": lambda x: 0.5 * x * (1 + np.tanh(sqrt(2 / pi) * (x + 0.044715 * x**3))),
    "gelu_apprx_sigmoid": lambda x: x * sigmoid(1.702 * x),
    "gelu_dx": lambda x: 0.5 * (1 + error_function(x / sqrt(2))) + x * np.exp(-(x**2) / 2) / sqrt(2 * pi),
    "silu": lambda x: x * sigmoid(x),
    "silu_dx": lambda x: sigmoid(x) * (1 + x * (1 - sigmoid(x))),
    "softplus": softplus,
    "mish": lambda x: x * np.tanh(softplus(x)),
    "erf": error_function,
    "erf_dx": lambda x: 2 / sqrt(pi) * np.exp(-(x**2)),
    "sin": np.sin,
    "arctan": np.arctan,
    "square": np.square,
    "abs": np.abs,
    "sign": np.sign,
    "copy": lambda x: x,
    "log": np.log,
    "sqrt": np.sqrt,
    "rsqrt": lambda x: 1 / np.sqrt(x),
    "reciprocal": lambda x: 1 / x,
}
SMOOTH = ["exp", "tanh", "sigmoid", "relu", "gelu", "gelu_apprx_tanh", "gelu_apprx_sigmoid", "gelu_dx", "silu"]
SMOOTH += ["silu_dx", "softplus", "mish", "erf", "erf_dx", "sin", "square", "abs", "sign", "copy"]


@case([uniform((64, 33), low=-3, high=3)], "v2 v3 v4", keywords={"names": SMOOTH}, label="any argument")
@case([uniform((10, 20), low=-1.5, high=1.5)], "v2 v3 v4", keywords={"names": ["arctan"]}, label="within pi / 2")
@case([uniform((10, 20), low=0.01, high=50)], "v2 v3 v4", keywords={"names": ["log", "sqrt", "rsqrt", "reciprocal"]}, label="positive")
@case([uniform((20, 30), "bfloat16", -3, 3)], "v2 v3 v4", keywords={"names": SMOOTH}, label="any argument")
@case([uniform((20, 30), "float16", 0.01, 50)], keywords={"names": ["log", "sqrt", "rsqrt", "reciprocal"]}, label="positive")
def functions(x, names):
    return [closely(FUNCTIONS[name](x)) for name in names]


@case([uniform((128, 101)), uniform((128, 1), seed=2), uniform((128, 1), seed=3)], "v2 v3 v4")
@case([uniform((11, 200), "bfloat16"), uniform((11, 1), seed=2), uniform((11, 1), seed=3)])
@case([integers((30, 40), "int32", -1, 2), uniform((30, 1), seed=2), uniform((30, 1), seed=3)], kernel="scaled_and_moved", label="rounded to whole numbers")
def scaled_and_moved(x, scales, biases):
    powers, bent = np.exp(2 * x + biases), np.tanh(scales * x + biases)
    if x.dtype.kind == "i":
        return exactly(np.rint(powers)), exactly(np.rint(bent))
    return closely(powers), closely(bent)


@case([uniform((128, 300)), uniform((128, 1), seed=2)], "v2 v3 v4")
@case([uniform((40, 75), "bfloat16"), uniform((40, 1), seed=2)])
def sums_of_powers(x, biases):
    powers = np.exp(x + biases)
    total = powers.sum(1, keepdims=True)
    return [closely(each, "float32") for each in (powers, total, powers, total)]


@case([uniform((64, 90)), uniform((64, 1), seed=2), uniform((64, 1), seed=3)], "v4")
@case([uniform((5, 64), "bfloat16"), uniform((5, 1), seed=2), uniform((5, 1), seed=3)], "v4")
def with_two_operators(x, scales, biases):
    second = FUNCTIONS["silu"](x + biases)
    return closely(np.tanh(x * scales + biases)), closely(second, "float32"), closely(second.max(1, keepdims=True), "float32")


@case([uniform((128, 250), low=-4, high=1), uniform((128, 1), low=0, high=2, seed=2)], "v4")
@case([uniform((50, 64), "bfloat16"), uniform((50, 1), seed=2)], "v4")
@case([uniform((50, 64), "float16"), uniform((50, 1), seed=2)], "v4")
def on_vector(x, largest):
    powers = np.exp(x - largest)
    part = np.exp(x[:, :10] - 1)
    return [
        closely(powers),
        closely(powers.sum(1, keepdims=True), "float32"),
        closely(part, "float32"),
        closely(3 + part.sum(1, keepdims=True), "float32"),
    ]
