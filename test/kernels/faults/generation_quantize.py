"""MX data exist from trn3 on."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "bfloat16", "name": "x", "seed": 1}]}
# TARGET: trn2 (correct: trn3)
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    packed = sbuf((128, 16), nl.float8_e4m3fn_x4)
    scales = sbuf((128, 16), nl.uint8)
    nisa.memset(dst=scales, value=0)
    nisa.quantize_mx(dst=packed, src=tile, dst_scale=scales)  # FAULT: generation
    return store(scales)


@nki.jit
def correct(x):
    tile = load(x)
    packed = sbuf((128, 16), nl.float8_e4m3fn_x4)
    scales = sbuf((128, 16), nl.uint8)
    nisa.memset(dst=scales, value=0)
    nisa.quantize_mx(dst=packed, src=tile, dst_scale=scales)
    return store(scales)
