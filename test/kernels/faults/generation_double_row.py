"""trn1 does not multiply two rows of fp8 at once."""

# CALL: {"args": [{"shape": [128, 2, 128], "dtype": "float8_e4m3", "name": "x", "seed": 1}]}
# TARGET: trn1 (correct: trn2)
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, psum, store


@nki.jit
def faulty(x):
    tile = load(x)
    sums = psum((128, 128))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile, perf_mode=nisa.matmul_perf_mode.double_row)  # FAULT: generation
    return store(sums)


@nki.jit
def correct(x):
    tile = load(x)
    sums = psum((128, 128))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile, perf_mode=nisa.matmul_perf_mode.double_row)
    return store(sums)
