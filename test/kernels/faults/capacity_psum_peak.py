"""Nine banks of sums are open at once; PSUM has eight."""

# CALL: {"args": [{"shape": [128, 512], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl
from tiles import load, store


@nki.jit
def faulty(x):
    tile = load(x)
    count = 9
    banks = []
    for _ in range(count):
        sums = nl.ndarray((128, 512), dtype=nl.float32, buffer=nl.psum)
        nisa.nc_matmul(dst=sums, stationary=tile[:, 0:128], moving=tile)  # FAULT: memory-peak
        banks.append(sums)
    total = nl.ndarray((128, 512), dtype=nl.float32, buffer=nl.sbuf)
    nisa.memset(dst=total, value=0.0)
    for sums in banks:
        nisa.tensor_tensor(dst=total, data1=total, data2=sums, op=nl.add)
    return store(total)


@nki.jit
def correct(x):
    tile = load(x)
    count = 8
    banks = []
    for _ in range(count):
        sums = nl.ndarray((128, 512), dtype=nl.float32, buffer=nl.psum)
        nisa.nc_matmul(dst=sums, stationary=tile[:, 0:128], moving=tile)
        banks.append(sums)
    total = nl.ndarray((128, 512), dtype=nl.float32, buffer=nl.sbuf)
    nisa.memset(dst=total, value=0.0)
    for sums in banks:
        nisa.tensor_tensor(dst=total, data1=total, data2=sums, op=nl.add)
    return store(total)
