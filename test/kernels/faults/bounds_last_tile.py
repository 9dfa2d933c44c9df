"""The last tile of a loop reaches past the tensor on both sides of a copy, where a short one would do."""

# CALL: {"args": [{"shape": [128, 96], "dtype": "float32", "name": "x", "seed": 1}]}
# TARGET: trn2
# NKI: 0.6

import nki
import nki.isa as nisa
import nki.language as nl


@nki.jit
def faulty(x):
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    for start in range(0, 96, 64):
        nisa.dma_copy(dst=out[:, start : start + 64], src=x[:, start : start + 64])  # FAULT: view-bounds
    return out


@nki.jit
def correct(x):
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    for start in range(0, 96, 64):
        end = min(start + 64, 96)
        nisa.dma_copy(dst=out[:, start:end], src=x[:, start:end])
    return out
