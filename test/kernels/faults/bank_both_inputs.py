"""Both inputs of a Vector instruction lie in PSUM."""

# CALL: {"args": [{"shape": [128, 128], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, psum, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    one = psum((128, 128))
    other = psum((128, 128))
    nisa.nc_matmul(dst=one, stationary=tile, moving=tile)
    nisa.nc_matmul(dst=other, stationary=tile, moving=tile)
    out = sbuf((128, 128))
    nisa.tensor_tensor(dst=out, data1=one, data2=other, op=nl.subtract)  # FAULT: inputs-both-psum
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    one = psum((128, 128))
    other = psum((128, 128))
    nisa.nc_matmul(dst=one, stationary=tile, moving=tile)
    nisa.nc_matmul(dst=other, stationary=tile, moving=tile)
    out = sbuf((128, 128))
    nisa.tensor_copy(dst=out, src=other)
    nisa.tensor_tensor(dst=out, data1=one, data2=out, op=nl.subtract)
    return store(out)
