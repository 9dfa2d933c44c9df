"""Random numbers: streams that a state fixes, bounds, and what is dropped for certain."""

import nki
import nki.isa as nisa
import nki.language as nl


def load(x):
    tile = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x)
    return tile


def store(tile):
    result = nl.ndarray(tile.shape, dtype=tile.dtype, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=result, src=tile)
    return result


@nki.jit
def stream_of_a_state(states):
    """Words that follow from a state of six words in each partition, and the state after them."""
    rows = states.shape[0]
    nisa.rand_set_state(src_seeds=load(states))
    words = nl.ndarray((rows, 5), dtype=nl.uint32, buffer=nl.sbuf)
    nisa.rng(dst=words, engine=nisa.engine.gpsimd)
    after = nl.ndarray((rows, 6), dtype=nl.uint32, buffer=nl.sbuf)
    nisa.rand_get_state(dst=after)
    return store(words), store(after)


@nki.jit
def same_seed_same_words(seed, x):
    """1 where two draws after the same seed agree, and 1 where the next one differs; narrow draws as their low bits."""
    start = load(seed)
    draws = []
    for again in range(2):
        nisa.set_rng_seed(src_seeds=start)
        words = nl.ndarray(x.shape, dtype=nl.uint32, buffer=nl.sbuf)
        nisa.rng(dst=words)
        draws.append(words)
    further = nl.ndarray(x.shape, dtype=nl.uint32, buffer=nl.sbuf)
    nisa.rng(dst=further)
    same = nl.ndarray(x.shape, dtype=nl.uint8, buffer=nl.sbuf)
    nisa.tensor_tensor(dst=same, data1=draws[0], data2=draws[1], op=nl.equal)
    other = nl.ndarray(x.shape, dtype=nl.uint8, buffer=nl.sbuf)
    nisa.tensor_tensor(dst=other, data1=draws[0], data2=further, op=nl.not_equal)
    return store(same), store(other)


@nki.jit
def between_bounds(x, low, high):
    """1 where a draw lies between the partition's bounds; the mean of each partition within a tenth of its middle."""
    rows, columns = x.shape
    first, last = load(low), load(high)
    drawn = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.sbuf)
    nisa.rand2(dst=drawn, min=first, max=last)
    above = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_scalar(dst=above, data=drawn, op0=nl.greater_equal, operand0=first)
    below = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_scalar(dst=below, data=drawn, op0=nl.less, operand0=last)
    inside = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_tensor(dst=inside, data1=above, data2=below, op=nl.multiply)
    mean = nl.ndarray((rows, 1), dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_reduce(dst=mean, op=nl.add, data=drawn, axis=1)
    nisa.tensor_scalar(dst=mean, data=mean, op0=nl.multiply, operand0=1.0 / columns)
    return store(inside), store(mean)


@nki.jit
def dropped(x, rates):
    """x dropped never, always, and at the rate of each partition: what is left must be x itself."""
    tile, rate = load(x), load(rates)
    kept = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    nisa.dropout(dst=kept, data=tile, prob=0.0)
    gone = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    nisa.dropout(dst=gone, data=tile, prob=1.0)
    some = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    nisa.dropout(dst=some, data=tile, prob=rate)
    zero = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_scalar(dst=zero, data=some, op0=nl.equal, operand0=0.0)
    share = nl.ndarray((x.shape[0], 1), dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_reduce(dst=share, op=nl.add, data=zero, axis=1)
    nisa.tensor_scalar(dst=share, data=share, op0=nl.multiply, operand0=1.0 / x.shape[1])
    left = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_tensor(dst=left, data1=some, data2=tile, op=nl.equal)
    proper = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.sbuf)
    nisa.tensor_tensor(dst=proper, data1=left, data2=zero, op=nl.maximum)
    return store(kept), store(gone), store(share), store(proper)
