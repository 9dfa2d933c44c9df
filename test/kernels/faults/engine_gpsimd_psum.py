"""The GpSimd engine does not reach PSUM."""

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
    sums = psum((128, 128))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile)
    out = sbuf((128, 128))
    nisa.tensor_tensor(dst=out, data1=sums, data2=tile, op=nl.add, engine=nisa.engine.gpsimd)  # FAULT: operand-space
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    sums = psum((128, 128))
    nisa.nc_matmul(dst=sums, stationary=tile, moving=tile)
    out = sbuf((128, 128))
    nisa.tensor_tensor(dst=out, data1=sums, data2=tile, op=nl.add, engine=nisa.engine.vector)
    return store(out)
