"""A shuffle copies bits and converts nothing."""

# CALL: {"args": [{"shape": [32, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    out = sbuf((32, 64), nl.bfloat16)
    mask = [31 - i for i in range(32)]
    nisa.nc_stream_shuffle(dst=out, src=tile, shuffle_mask=mask)  # FAULT: dtypes-differ
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    out = sbuf((32, 64), nl.float32)
    mask = [31 - i for i in range(32)]
    nisa.nc_stream_shuffle(dst=out, src=tile, shuffle_mask=mask)
    return store(out)
