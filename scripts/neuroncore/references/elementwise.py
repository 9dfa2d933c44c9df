"""Sums of tensors."""

import numpy as np


def dynamic_add(a, b, tiles):
    """a + b in the first tiles of 128 rows; the rest is left as it was."""
    out = a + b
    out[128 * int(tiles[0, 0]) :] = np.nan
    return out


def unchanged(x, *_, **__):
    """What a group of one rank gathers."""
    return x


def topk_reduce(x, T, K):
    """Sums of the rows of each token; row r belongs to token r % T."""
    return x[:, :-2].reshape(K, T, -1).sum(0)
