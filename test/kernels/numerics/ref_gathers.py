"""What the kernels of gathers.py must give."""

import numpy as np

from reference import case, exactly, integers, uniform


@case([uniform((128, 40)), integers((128, 70), "uint32", 0, 40)], "v2 v3 v4")
@case([uniform((33, 3, 700), "bfloat16"), integers((33, 5, 11), "uint32", 0, 2100)])
@case([integers((20, 300), "uint8", 0, 256), integers((20, 600), "uint32", 0, 300)])
@case([integers((20, 9), "int32", -(2**31), 2**31), integers((20, 4), "uint32", 0, 9)])
def within_partitions(x, indices):
    rows = len(x)
    flat = np.take_along_axis(x.reshape(rows, -1), indices.reshape(rows, -1), 1)
    return exactly(flat.reshape(indices.shape))


def gathered(x, indices, count, valid):
    out = []
    for start in range(0, len(x), 16):
        places = indices[start : start + 16].T.ravel()[:valid]
        columns = (places[:, None] + np.arange(count)).ravel()
        out.append(x[start : start + 16][:, columns])
    return exactly(np.concatenate(out))


@case([uniform((128, 64)), integers((128, 3), "uint16", 0, 64)], "v2 v3 v4", keywords={"count": 1})
@case([uniform((32, 100), "bfloat16"), integers((32, 2), "uint16", 0, 97)], keywords={"count": 4})
@case([integers((16, 50), "uint8", 0, 256), integers((16, 5), "uint16", 0, 19)], keywords={"count": 32})
def within_sixteen(x, indices, count):
    return gathered(x, indices, count, indices.shape[1] * 16)


@case([uniform((64, 30)), integers((64, 2), "uint16", 0, 30)], "v2 v3 v4", keywords={"valid": 20})
def valid_indices_only(x, indices, valid):
    return gathered(x, indices, 1, valid)


@case([uniform((128, 25))], "v2 v3 v4")
@case([uniform((64, 7), "bfloat16")])
@case([integers((32, 100), "uint8", 0, 256)])
def shuffled_partitions(x):
    quadrants = x.reshape(-1, 32, x.shape[1])
    swapped = quadrants.copy()
    swapped[:, [0, 1]] = quadrants[:, [5, 4]]
    first = np.repeat(quadrants[:, :1], 32, 1)
    return [exactly(each.reshape(x.shape)) for each in (quadrants[:, ::-1], first, swapped)]


@case([uniform((32, 90))], "v2 v3 v4")
@case([uniform((32, 11), "float16")])
def broadcast_row(x):
    return exactly(np.repeat(x[:1], 128, 0))
