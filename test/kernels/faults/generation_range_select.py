"""range_select exists from trn2 on."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn1 (correct: trn2)
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    low = sbuf((128, 1))
    high = sbuf((128, 1))
    nisa.memset(dst=low, value=8.0)
    nisa.memset(dst=high, value=16.0)
    out = sbuf((128, 64))
    largest = sbuf((128, 1))
    nisa.range_select(dst=out, on_true_tile=tile, comp_op0=nl.greater_equal, comp_op1=nl.less, bound0=low, bound1=high, reduce_res=largest)  # FAULT: generation
    return store(out)


@nki.jit
def correct(x):
    tile = load(x)
    low = sbuf((128, 1))
    high = sbuf((128, 1))
    nisa.memset(dst=low, value=8.0)
    nisa.memset(dst=high, value=16.0)
    out = sbuf((128, 64))
    largest = sbuf((128, 1))
    nisa.range_select(dst=out, on_true_tile=tile, comp_op0=nl.greater_equal, comp_op1=nl.less, bound0=low, bound1=high, reduce_res=largest)
    return store(out)
