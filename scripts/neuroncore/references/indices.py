"""Positions of elements."""

import numpy as np


def nonzero_with_count(x):
    """Where elements are not zero, then -1, and their number at the end."""
    found = np.nonzero(x[0])[0]
    out = np.full((1, x.shape[1] + 1), -1.0)
    out[0, : len(found)] = found
    out[0, -1] = len(found)
    return out
