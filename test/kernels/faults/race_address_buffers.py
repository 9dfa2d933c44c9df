"""Double buffering with one buffer: the next load destroys what is still to be read."""

# CALL: {"args": [{"shape": [128, 256], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl


@nki.jit
def faulty(x):
    out = nl.ndarray((128, 256), dtype=nl.float32, buffer=nl.shared_hbm)
    tiles = []
    for i in range(4):
        place = (0, 0)
        tile = nl.ndarray((128, 64), dtype=nl.float32, buffer=nl.sbuf, address=place)
        nisa.dma_copy(dst=tile, src=x[:, 64 * i : 64 * i + 64])  # FAULT: address-race
        tiles.append(tile)
    for i in range(4):
        nisa.dma_copy(dst=out[:, 64 * i : 64 * i + 64], src=tiles[i])
    return out


@nki.jit
def correct(x):
    out = nl.ndarray((128, 256), dtype=nl.float32, buffer=nl.shared_hbm)
    tiles = []
    for i in range(4):
        place = (0, 256 * i)
        tile = nl.ndarray((128, 64), dtype=nl.float32, buffer=nl.sbuf, address=place)
        nisa.dma_copy(dst=tile, src=x[:, 64 * i : 64 * i + 64])
        tiles.append(tile)
    for i in range(4):
        nisa.dma_copy(dst=out[:, 64 * i : 64 * i + 64], src=tiles[i])
    return out
