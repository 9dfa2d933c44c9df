"""Tiles that are all alive at the last load do not fit SBUF together."""

# CALL: {"args": [{"shape": [128, 16384], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6
# TIMING-ONLY

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import store


@nki.jit
def faulty(x):
    tiles = []
    for _ in range(4):
        tile = nl.ndarray((128, 16384), dtype=nl.float32, buffer=nl.sbuf)
        nisa.dma_copy(dst=tile, src=x)  # FAULT: memory-peak
        tiles.append(tile)
    for tile in tiles[1:]:
        nisa.tensor_tensor(dst=tiles[0], data1=tiles[0], data2=tile, op=nl.maximum)
    return store(tiles[0])


@nki.jit
def correct(x):
    tiles = []
    for _ in range(2):
        tile = nl.ndarray((128, 16384), dtype=nl.float32, buffer=nl.sbuf)
        nisa.dma_copy(dst=tile, src=x)
        tiles.append(tile)
    for tile in tiles[1:]:
        nisa.tensor_tensor(dst=tiles[0], data1=tiles[0], data2=tile, op=nl.maximum)
    return store(tiles[0])
