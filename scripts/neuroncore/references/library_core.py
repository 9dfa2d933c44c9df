"""References for kernels of the library's core folder, without attention and mixture of experts."""

import numpy as np


def cumsum(x, axis=-1):
    return np.cumsum(x, axis=axis)
