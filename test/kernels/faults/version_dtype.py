"""The type of MX scales came with NKI 0.5."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.4 (correct: 0.5)

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import store


@nki.jit
def faulty(x):
    scales = nl.ndarray((128, 16), dtype=nl.float8_e8m0fnu, buffer=nl.sbuf)  # FAULT: version
    nisa.memset(dst=scales.view(nl.uint8), value=127)
    return store(scales.view(nl.uint8))


@nki.jit
def correct(x):
    scales = nl.ndarray((128, 16), dtype=nl.float8_e8m0fnu, buffer=nl.sbuf)
    nisa.memset(dst=scales.view(nl.uint8), value=127)
    return store(scales.view(nl.uint8))
