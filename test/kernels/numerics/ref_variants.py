"""What the kernels of variants.py must give."""

import numpy as np

from reference import case, closely, exactly, given, integers, uniform


def running(x, step, value):
    out = np.empty_like(x)
    for at in range(x.shape[1]):
        value = step(x[:, at], value)
        out[:, at] = value
    return out


@case([uniform((40, 21))], "v2 v3 v4")
def other_running_operators(x):
    rows = len(x)
    moved = x + 0.25
    return [
        closely(running(moved, np.subtract, np.zeros(rows)), "float32", absolute=1e-5),
        closely(running(moved, np.multiply, np.ones(rows)), "float32", relative=1e-5),
        closely(running(moved, np.minimum, np.full(rows, np.inf)), "float32"),
    ]


@case([integers((100, 9), "int32", 0, 2**31)], "v2 v3 v4")
@case([integers((7, 40), "uint8", 0, 256)])
def bits_across_partitions(x):
    return exactly(np.bitwise_or.reduce(x, 0, keepdims=True)), exactly(np.bitwise_and.reduce(x, 0, keepdims=True))


@case([uniform((100, 9))], "v2 v3 v4")
def average_of_partitions(x):
    return closely(x.mean(0, keepdims=True), "float32", absolute=1e-6)


PATTERNS = [[0x7F800000, 0xFF800000, 0x00000001, 0x80000000], [0x7FC00000, 0x3F800000, 0x7F7FFFFF, 0xDEADBEEF]]


@case([given(PATTERNS, "uint32")], "v3 v4")
def bits_turned(words):
    return exactly(words.T)


@case([uniform((50, 30)), uniform((50, 30), seed=2), integers((50, 30), "uint8", 0, 2)], "v2 v3 v4")
def from_psum(x, y, predicate):
    total = y.sum(1, keepdims=True)
    scan, value = np.empty_like(x), np.zeros(len(x))
    for at in range(x.shape[1]):
        value = x[:, at] * value + y[:, at]
        scan[:, at] = value
    return [
        exactly(np.where(predicate != 0, y, x)),
        closely(total, absolute=1e-5),
        closely((scan - total) * 0.5, absolute=1e-5),
    ]


@case([integers((60, 4), "float32", 0, 3)], "v2 v3 v4")
def truth_of_rows(x):
    some, every = (x != 0).any(1, keepdims=True), (x != 0).all(1, keepdims=True)
    return exactly(some, "float32"), exactly(every, "float32"), exactly(x.prod(1, keepdims=True), "float32")


@case([uniform((33, 20)), uniform((33, 1), low=0.5, high=1.5, seed=2)], "v2 v3 v4")
def reversed_operands(x, column):
    moved = x + column
    return [
        closely(2 - (column - x), absolute=1e-6),
        closely(moved),
        closely(moved.prod(1, keepdims=True), "float32", relative=1e-4),
        exactly(np.abs(x) > 0.5),
    ]


@case([uniform((64, 3, 4, 5))], "v2 v3 v4")
@case([uniform((9, 2, 7, 3), "bfloat16")])
def sums_of_boxes(x):
    powers = np.exp(0.5 * x)
    return closely(powers, "float32"), closely(powers.sum((1, 2, 3))[:, None], "float32")


@case([uniform((9, 500)), integers((9, 1), "float32", -50, 0), integers((9, 1), "float32", 1, 50, seed=2)], "v4")
def whole_random_numbers(x, low, high):
    return exactly(np.ones(x.shape), "float32"), exactly(np.ones(x.shape), "float32")
