"""What the kernels of elementwise.py must give."""

import numpy as np

from reference import case, closely, exactly, given, integers, rounded, uniform


def into(values, dtype):
    """Values in the range of an integer type, as rounding to nearest and saturation leave them."""
    return rounded(values, dtype)


def four(x, y, dtype):
    return [closely(each, dtype) for each in (x + y, x - y, x * y, np.maximum(x, y))]


@case([uniform((128, 257), seed=1), uniform((128, 257), seed=2)], "v2 v3 v4", label="float32")
@case([uniform((97, 33), low=-4, high=4), uniform((97, 33), "bfloat16", seed=3)], label="mixed types")
def four_operations(x, y):
    return four(x, y, "float32")


@case([uniform((128, 64), "bfloat16", seed=4), uniform((128, 64), "bfloat16", seed=5)], "v2 v3 v4", kernel="four_operations")
def four_bfloat16(x, y):
    return four(x, y, "bfloat16")


@case([uniform((3, 1001), "float16", -8, 8, seed=6), uniform((3, 1001), "float16", seed=7)], kernel="four_operations")
def four_float16(x, y):
    return four(x, y, "float16")


@case([uniform((64, 30), "float8_e4m3", seed=8), uniform((64, 30), "float8_e4m3", seed=9)], kernel="four_operations")
def four_float8_e4m3(x, y):
    return four(x, y, "float8_e4m3")


@case([uniform((64, 30), "float8_e5m2", seed=8), uniform((64, 30), "float8_e5m2", seed=9)], kernel="four_operations")
def four_float8_e5m2(x, y):
    return four(x, y, "float8_e5m2")


def four_in_range(x, y, dtype):
    return [exactly(into(each, dtype), dtype) for each in (x + y, x - y, x * y, np.maximum(x, y))]


@case([integers((65, 40), "uint8", 0, 256, seed=10), integers((65, 40), "uint8", 0, 256, seed=11)], "v2 v3 v4", kernel="four_operations")
def four_uint8(x, y):
    return four_in_range(x, y, "uint8")


@case([integers((31, 29), "int16", -3000, 3000, seed=12), integers((31, 29), "int16", -30, 30, seed=13)], kernel="four_operations")
def four_int16(x, y):
    return four_in_range(x, y, "int16")


@case([integers((20, 50), "int8", -128, 128, seed=14), integers((20, 50), "int8", -128, 128, seed=15)], kernel="four_operations")
def four_int8(x, y):
    return four_in_range(x, y, "int8")


@case([uniform((100, 60), low=-5, high=5), uniform((100, 60), low=0.5, high=4, seed=2)], "v2 v3 v4")
@case([uniform((100, 60), "bfloat16", -5, 5), uniform((100, 60), "float16", 0.5, 4, seed=2)])
def quotients(x, y):
    return closely(x / y, "float32"), closely(1 / np.sqrt(y), "float32")


def wrapped(values):
    return ((values + 2**31) % 2**32 - 2**31).astype(np.int64)


@case([integers((33, 77), "int32", -(2**20), 2**20, seed=16), integers((33, 77), "int32", -1000, 1000, seed=17)], "v2 v3 v4")
def integers_on_gpsimd(x, y):
    return [exactly(wrapped(each), "int32") for each in (x + y, x - y, x * y)]


@case([uniform((40, 41), low=0.1, high=3), uniform((40, 41), low=-2, high=2, seed=2)], "v3 v4")
def powers(x, y):
    return closely(x**y, "float32")


def bits(x, y, width):
    mask = (1 << width) - 1
    return [x & y, x | y, x ^ y, (x >> 3) & 5, ~x & mask]


@case([integers((50, 23), "uint8", 0, 256, seed=18), integers((50, 23), "uint8", 0, 256, seed=19)], "v2 v3 v4", kernel="bit_operations")
def bits_uint8(x, y):
    return [exactly(each, "uint8") for each in bits(x, y, 8)]


@case([integers((50, 23), "uint16", 0, 65536, seed=18), integers((50, 23), "uint16", 0, 65536, seed=19)], kernel="bit_operations")
def bits_uint16(x, y):
    return [exactly(each, "uint16") for each in bits(x, y, 16)]


@case([integers((17, 130), "uint32", 0, 2**32, seed=20), integers((17, 130), "uint32", 0, 2**32, seed=21)], kernel="bit_operations")
def bits_uint32(x, y):
    return [exactly(each, "uint32") for each in bits(x, y, 32)]


@case([integers((17, 130), "int32", -(2**31), 2**31, seed=22), integers((17, 130), "int32", -(2**31), 2**31, seed=23)], kernel="bit_operations")
def bits_int32(x, y):
    return [exactly(each, "int32") for each in (x & y, x | y, x ^ y, ((x % 2**32) >> 3) & 5, ~x)]


