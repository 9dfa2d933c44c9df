"""Two open sums were given the same bank."""

# CALL: {"args": [{"shape": [128, 128], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    one = nl.ndarray((128, 128), dtype=nl.float32, buffer=nl.psum, address=(0, 0))
    two = nl.ndarray((128, 128), dtype=nl.float32, buffer=nl.psum, address=(0, 0))
    nisa.nc_matmul(dst=one, stationary=tile, moving=tile)
    nisa.nc_matmul(dst=two, stationary=tile, moving=tile)  # FAULT: address-race
    out = sbuf((128, 128))
    nisa.tensor_copy(dst=out, src=one)
    nisa.tensor_tensor(dst=out, data1=out, data2=two, op=nl.add)
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    one = nl.ndarray((128, 128), dtype=nl.float32, buffer=nl.psum, address=(0, 0))
    two = nl.ndarray((128, 128), dtype=nl.float32, buffer=nl.psum, address=(0, 2048))
    nisa.nc_matmul(dst=one, stationary=tile, moving=tile)
    nisa.nc_matmul(dst=two, stationary=tile, moving=tile)
    out = sbuf((128, 128))
    nisa.tensor_copy(dst=out, src=one)
    nisa.tensor_tensor(dst=out, data1=out, data2=two, op=nl.add)
    return store(out)
