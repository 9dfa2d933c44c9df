"""What the kernels of views.py must give."""

import numpy as np

from reference import case, closely, exactly, integers, uniform


@case([uniform((128, 8, 12))], "v2 v3 v4", keywords={"size": 2})
@case([uniform((33, 15, 9), "bfloat16")], keywords={"size": 3})
@case([uniform((7, 13, 11))], keywords={"size": 4}, label="with a rest")
def pooled(x, size):
    channels, height, width = x.shape
    down, across = height // size, width // size
    boxes = x[:, : down * size, : across * size].reshape(channels, down, size, across, size)
    return closely(boxes.mean((2, 4)), "float32", absolute=1e-6)


@case([uniform((128, 60))], "v2 v3 v4", keywords={"width": 5})
@case([uniform((10, 31), "float16")], keywords={"width": 31})
def overlapping(x, width):
    return exactly(np.lib.stride_tricks.sliding_window_view(x, width, 1).max(2), "float32")


@case([uniform((64, 2, 3, 4, 5))], "v2 v3 v4")
@case([uniform((100, 4, 2, 2, 3), "bfloat16")])
def written_in_five_dimensions(x):
    rows = len(x)
    out = np.full((rows, 2 * x[0].size), -1.0)
    out[:, 1::2] = x.transpose(0, 4, 3, 2, 1).reshape(rows, -1)
    return exactly(out)


@case([uniform((128, 50))], "v2 v3 v4")
@case([uniform((3, 41), "bfloat16")])
def slices_of_slices(x):
    return exactly(x[:, 3:41:2][:, 10:19]), closely(x * x[:, 7:8], "float32")


@case([uniform((60, 3, 5, 4))], "v2 v3 v4")
@case([integers((9, 2, 7, 6), "uint16", 0, 65536)])
def other_orders(x):
    p, a, b, c = x.shape
    return [
        exactly(x.transpose(0, 3, 1, 2)),
        exactly(x.reshape(p, a * b, c)),
        exactly(x.reshape(p, a, b, c // 2, 2)),
        exactly(x.reshape(p, a * b * c)),
        exactly(x.transpose(2, 0, 1, 3)),
    ]


@case([uniform((40, 30), low=-1000, high=1000)], "v2 v3 v4")
def same_bytes(x):
    bits = x.astype(np.float32).view(np.uint32)
    return exactly((bits >> 23) & 255, "uint32"), exactly(bits & 0xFFFF, "uint16")


@case([uniform((128, 40))], "v2 v3 v4")
def starting_partitions(x):
    return exactly(np.roll(x, 32, 0))
