"""Two rows at once are for fp8."""

# CALL: {"args": [{"shape": [128, 2, 128], "dtype": "bfloat16", "name": "x", "seed": 1}, {"shape": [128, 2, 128], "dtype": "float8_e4m3", "name": "y", "seed": 2}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, psum, store


@nki.jit
def faulty(x, y):
    sums = psum((128, 128))
    tile = load(x)
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile, perf_mode=nisa.matmul_perf_mode.double_row)  # FAULT: matmul-double-row
    return store(sums)


@nki.jit
def correct(x, y):
    sums = psum((128, 128))
    tile = load(y)
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile, perf_mode=nisa.matmul_perf_mode.double_row)
    return store(sums)
