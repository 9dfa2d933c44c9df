"""One-dimensional convolutions in float64."""

import numpy as np

ACTIVATIONS = {None: lambda x: x, 'ActFnType.SiLU': lambda x: x / (1 + np.exp(-x))}


def conv1d(x, filters, bias=None, stride=1, padding=(0, 0), dilation=1, activation_fn=None, lnc_shard=False):
    """x (batch, channels in, length), filters (taps, channels in, channels out)."""
    x = np.pad(x, ((0, 0), (0, 0), tuple(padding)))
    taps = filters.shape[0]
    length = (x.shape[2] - dilation * (taps - 1) - 1) // stride + 1
    out = np.zeros((x.shape[0], filters.shape[2], length))
    for tap in range(taps):
        start = tap * dilation
        window = x[:, :, start : start + stride * (length - 1) + 1 : stride]
        out += np.einsum('bcl,co->bol', window, filters[tap])
    if bias is not None:
        out += bias[None, :, None]
    return ACTIVATIONS[activation_fn](out)


def depthwise_conv1d(x, filters, padding=((0, 0), (0, 0)), stride=(1, 1), **_):
    """x (batch, channels, 1, width), filters (channels, 1, 1, taps)."""
    x = np.pad(x, ((0, 0), (0, 0), (0, 0), tuple(padding[1])))
    taps = filters.shape[3]
    width = (x.shape[3] - taps) // stride[1] + 1
    out = np.zeros((*x.shape[:3], width))
    for tap in range(taps):
        out += x[..., tap : tap + stride[1] * (width - 1) + 1 : stride[1]] * filters[None, :, :, 0, tap, None]
    return out
