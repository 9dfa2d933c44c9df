"""A bank that was evicted is used again and still holds the first sum."""

# CALL: {"args": [{"shape": [128, 256], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, psum, sbuf


@nki.jit
def faulty(x):
    tile = load(x)
    out = nl.ndarray((128, 256), dtype=nl.float32, buffer=nl.shared_hbm)
    sums = psum((128, 128))
    for i in range(2):
        nisa.nc_matmul(dst=sums, stationary=tile[:, 0:128], moving=tile[:, 128 * i : 128 * i + 128])  # FAULT: accumulate-stale
        part = sbuf((128, 128))
        nisa.tensor_copy(dst=part, src=sums)
        nisa.dma_copy(dst=out[:, 128 * i : 128 * i + 128], src=part)
    return out


@nki.jit
def correct(x):
    tile = load(x)
    out = nl.ndarray((128, 256), dtype=nl.float32, buffer=nl.shared_hbm)
    for i in range(2):
        sums = psum((128, 128))
        nisa.nc_matmul(dst=sums, stationary=tile[:, 0:128], moving=tile[:, 128 * i : 128 * i + 128])
        part = sbuf((128, 128))
        nisa.tensor_copy(dst=part, src=sums)
        nisa.dma_copy(dst=out[:, 128 * i : 128 * i + 128], src=part)
    return out
