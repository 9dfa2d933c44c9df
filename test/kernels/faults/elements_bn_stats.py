"""bn_stats takes at most 512 elements of a partition."""

# CALL: {"args": [{"shape": [128, 600], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    statistics = sbuf((128, 6))
    nisa.bn_stats(dst=statistics, data=tile)  # FAULT: bn-stats-elements
    return store(statistics)


@nki.jit
def correct(x):
    tile = load(x)
    statistics = sbuf((128, 6))
    nisa.bn_stats(dst=statistics, data=tile[:, 0:512])
    return store(statistics)
