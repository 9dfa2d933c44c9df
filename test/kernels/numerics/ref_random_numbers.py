"""What the kernels of random_numbers.py must give: the chip's streams are not public, so laws rather than words, and
for a state of six words the recurrence XORWOW of Marsaglia, "Xorshift RNGs", 2003."""

import numpy as np

from reference import case, closely, exactly, given, integers, uniform

MASK = 2**32 - 1


@case([integers((9, 6), "uint32", 1, 2**32)], "v3 v4")
def stream_of_a_state(states):
    words, after = [], []
    for row in states.tolist():
        *xorshift, counter = (int(each) for each in row)
        drawn = []
        for _ in range(5):
            turned = xorshift[0] ^ (xorshift[0] >> 2)
            last = xorshift[4]
            new = (last ^ (last << 4)) ^ (turned ^ (turned << 1)) & MASK
            xorshift = xorshift[1:] + [new & MASK]
            counter = (counter + 362437) & MASK
            drawn.append((xorshift[4] + counter) & MASK)
        words.append(drawn)
        after.append(xorshift + [counter])
    return exactly(words, "uint32"), exactly(after, "uint32")


@case([given([[12345]], "uint32"), uniform((40, 30))], "v2 v3 v4")
def same_seed_same_words(seed, x):
    return exactly(np.ones(x.shape), "uint8"), exactly(np.ones(x.shape), "uint8")


@case([uniform((16, 2000)), uniform((16, 1), low=-2, high=0), uniform((16, 1), low=1, high=3, seed=2)], "v4")
def between_bounds(x, low, high):
    return exactly(np.ones(x.shape), "float32"), closely((low + high) / 2, "float32", absolute=0.15)


@case([uniform((20, 1500), low=1, high=2), uniform((20, 1), low=0, high=1, seed=2)], "v2 v3 v4")
@case([uniform((5, 1500), "bfloat16", 1, 2), uniform((5, 1), low=0, high=1, seed=2)])
def dropped(x, rates):
    share = closely(rates, "float32", absolute=0.07)
    return exactly(x), exactly(0 * x), share, exactly(np.ones(x.shape), "float32")
