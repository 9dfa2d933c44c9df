"""Sums of tensors."""

import numpy as np


def dynamic_add(a, b, tiles):
    """a + b in the first tiles of 128 rows; the rest is left as it was."""
    out = a + b
    out[128 * int(tiles[0, 0]) :] = np.nan
    return out
