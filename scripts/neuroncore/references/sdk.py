"""References for the kernels of the SDK's examples and of the samples."""

import numpy as np


def add(a, b):
    return a + b


def exponential(x):
    return np.exp(x)


def _windows(x, size):
    c, h, w = x.shape
    return x.reshape(c, h // size, size, w // size, size)


def average_pool(x, size):
    return _windows(x, size).mean(axis=(2, 4))


def max_pool(x, size):
    return _windows(x, size).max(axis=(2, 4))


def split_columns(x):
    return x[:, 0::2], x[:, 1::2]


def transpose_rows(x, shape):
    rows, columns = shape
    return x.reshape(-1, rows, columns).transpose(0, 2, 1).reshape(x.shape)


def product(left_transposed, right):
    return left_transposed.T @ right


LARGEST = {"float8_e4m3fn_x4": (8, 3, 448.0), "float8_e5m2_x4": (15, 2, 57344.0)}


def quantised(x, kind):
    """MX values of x, whose blocks are eight rows and four columns: the largest exponent of a block sets its scale.

    The scale is twice that of the OCP sample algorithm (aws-neuron-sdk nki/deep-dives/mxfp-matmul.rst)."""
    exponent, mantissa_bits, largest = LARGEST[kind.split(".")[-1]]
    rows, columns = x.shape
    blocks = np.abs(x).reshape(rows // 8, 8, columns // 4, 4).max(axis=(1, 3))
    scale = 2.0 ** (np.floor(np.log2(blocks)) - (exponent - 1))
    scale = np.repeat(np.repeat(scale, 8, axis=0), 4, axis=1)
    values = np.clip(x / scale, -largest, largest)
    lowest = 2 - 2**3 + 1 if mantissa_bits == 3 else 2 - 2**4
    step = 2.0 ** (np.maximum(np.floor(np.log2(np.maximum(np.abs(values), 1e-30))), lowest) - mantissa_bits)
    return np.clip(np.round(values / step) * step, -largest, largest) * scale


def _quadruples(x):
    """Rows k, k + K/4, ... of a matrix lie side by side in one element, four values to each."""
    rows, columns = x.shape
    return x.reshape(4, rows // 4, columns).transpose(1, 2, 0).reshape(rows // 4, 4 * columns)


def product_quantised(left_transposed, right, kind, _by_tensor_copy):
    return _mx(quantised(_quadruples(left_transposed), kind), quantised(_quadruples(right), kind))


def mamba(delta, u, a, b, c):
    """The state of each channel decays by exp(delta * a) and gains delta * b * u; the output is its sum over c."""
    batches, channels, length = delta.shape
    out = np.zeros_like(delta)
    for batch in range(batches):
        state = np.zeros((channels, a.shape[1]))
        for at in range(length):
            step = delta[batch, :, at : at + 1]
            state = np.exp(step * a) * state + step * b[batch, :, at] * u[batch, :, at : at + 1]
            out[batch, :, at] = state @ c[batch, :, at]
    return out


def scaled(data, scale):
    """Four values to an element, and one power of two to a block of eight rows and one element."""
    return data * np.repeat(np.repeat(2.0 ** (scale - 127), 8, axis=0), 4, axis=1)


def _mx(left, right):
    rows = left.shape[0]
    return np.einsum("kiq,kjq->ij", left.reshape(rows, -1, 4), right.reshape(rows, -1, 4))


def mx_product(left, left_scale, right, right_scale, _type):
    return _mx(scaled(left, left_scale), scaled(right, right_scale))


def mx_product_quantised(left, left_scale, right, _left_kind, right_kind):
    return _mx(scaled(left, left_scale), quantised(right, right_kind))
