"""What the kernels of edges.py must give."""

import numpy as np

from reference import case, closely, exactly, given, integers, rounded, uniform

PATTERNS = [
    0x00000000, 0x80000000, 0x3F800000, 0xBF800000, 0x7F800000, 0xFF800000, 0x7F7FFFFF, 0xFF7FFFFF,
    0x00800000, 0x80800000, 0x477FE000, 0x477FEFFF, 0x477FF000, 0xC7800000, 0x47600000, 0x47700000,
    0x43000000, 0xC3008000, 0x42FF0000, 0x43800000, 0xBF000000, 0x3F000000, 0x3FC00000, 0x40200000,
    0x4F000000, 0xCF000000, 0x4EFFFFFF, 0xCF800000, 0x37800000, 0x33800000, 0x33000000, 0x38D1B717,
]  # fmt: skip


def saturated(x, dtype):
    low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
    return np.rint(np.clip(x, low, high)).astype(np.int64)


@case([given([PATTERNS], "uint32")], "v2 v3 v4")
def infinities(words):
    x = words.astype(np.uint32).view(np.float32).astype(np.float64)
    single = [rounded(each, "float32") for each in (-x, x + 1, 0.5 * x, np.maximum(x, 0))]
    narrow = [exactly(rounded(x, dtype), dtype) for dtype in ("bfloat16", "float16", "float8_e5m2")]
    whole = [exactly(saturated(x, dtype), dtype) for dtype in ("int32", "int8", "uint8", "uint16")]
    return [exactly(words)] + [closely(each, "float32", 0.0, 0.0) for each in single] + narrow + whole


@case([integers((40, 30), "int32", -(2**31), 2**31), integers((40, 30), "int32", -(2**31), 2**31, seed=2)], "v2 v3 v4")
def beyond_float32(x, y):
    single = rounded(x, "float32")
    total = rounded(single + rounded(y, "float32"), "float32")
    return [
        exactly(x),
        exactly(np.roll(x, 1, 1)),
        exactly(total, "float32"),
        exactly(single, "float32"),
        exactly(single.max(1, keepdims=True), "float32"),
    ]


@case([uniform((128, 4096)), uniform((128, 4096), seed=2), uniform((128, 1), low=0.5, high=1, seed=3)])
@case([uniform((3, 5001), "bfloat16"), uniform((3, 5001), seed=2), uniform((3, 1), low=0.5, high=1, seed=3)])
def long_rows(x, y, column):
    powers = np.exp(x * column)
    running, value = np.empty_like(x), np.full(len(x), 0.5)
    for at in range(x.shape[1]):
        value = x[:, at] * value + y[:, at]
        running[:, at] = value
    return [
        closely(x + y),
        closely(np.maximum(x * column, 0.125)),
        closely(powers),
        closely(powers.sum(1, keepdims=True), "float32", relative=1e-5),
        closely(x * column - y),
        closely(running, "float32", absolute=2e-5),
    ]


@case([uniform((64, 20)), uniform((64, 4096), seed=2)], "v4")
@case([uniform((128, 7), "bfloat16"), uniform((128, 3001), "bfloat16", seed=2)], "v4")
def over_all_banks(left, right):
    return closely(left.T @ right, "float32", absolute=2e-5)


@case([uniform((8, 96, 20), "bfloat16"), uniform((8, 96, 30), "bfloat16", seed=2)], "v2 v3 v4")
def groups_in_turn(left, right):
    return closely(np.einsum("gkm,gkn->gmn", left, right), "float32", absolute=2e-5)


@case([uniform((70, 1)), uniform((70, 6, 11), seed=2)], "v2 v3 v4")
def moving_box(left, right):
    one = np.einsum("k,kab->ba", left[:, 0], right)
    return closely(np.repeat(one[None], 5, 0), "float32", absolute=2e-5)


@case([uniform((50, 64), "bfloat16")], "v2 v3 v4")
@case([uniform((50, 64), "float16")], "v3")
def narrow_sums(x):
    return closely(x.sum(1, keepdims=True), "bfloat16", absolute=1e-3), closely(x, "float16")


@case([integers((33, 20), "uint32", 0, 2**32), integers((33, 1), "uint32", 0, 9, seed=2)], "v2 v3 v4")
@case([integers((33, 20), "int32", 0, 2**20), integers((33, 1), "int32", 0, 9, seed=2)])
def shifts_by_partition(x, amounts):
    return exactly((x << amounts) & 0xFFFF), exactly(x >> amounts)


@case([uniform((20, 6, 7)), uniform((20, 6, 7), seed=2)], "v2 v3 v4")
def other_scans(x, y):
    left, right = x.reshape(len(x), -1), y.reshape(len(x), -1)
    turned, lowest = np.empty_like(left), np.empty_like(left)
    first, second = np.ones(len(x)), np.full(len(x), 0.25)
    for at in range(left.shape[1]):
        first = (first - left[:, at]) * right[:, at]
        second = np.maximum(np.minimum(left[:, at], second), right[:, at])
        turned[:, at], lowest[:, at] = first, second
    return closely(turned.reshape(x.shape), "float32", absolute=1e-5), exactly(lowest.reshape(x.shape), "float32")


@case([integers((50, 30), "uint8", 0, 256)], "v3 v4")
def narrow_transposes(x):
    return exactly(x.T, "uint16")


@case([uniform((32, 64)), given([[((3 * p + 17 * k) * 5) % 64 for k in range(2)] for p in range(32)], "uint32")], "v4")
def columns_by_index(x, indices):
    copied = np.concatenate([x[g : g + 16][:, indices[g : g + 16].T.ravel()] for g in (0, 16)])
    scattered = np.zeros_like(x)
    for group in (0, 16):
        for place, column in enumerate(indices[group : group + 16].T.ravel()):
            scattered[group : group + 16, column] = 2 * copied[group : group + 16, place]
    return exactly(copied), closely(np.exp(copied), "float32"), closely(scattered)


@case([uniform((9, 5, 6)), integers((60, 1), "int32", 0, 9)], "v2 v3 v4")
def boxes_by_index(x, indices):
    return exactly(x[indices[:, 0]]), exactly(x.transpose(1, 0, 2))


@case([uniform((1, 33), "bfloat16")], "v2 v3 v4")
def spread_by_transfer(x):
    return exactly(np.repeat(x, 100, 0)), exactly(np.repeat(x[:, :, None], 3, 2))


@case([uniform((30, 40)), given([[-7]], "int32")], "v2 v3 v4")
def patterns_from_registers(x, place):
    p, f = np.indices(x.shape)
    return exactly(place[0, 0] + 10 * p + f, "int32"), exactly(np.where(p - f + place[0, 0] >= 0, x, 0))


@case([uniform((64, 40)), integers((64, 1), "float32", -1, 20), integers((64, 1), "float32", 15, 45, seed=2)], "v3 v4")
def maxima_in_the_accumulators(x, low, high):
    column = np.arange(x.shape[1])
    out = np.where((column > low) & (column <= high), x, float(np.finfo(np.float32).min))
    moved = x - low
    smallest = np.minimum(moved.min(1, keepdims=True), -20.0)
    return exactly(out, "float32"), exactly(out.max(1, keepdims=True), "float32"), closely(moved), closely(-smallest)
