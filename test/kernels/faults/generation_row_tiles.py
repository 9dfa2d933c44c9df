"""trn1 tiles its array by 64 rows, not by 32."""

# CALL: {"args": [{"shape": [32, 32], "dtype": "bfloat16", "name": "x", "seed": 1}]}
# TARGET: trn1 (correct: trn2)
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, psum, store


@nki.jit
def faulty(x):
    tile = load(x)
    sums = psum((32, 32))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile, tile_position=(0, 0), tile_size=(32, 32))  # FAULT: matmul-tiling
    return store(sums)


@nki.jit
def correct(x):
    tile = load(x)
    sums = psum((32, 32))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile, tile_position=(0, 0), tile_size=(32, 32))
    return store(sums)