@case([integers((60, 50), "float32", -3, 3, seed=24), integers((60, 50), "float32", -3, 3, seed=25)], "v2 v3 v4")
@case([integers((60, 50), "bfloat16", -3, 3, seed=24), integers((60, 50), "int32", -3, 3, seed=25)])
@case([integers((60, 50), "int8", -3, 3, seed=24), integers((60, 50), "uint8", 0, 3, seed=25)])
def comparisons(x, y):
    compared = [x == y, x != y, x < y, x <= y, x > y, x >= y]
    logical = [(x != 0) & (y != 0), (x != 0) | (y != 0), (x != 0) ^ (y != 0)]
    return [exactly(each, "uint8") for each in compared + logical]


@case([uniform((128, 100)), uniform((128, 1), seed=2)], "v2 v3 v4", keywords={"factor": 0.5})
@case([uniform((7, 513)), uniform((7, 1), seed=2)], keywords={"factor": -3.25})
def scale_and_shift(x, column, factor):
    return closely(x * factor + column), closely(column - x * factor)


@case([uniform((128, 100), "bfloat16"), uniform((128, 1), seed=2)], kernel="scale_and_shift", keywords={"factor": 1.5})
def scale_and_shift_bfloat16(x, column, factor):
    return closely(x * factor + column, "bfloat16"), closely(column - x * factor, "bfloat16")


@case([uniform((70, 90))], "v3 v4")
@case([uniform((70, 90), "bfloat16")], "v3 v4")
@case([uniform((5, 3), "float16")])
def on_three_engines(x):
    return [exactly(x)] * 3 + [closely(3 * x)] * 2


@case([uniform((90, 61)), uniform((90, 1), seed=2), uniform((90, 61), seed=3)], "v2 v3 v4")
@case([uniform((90, 61), "float16"), uniform((90, 1), seed=2), uniform((90, 61), "bfloat16", seed=3)])
def fused(x, column, y):
    return closely((x - column) * y), closely(y - column * x)


def cast(x, dtype):
    values = rounded(x, dtype)
    return exactly(values, dtype), exactly(values, dtype)


@case([uniform((40, 50), low=-300, high=300), integers((1, 1), "uint8")], "v2 v3 v4", kernel="casts")
def to_uint8(x, _):
    return cast(x, "uint8")


@case([uniform((40, 50), low=-300, high=300), integers((1, 1), "int8")], kernel="casts")
def to_int8(x, _):
    return cast(x, "int8")


@case([uniform((40, 50), "float16", -300, 300), integers((1, 1), "int32")], kernel="casts")
def to_int32(x, _):
    return cast(x, "int32")


@case([uniform((40, 50), low=-3, high=3), uniform((1, 1), "bfloat16")], "v2 v3 v4", kernel="casts")
def to_bfloat16(x, _):
    return cast(x, "bfloat16")


@case([uniform((40, 50), low=-3, high=3), uniform((1, 1), "float16")], kernel="casts")
def to_float16(x, _):
    return cast(x, "float16")


@case([uniform((40, 50), low=-250, high=250), uniform((1, 1), "float8_e4m3")], kernel="casts")
@case([uniform((40, 50), "bfloat16", -0.01, 0.01), uniform((1, 1), "float8_e4m3")], kernel="casts")
def to_float8_e4m3(x, _):
    return cast(x, "float8_e4m3")


@case([uniform((40, 50), low=-3e4, high=3e4), uniform((1, 1), "float8_e5m2")], kernel="casts")
def to_float8_e5m2(x, _):
    return cast(x, "float8_e5m2")


@case([uniform((40, 50), low=-440, high=440), uniform((1, 1), "float8_e4m3fn")], "v4", kernel="casts")
def to_float8_e4m3fn(x, _):
    return cast(x, "float8_e4m3fn")


@case([uniform((12, 20))], "v2 v3 v4", keywords={"value": 1.5})
@case([uniform((12, 20), "bfloat16")], keywords={"value": 2.0})
@case([integers((12, 20), "int32", -9, 9)], keywords={"value": 7})
@case([integers((12, 20), "uint8", 0, 9)], keywords={"value": 100})
def filled(x, value):
    tile = np.full(x.shape, value)
    tile[:, 1::3] = 2 * value
    tile[:, :2] = x[:, :2]
    return exactly(tile)


@case([uniform((30, 45)), uniform((30, 45), seed=2), integers((30, 45), "uint8", 0, 2)], "v2 v3 v4")
@case([uniform((30, 45), "bfloat16"), uniform((30, 45), "bfloat16", seed=2), integers((30, 45), "uint16", 0, 3)])
@case([uniform((30, 45), "float16"), uniform((30, 45), "float16", seed=2), integers((30, 45), "uint32", 0, 2)])
def kept_where(x, y, predicate):
    return exactly(np.where(predicate != 0, y, x)), exactly(np.where(predicate == 0, 2.0, x))


@case([uniform((16, 20)), given([[9]], "int32")], "v2 v3 v4")
def copied_at_run_time(x, place):
    start = int(place[0, 0])
    out = x.copy()
    out[:, start : start + 4] = x[:, :4]
    return exactly(x[:, start : start + 4]), exactly(out)
