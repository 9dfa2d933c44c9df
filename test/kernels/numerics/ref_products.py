"""What the kernels of products.py must give: products in float64."""

import numpy as np

from reference import case, closely, exactly, integers, patterns_of, rounded, uniform

# float32 sums of up to some hundred products of values below 1; tf32-like rounding is not involved.
DEPTH = 2e-5


@case([uniform((128, 128)), uniform((128, 512), seed=2)], "v2 v3 v4")
@case([uniform((1, 1)), uniform((1, 1), seed=2)])
@case([uniform((77, 45)), uniform((77, 333), seed=2)], "v2 v3 v4")
@case([uniform((128, 100), "bfloat16"), uniform((128, 300), "bfloat16", seed=2)], "v2 v3 v4")
@case([uniform((65, 127), "float16"), uniform((65, 511), "bfloat16", seed=2)])
@case([uniform((96, 64), "float8_e4m3"), uniform((96, 40), "float8_e5m2", seed=2)], "v2 v3 v4")
@case([uniform((96, 64), "float8_e4m3fn"), uniform((96, 40), "bfloat16", seed=2)], "v4")
def product(left, right):
    return closely(left.T @ right, "float32", absolute=DEPTH)


@case([uniform((1000, 31)), uniform((1000, 64), seed=2)], "v2 v3 v4")
@case([uniform((300, 128), "bfloat16"), uniform((300, 200), "bfloat16", seed=2)])
def deep_product(left, right):
    return [closely(left.T @ right, "float32", absolute=5 * DEPTH)] * 3


@case([uniform((4, 32, 32)), uniform((4, 32, 100), seed=2)], "v3 v4", label="quarters")
@case([uniform((4, 20, 30), "bfloat16"), uniform((4, 20, 65), "bfloat16", seed=2)], "v3 v4", label="parts of quarters")
@case([uniform((2, 64, 64)), uniform((2, 64, 33), seed=2)], "v2", label="halves")
def in_array_tiles(left, right):
    return [closely(a.T @ b, "float32", absolute=DEPTH) for a, b in zip(left, right)]


@case([uniform((128, 2, 64), "float8_e4m3"), uniform((128, 2, 200), "float8_e4m3", seed=2)], "v3 v4")
@case([uniform((40, 2, 128), "float8_e4m3"), uniform((40, 2, 65), "float8_e5m2", seed=2)], "v3 v4")
@case([uniform((128, 2, 32), "float8_e4m3fn"), uniform((128, 2, 32), "float8_e4m3fn", seed=2)], "v4")
def double_rows(left, right):
    return closely(np.einsum("krm,krn->mn", left, right), "float32", absolute=DEPTH)


@case([uniform((128, 64), "bfloat16"), uniform((128, 100), "bfloat16", seed=2)], "v4")
def into_bfloat16(left, right):
    return closely(2 * (left.T @ right), "bfloat16", absolute=1e-2)


@case([uniform((50, 40)), uniform((50, 100), seed=2)], "v2 v3 v4")
def strided_product(left, right):
    return closely(left[:, ::2].T @ right[:, ::3], "float32", absolute=DEPTH)


@case([uniform((128, 128))], "v2 v3 v4")
@case([uniform((33, 100))], "v3 v4")
@case([uniform((100, 17), "bfloat16")], "v2 v3 v4")
@case([uniform((64, 64), "float16")])
def transposes(x):
    return exactly(x.T), exactly(x.T)


@case([uniform((32, 32))], "v2 v3 v4")
@case([uniform((32, 32), "bfloat16")])
@case([integers((32, 32), "uint8", 0, 256)])
@case([integers((32, 32), "int32", -1000, 1000)])
def small_transposes(x):
    return exactly(x.T)


LARGEST_EXPONENT = {"float8_e4m3fn": 8, "float8_e5m2": 15}


def quantise(x, dtype):
    """Values in the narrow type, and the scale's exponent for each group of 8 partitions by 4 columns."""
    rows, columns = x.shape
    groups = np.abs(x).reshape(rows // 8, 8, columns // 4, 4).max((1, 3))
    exponent = np.floor(np.log2(np.where(groups == 0, 1, groups))) - (LARGEST_EXPONENT[dtype] - 1)
    exponent = np.where(groups == 0, -127, exponent)
    spread = exponent.repeat(8, 0).repeat(4, 1)
    return rounded(x / 2.0**spread, dtype), exponent


def scale_layout(exponent):
    """Scales of four groups of partitions stand in the first four partitions of each 32; the rest was set to 0."""
    groups, columns = exponent.shape
    out = np.zeros((groups * 8, columns))
    for group in range(groups):
        out[group // 4 * 32 + group % 4] = exponent[group] + 127
    return out


@case([uniform((32, 16), "bfloat16", -5, 5)], "v4")
@case([uniform((128, 64), "bfloat16", -1e-3, 1e3)], "v4")
@case([uniform((64, 12), "float16", -30, 30)], "v4")
@case([integers((32, 64), "bfloat16", 0, 1)], "v4", label="zeros")
def quantised(x):
    results = []
    for dtype in ("float8_e4m3fn", "float8_e5m2"):
        values, exponent = quantise(x, dtype)
        results += [exactly(patterns_of(values, dtype), f"{dtype}_x4"), exactly(scale_layout(exponent), "uint8")]
    return results


@case([uniform((128, 128), "bfloat16"), uniform((128, 400), "bfloat16", seed=2)], "v4")
@case([uniform((32, 8), "bfloat16", -20, 20), uniform((32, 36), "float16", seed=2)], "v4")
@case([uniform((96, 256), "float16"), uniform((96, 100), "bfloat16", -1e-2, 1e-2, seed=2)], "v4")
def microscaled_product(left, right):
    operands = []
    for x, dtype in ((left, "float8_e4m3fn"), (right, "float8_e5m2")):
        values, exponent = quantise(x, dtype)
        whole = values * 2.0 ** exponent.repeat(8, 0).repeat(4, 1)
        operands.append(whole.reshape(len(x), -1, 4))
    exact = np.einsum("kmi,kni->mn", *operands)
    return closely(exact, "float32", absolute=1e-6 * float(np.abs(exact).max()))


FOURS = np.array([0, 0.5, 1, 1.5, 2, 3, 4, 6])


def unpacked(words, scales):
    """Words of four 4-bit values, the lowest bits first, times the powers of two of their groups: [K, columns, 4]."""
    parts = (words[:, :, None] >> (4 * np.arange(4))) & 15
    values = np.where(parts & 8, -1, 1) * FOURS[parts & 7]
    groups = [scales[32 * (group // 4) + group % 4] for group in range(len(words) // 8)]
    exponent = np.repeat(np.stack(groups), 8, 0).astype(np.float64) - 127
    return values * 2.0 ** exponent[:, :, None]


WORDS = {"dtype": "uint16", "low": 0, "high": 65536}
EXPONENTS = {"dtype": "uint8", "low": 120, "high": 134}


@case([integers((32, 16), **WORDS), integers((32, 16), **EXPONENTS), integers((32, 50), **WORDS, seed=2), integers((32, 50), **EXPONENTS, seed=3)], "v4")
@case([integers((128, 128), **WORDS), integers((128, 128), **EXPONENTS), integers((128, 40), **WORDS, seed=2), integers((128, 40), **EXPONENTS, seed=3)], "v4")
def product_of_fours(left, left_scale, right, right_scale):
    exact = np.einsum("kmi,kni->mn", unpacked(left, left_scale), unpacked(right, right_scale))
    return closely(exact, "float32", absolute=1e-6 * float(np.abs(exact).max()))
