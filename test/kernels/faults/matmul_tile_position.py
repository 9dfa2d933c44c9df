"""Tiles of the array start at multiples of their size."""

# CALL: {"args": [{"shape": [64, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, psum, store


@nki.jit
def faulty(x):
    tile = load(x)
    sums = psum((64, 64))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile, tile_position=(32, 0), tile_size=(64, 64))  # FAULT: matmul-tiling
    return store(sums)


@nki.jit
def correct(x):
    tile = load(x)
    sums = psum((64, 64))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile, tile_position=(0, 0), tile_size=(64, 64))
    return store(sums)
