"""Widening in place overtakes the narrower source."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "bfloat16", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import sbuf, store


@nki.jit
def faulty(x):
    wide = sbuf((128, 64))
    narrow = wide.view(nl.bfloat16)
    source = narrow[:, 0:64]
    nisa.dma_copy(dst=source, src=x)
    nisa.tensor_copy(dst=wide, src=source)  # FAULT: overlap-in-place
    return store(wide)


@nki.jit
def correct(x):
    wide = sbuf((128, 64))
    narrow = wide.view(nl.bfloat16)
    source = narrow[:, 64:128]
    nisa.dma_copy(dst=source, src=x)
    apart = sbuf((128, 64))
    nisa.tensor_copy(dst=apart, src=source)
    return store(apart)
