"""An exchange on one core."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
from tiles import load, sbuf, store


@nki.jit
def faulty(x):
    tile = load(x)
    other = sbuf((128, 64))
    nisa.sendrecv(src=tile, dst=other, send_to_rank=0, recv_from_rank=0, pipe_id=0)  # FAULT: core-pairing
    return store(other)


@nki.jit
def correct(x):
    tile = load(x)
    other = sbuf((128, 64))
    nisa.tensor_copy(dst=other, src=tile)
    return store(other)
