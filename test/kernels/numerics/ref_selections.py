"""What the kernels of selections.py must give."""

import numpy as np

from reference import case, closely, exactly, given, integers, shuffled, uniform

SMALLEST = float(np.finfo(np.float32).min)


@case([uniform((128, 50))], "v2 v3 v4")
@case([uniform((9, 333))])
def positions(x):
    rows, columns = x.shape
    partition = np.arange(rows)[:, None]
    i, j, k = np.meshgrid(np.arange(2), np.arange(3), np.arange(4), indexing="ij")
    return [
        exactly(5 + partition * columns + np.arange(columns), "int32"),
        exactly(np.broadcast_to(-7 + 100 * i - 10 * j + k, (rows, 2, 3, 4)), "float32"),
        exactly(partition + 2 * np.arange(6), "uint8"),
    ]


@case([uniform((128, 128))], "v2 v3 v4", keywords={"fill": -1000.0})
@case([uniform((37, 90), "bfloat16")], keywords={"fill": 0.25})
@case([uniform((60, 20), "float16")], keywords={"fill": 2.0})
def triangle(x, fill):
    p, f = np.indices(x.shape)
    return [exactly(np.where(held, x, fill)) for held in (p - f >= 0, f - p - 2 > 0, p == f)]


@case([uniform((128, 100)), integers((128, 1), "float32", 0, 40), integers((128, 1), "float32", 30, 110, seed=2)], "v3 v4")
@case([uniform((5, 33), "bfloat16"), integers((5, 1), "float32", 0, 30), integers((5, 1), "float32", 0, 40, seed=2)], "v3 v4")
def within_bounds(x, low, high):
    column = 3 + np.arange(x.shape[1])
    out = np.where((column >= low) & (column < high), x, SMALLEST)
    return exactly(out, "float32"), exactly(out.max(1, keepdims=True), "float32")


@case([uniform((128, 70)), integers((128, 70), "uint8", 0, 2), uniform((128, 1), seed=3)], "v2 v3 v4")
@case([uniform((50, 31), "bfloat16"), integers((50, 31), "int8", -1, 2), uniform((50, 1), seed=3)])
@case([uniform((50, 31), "float16"), integers((50, 31), "uint16", 0, 2), uniform((50, 1), seed=3)])
def chosen(x, predicate, others):
    second = np.where(predicate == 0, x, others)
    largest = second.max(1, keepdims=True)
    return exactly(np.where(predicate != 0, x, -5.0)), closely(second), closely(largest, "float32")


def found(row, values, reverse):
    """The place of each value; one that comes again finds the next place; None where there is none left."""
    used, places = set(), [None] * 8
    for slot in range(7, -1, -1) if reverse else range(8):
        for at in np.flatnonzero(row == values[slot]):
            if at not in used:
                used.add(at)
                places[slot] = int(at)
                break
    return places


@case([shuffled((128, 100), "float32", 0.25, -3)], "v2 v3 v4")
@case([shuffled((3, 8), "bfloat16")], "v2 v3 v4")
@case([shuffled((20, 500), "float16", 0.5, 1)])
def largest_eight(x):
    values = -np.sort(-x, 1)[:, :8]
    places = np.argsort(-x, 1)[:, :8]
    rest = x.copy()
    np.put_along_axis(rest, places, -1e4, 1)
    return [exactly(values), exactly(places, "uint32"), exactly(places, "uint16"), exactly(rest), exactly(places, "uint32")]


@case([integers((40, 30), "float32", 0, 12), integers((40, 8), "float32", 0, 16, seed=2)], "v2 v3 v4")
@case([integers((40, 30), "bfloat16", 0, 5), integers((40, 8), "bfloat16", 0, 6, seed=2)])
def matches(x, wanted):
    places, rest = np.empty(wanted.shape, dtype=np.int64), x.astype(np.float64)
    for row in range(len(x)):
        places[row] = [2**32 - 1 if at is None else at for at in found(x[row], wanted[row], False)]
        taken = [at for at in found(x[row], wanted[row], True) if at is not None]
        rest[row, taken] = 0.5
    return exactly(places, "uint32"), exactly(rest)


@case([shuffled((128, 200))], "v2 v3 v4")
@case([shuffled((1, 16), "bfloat16")])
def top_sixteen(x):
    return exactly(-np.sort(-x, 1)[:, :16])


@case([shuffled((16, 3), "bfloat16", 1, 0)], kernel="top_of_snake", keywords={"count": 42, "chosen": 1}, label="the largest only")
@case([uniform((128, 20), "bfloat16", -50, 50)], kernel="top_of_snake", keywords={"count": 300, "chosen": 5})
def top_of_snake(x, count, chosen):
    rows = len(x)
    values, places = np.empty((rows, chosen)), np.empty((rows, chosen))
    for start in range(0, rows, 16):
        snake = x[start : start + 16].T.ravel()[:count]
        # Of equal values the earlier one counts as larger.
        order = np.argsort(-snake, kind="stable")[:chosen][::-1]
        values[start : start + 16], places[start : start + 16] = snake[order], order
    return exactly(values), exactly(places, "uint32")


@case([integers((128, 60), "int32", -1, 2)], "v3 v4", keywords={"first": 16})
@case([integers((33, 17), "float32", 0, 2)], "v3 v4", keywords={"first": 0})
def places_of_nonzeros(x, first):
    rows, columns = x.shape
    out = np.zeros((rows, columns + 1))
    for row in range(0, rows, 16):
        places = np.flatnonzero(x[row])
        out[row] = -1
        out[row, : len(places)] = places + first
        out[row, -1] = len(places)
    return exactly(out, "int32")


@case([given([[1, 1, 1, 2, 3, 3, 0, 0, 7, 7, 7, 7, 2]], "int32")], "v2 v3 v4")
@case([given([[0, 0, 5, 5, 5, 1]], "float32")], "v2 v3 v4")
@case([given([[4] * 40], "float32")])
def segments(x):
    ids = x[0]
    count = len(ids)
    out = np.empty((1, 2, count))
    for at, this in enumerate(ids):
        if this == 0:
            out[0, :, at] = count, -1
            continue
        first, last = at, at
        while first > 0 and ids[first - 1] == this:
            first -= 1
        while last < count and ids[last] == this:
            last += 1
        out[0, :, at] = first, last
    return exactly(out)


# Two ones and six nines, and two pairs of each of four values that occur three times.
NINES = [9, 1, 9, 9, 2, 1, 9, 9, 9, 9, 1]
PAIRS = [4, 3, 2, 5, 5, 4, 3, 2, 2, 3, 4]


@case([given([NINES, PAIRS]), given([[1, 9, 9, 9, 9, 9, 9, 1], [5, 4, 3, 2, 2, 3, 4, 5]])], "v2 v3 v4")
@case([given([NINES, PAIRS], "bfloat16"), given([[9, 9, 1, 2, 9, 9, 9, 9], [2, 2, 2, 3, 3, 3, 4, 4]], "bfloat16")])
def ties(x, wanted):
    forward = np.array([found(row, values, False) for row, values in zip(x, wanted)])
    backward = np.array([found(row, values, True) for row, values in zip(x, wanted)])
    rest = x.copy()
    np.put_along_axis(rest, backward, 0.0, 1)
    return exactly(forward, "uint32"), exactly(rest), exactly(backward, "uint32")
