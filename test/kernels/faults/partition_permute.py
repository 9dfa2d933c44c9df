"""A view cannot exchange the partitions with the free dimension."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, store


@nki.jit
def faulty(x):
    tile = load(x)
    turned = tile.permute((1, 0))  # FAULT: view-partition
    return store(turned)


@nki.jit
def correct(x):
    tile = load(x)
    turned = nl.ndarray((64, 128), dtype=nl.float32, buffer=nl.psum)
    nisa.nc_transpose(dst=turned, data=tile)
    return store(turned)
