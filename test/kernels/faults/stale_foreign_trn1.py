"""On trn1 a matmul does not add onto a bias in PSUM."""

# CALL: {"args": [{"shape": [128, 128], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn1
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, psum, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    sums = psum((128, 128))
    nisa.tensor_copy(dst=sums, src=tile)
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile, accumulate=True)  # FAULT: accumulate-foreign
    out = sbuf((128, 128))
    nisa.tensor_tensor(dst=out, data1=tile, data2=sums, op=nl.add)
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    sums = psum((128, 128))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile)
    out = sbuf((128, 128))
    nisa.tensor_tensor(dst=out, data1=tile, data2=sums, op=nl.add)
    return store(out)
