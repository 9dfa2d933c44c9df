"""A tile is read through another tensor at its address, which nothing orders."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import sbuf, store


@nki.jit
def faulty(x):
    one = nl.ndarray((128, 64), dtype=nl.float32, buffer=nl.sbuf, address=(0, 512))
    two = nl.ndarray((128, 64), dtype=nl.int32, buffer=nl.sbuf, address=(0, 512))
    nisa.dma_copy(dst=one, src=x)
    source = two
    out = sbuf((128, 64), nl.int32)
    nisa.tensor_copy(dst=out, src=source)  # FAULT: address-race
    return store(out)


@nki.jit
def correct(x):
    one = nl.ndarray((128, 64), dtype=nl.float32, buffer=nl.sbuf, address=(0, 512))
    two = nl.ndarray((128, 64), dtype=nl.int32, buffer=nl.sbuf, address=(0, 512))
    nisa.dma_copy(dst=one, src=x)
    source = one.view(nl.int32)
    out = sbuf((128, 64), nl.int32)
    nisa.tensor_copy(dst=out, src=source)
    return store(out)
