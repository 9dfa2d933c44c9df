"""The Vector engine transposes 32 x 32."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    turned = sbuf((64, 128))
    nisa.nc_transpose(dst=turned, data=tile, engine=nisa.engine.vector)  # FAULT: transpose-size
    return store(turned)


@nki.jit
def correct(x):
    tile = load(x)
    turned = sbuf((32, 32))
    nisa.nc_transpose(dst=turned, data=tile[0:32, 0:32], engine=nisa.engine.vector)
    return store(turned)
