"""What the kernels of transfers.py must give."""

import numpy as np

from reference import case, closely, exactly, given, integers, rounded, uniform


def cast(x, dtype):
    return exactly(rounded(x, dtype), dtype), exactly(rounded(x, dtype), dtype), exactly(x)


@case([uniform((70, 50), low=-200, high=200), uniform((1, 1), "bfloat16")], "v2 v3 v4", kernel="cast_on_the_way")
def to_bfloat16(x, _):
    return cast(x, "bfloat16")


@case([uniform((128, 33), "bfloat16", -200, 200), uniform((1, 1))], "v2 v3 v4", kernel="cast_on_the_way")
def to_float32(x, _):
    return cast(x, "float32")


@case([uniform((12, 7), "float16", -200, 200), integers((1, 1), "int8")], kernel="cast_on_the_way")
def to_int8(x, _):
    return cast(x, "int8")


@case([integers((12, 70), "int32", -(2**23), 2**23), uniform((1, 1), "float16")], kernel="cast_on_the_way")
def to_float16(x, _):
    return cast(x, "float16")


@case([uniform((30, 40), low=-200, high=200), uniform((1, 1), "float8_e4m3")], kernel="cast_on_the_way")
def to_float8_e4m3(x, _):
    return cast(x, "float8_e4m3")


@case([uniform((30, 40), "float8_e5m2", -200, 200), uniform((1, 1), "bfloat16")], kernel="cast_on_the_way")
def from_float8_e5m2(x, _):
    return cast(x, "bfloat16")


@case([uniform((64, 51))], "v2 v3 v4")
@case([uniform((128, 7), "bfloat16")])
@case([integers((2, 333), "uint8", 0, 256)])
def pieces(x):
    half = x.shape[1] // 2
    swapped = np.concatenate([x[:, -half:], x[:, :-half]], 1)
    pairs = x.reshape(len(x) // 2, 2, -1)[:, ::-1].reshape(x.shape)
    return exactly(swapped), exactly(pairs), exactly(x[::2, ::3])


@case([uniform((16, 128), "bfloat16")], "v2 v3 v4")
@case([uniform((100, 64), "float16")], "v2 v3 v4")
@case([uniform((48, 33))], "v2 v3 v4")
def turned(x):
    return exactly(x.T)


@case([uniform((16, 5, 64), "bfloat16")], "v2 v3 v4")
@case([uniform((8, 2, 128), "float16")])
def turned_boxes(x):
    return exactly(x.transpose(2, 1, 0))


@case([uniform((16, 2, 3, 32), "bfloat16")], "v2 v3 v4")
@case([uniform((4, 1, 4, 100), "float16")])
def turned_blocks(x):
    return exactly(x.transpose(3, 1, 2, 0))


@case([uniform((300, 64), "bfloat16"), integers((128, 1), "uint32", 0, 300)], "v3 v4")
@case([uniform((20, 128), "float16"), integers((32, 1), "uint32", 0, 20)], "v3 v4")
def turned_rows_by_index(x, indices):
    return exactly(x[indices[:, 0]].T)


@case([uniform((100, 60)), uniform((100, 60), seed=2), uniform((100, 60), seed=3)], "v2 v3 v4")
@case([uniform((128, 5), "bfloat16"), uniform((128, 5), seed=2), uniform((128, 5), "float16", seed=3)])
def summed_on_the_way(a, b, c):
    total = a + b + c
    return closely(total), closely(a + total, "float32", relative=2.0**-7, absolute=2.0**-7)


@case([uniform((500, 40)), integers((128, 1), "uint32", 0, 500)], "v2 v3 v4")
@case([uniform((9, 333), "bfloat16"), integers((40, 1), "uint32", 0, 9)])
@case([integers((9, 10), "uint8", 0, 256), integers((5, 1), "int32", 0, 9)])
def rows_by_index(x, indices):
    return exactly(x[indices[:, 0]])


@case([uniform((50, 20)), integers((64, 1), "uint32", 0, 80)], "v2 v3 v4")
def known_rows_only(x, indices):
    places = indices[:, 0]
    out = np.full((len(places), x.shape[1]), -1.0)
    out[places < len(x)] = x[places[places < len(x)]]
    return exactly(out)


PLACES = [[3], [17], [0], [44], [9], [30], [21], [2]]


@case([uniform((45, 30)), uniform((8, 30), seed=2), given(PLACES, "uint32")], "v2 v3 v4")
@case([uniform((45, 11), "bfloat16"), uniform((8, 11), "bfloat16", seed=2), given(PLACES, "uint32")])
def scattered(x, rows, indices):
    written, added = x.copy(), x.copy()
    written[indices[:, 0]] = rows
    added[indices[:, 0]] += rows
    return exactly(written), closely(added)


@case([uniform((45, 30)), uniform((8, 30), seed=2), given(PLACES, "uint32")], "v2 v3 v4")
def gathered_and_added(x, rows, indices):
    return closely(rows + x[indices[:, 0]])


@case([uniform((30, 25)), given([[7]], "int32")], "v2 v3 v4")
@case([uniform((30, 25), "bfloat16"), given([[26]], "uint32")])
def place_known_at_run_time(x, place):
    start = int(place[0, 0])
    return exactly(x[start : start + 4]), exactly(x[start : start + 4]), exactly(x[start : start + 1])
