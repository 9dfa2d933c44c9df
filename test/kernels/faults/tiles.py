"""What the kernels beside it have in common: tiles, loads and stores without a fault."""

import nki.isa as nisa
import nki.language as nl


def sbuf(shape, dtype=nl.float32):
    return nl.ndarray(shape, dtype=dtype, buffer=nl.sbuf)


def psum(shape):
    return nl.ndarray(shape, dtype=nl.float32, buffer=nl.psum)


def load(source):
    """A new tile with all of a tensor in HBM."""
    tile = sbuf(source.shape, source.dtype)
    nisa.dma_copy(dst=tile, src=source)
    return tile


def store(tile):
    """A new output with all of a tile; what lies in PSUM takes the way over SBUF."""
    out = nl.ndarray(tile.shape, dtype=tile.dtype, buffer=nl.shared_hbm)
    if tile.buffer == nl.psum:
        copied = sbuf(tile.shape, tile.dtype)
        nisa.tensor_copy(dst=copied, src=tile)
        tile = copied
    nisa.dma_copy(dst=out, src=tile)
    return out
