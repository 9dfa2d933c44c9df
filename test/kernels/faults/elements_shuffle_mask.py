"""A shuffle mask names the 32 partitions of a quadrant."""

# CALL: {"args": [{"shape": [32, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    out = sbuf((32, 64))
    nisa.nc_stream_shuffle(dst=out, src=tile, shuffle_mask=[0, 1, 2, 3])  # FAULT: shuffle-mask
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    out = sbuf((32, 64))
    nisa.nc_stream_shuffle(dst=out, src=tile, shuffle_mask=[i ^ 1 for i in range(32)])
    return store(out)
