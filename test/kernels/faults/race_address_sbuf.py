"""A second tile lies on the last bytes of the first one while that is still to be read."""

# CALL: {"args": [{"shape": [128, 64], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import sbuf, store


@nki.jit
def faulty(x):
    one = nl.ndarray((128, 64), dtype=nl.float32, buffer=nl.sbuf, address=(0, 0))
    two = nl.ndarray((128, 64), dtype=nl.float32, buffer=nl.sbuf, address=(0, 192))
    nisa.dma_copy(dst=one, src=x)
    nisa.activation(dst=two, op=nl.tanh, data=one)  # FAULT: address-race
    out = sbuf((128, 64))
    nisa.tensor_tensor(dst=out, data1=one, data2=two, op=nl.add)
    return store(out)


@nki.jit
def correct(x):
    one = nl.ndarray((128, 64), dtype=nl.float32, buffer=nl.sbuf, address=(0, 0))
    two = nl.ndarray((128, 64), dtype=nl.float32, buffer=nl.sbuf, address=(0, 256))
    nisa.dma_copy(dst=one, src=x)
    nisa.activation(dst=two, op=nl.tanh, data=one)
    out = sbuf((128, 64))
    nisa.tensor_tensor(dst=out, data1=one, data2=two, op=nl.add)
    return store(out)
