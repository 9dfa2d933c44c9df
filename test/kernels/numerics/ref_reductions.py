"""What the kernels of reductions.py must give."""

import numpy as np

from reference import case, closely, exactly, integers, rounded, uniform

SUM = 2e-5


@case([uniform((128, 1000))], "v2 v3 v4")
@case([uniform((1, 16))])
@case([uniform((77, 333), "bfloat16")], "v2 v3 v4")
@case([uniform((128, 63), "float16")])
@case([uniform((50, 20), "float8_e4m3")])
@case([integers((50, 20), "int32", -50, 50)])
@case([integers((50, 20), "uint8", 0, 256)])
def row_reductions(x):
    total = x.sum(1, keepdims=True)
    slack = SUM * np.abs(x).sum(1).max() ** 0.5
    return [
        closely(total, "float32", absolute=float(slack)),
        exactly(x.max(1, keepdims=True), "float32"),
        exactly(x.min(1, keepdims=True), "float32"),
        closely(-total, "float32", absolute=float(slack)),
    ]


@case([uniform((60, 3, 5, 7))], "v2 v3 v4")
@case([uniform((9, 2, 11, 13), "bfloat16")])
def last_axes(x):
    return [
        closely(x.sum(3), "float32", absolute=SUM),
        closely(x.sum((2, 3)), "float32", absolute=SUM),
        exactly(x.max((1, 2, 3), keepdims=True), "float32"),
    ]


@case([uniform((100, 12, 21))], "v2 v3 v4")
def middle_axis(x):
    return closely(x.sum(1), "float32", absolute=SUM)


@case([integers((90, 7), "uint8", 0, 256)])
@case([integers((30, 5), "uint16", 0, 65536)])
@case([integers((30, 4), "int32", 0, 2**31)])
def bits_of_rows(x):
    return exactly(np.bitwise_or.reduce(x, 1, keepdims=True)), exactly(np.bitwise_and.reduce(x, 1, keepdims=True))


@case([uniform((128, 65))], "v2 v3 v4")
@case([uniform((33, 40), "bfloat16")])
def across_partitions(x):
    return closely(x.sum(0, keepdims=True), "float32", absolute=SUM), exactly(x.max(0, keepdims=True), "float32")


@case([uniform((128, 200)), uniform((128, 1), seed=2)], "v2 v3 v4")
@case([uniform((45, 300), "bfloat16"), uniform((45, 1), seed=2)])
def scaled_and_summed(x, factors):
    product = x * factors
    return [
        closely(product),
        closely(product.sum(1, keepdims=True), "float32", absolute=SUM),
        closely(x + 1),
        closely((x + 1).max(1, keepdims=True), "float32"),
    ]


@case([uniform((128, 230))], "v2 v3 v4")
def chained_sums(x):
    return closely(2 * x), closely(2 * x.sum(1, keepdims=True), absolute=SUM)


@case([uniform((128, 150)), uniform((128, 1), seed=2)], "v2 v3 v4")
@case([uniform((31, 77), "bfloat16"), uniform((31, 1), seed=2)])
@case([integers((31, 77), "uint8", 0, 9), uniform((31, 1), seed=2)])
def running(x, start):
    return [
        closely(np.cumsum(2 * x, 1), "float32", absolute=SUM),
        exactly(np.maximum.accumulate(x, 1), "float32"),
        closely(start + np.cumsum(x + 0.5, 1), "float32", absolute=SUM),
    ]


def scan(x, y, start, first, second):
    out, value = np.empty_like(x), start
    for at in range(x.shape[1]):
        value = second(first(x[:, at], value), y[:, at])
        out[:, at] = value
    return out


@case([uniform((128, 120), low=0.5, high=1), uniform((128, 120), seed=2), uniform((128, 1), seed=3)], "v2 v3 v4")
@case([uniform((20, 65), "bfloat16", 0.5, 1), uniform((20, 65), seed=2), uniform((20, 1), seed=3)])
def scans(x, y, start):
    out = scan(x, y, start[:, 0], np.multiply, np.add)
    return [
        closely(out, "float32", absolute=SUM),
        closely(scan(x, y, np.zeros(len(x)), np.add, np.maximum), "float32", absolute=SUM),
        closely(scan(x, y, out[:, -1], np.multiply, np.subtract), "float32", absolute=SUM),
    ]


def statistics_of(piece):
    even, odd = piece[:, 0::2], piece[:, 1::2]
    columns = []
    for part in (even, odd):
        count = part.shape[1]
        mean = part.mean(1) if count else np.zeros(len(piece))
        columns += [np.full(len(piece), count), mean, part.var(1) * count if count else np.zeros(len(piece))]
    return np.stack(columns, 1)


@case([uniform((128, 1000), low=0, high=3)], "v2 v3 v4", keywords={"width": 512})
@case([uniform((40, 333), low=-3, high=1)], keywords={"width": 101})
@case([uniform((40, 256), "bfloat16", 1, 2)], keywords={"width": 64})
def moments(x, width):
    pieces = [statistics_of(x[:, start : start + width]) for start in range(0, x.shape[1], width)]
    result = np.stack([x.mean(1), x.var(1)], 1)
    return closely(np.concatenate(pieces, 1), "float32", 2e-5), closely(result, "float32", 2e-5)
