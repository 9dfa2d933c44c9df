"""Positions and choices: affine patterns, ranges, the largest eight, matches, counts, segments."""

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
def positions(x):
    """Affine numbers over one and three dimensions, with offsets and partition steps, as int32, float32 and uint8."""
    rows, columns = x.shape
    plain = nl.ndarray((rows, columns), dtype=nl.int32, buffer=nl.sbuf)
    nisa.iota(dst=plain, pattern=[[1, columns]], offset=5, channel_multiplier=columns)
    box = nl.ndarray((rows, 2, 3, 4), dtype=nl.float32, buffer=nl.sbuf)
    nisa.iota(dst=box, pattern=[[100, 2], [-10, 3], [1, 4]], offset=-7, channel_multiplier=0)
    narrow = nl.ndarray((rows, 6), dtype=nl.uint8, buffer=nl.sbuf)
    nisa.iota(dst=narrow, pattern=[[2, 6]], channel_multiplier=1)
    return store(plain), store(box), store(narrow)


@nki.jit
def triangle(x, fill=-1000.0):
    """The lower triangle of x with another value above it, the upper one, and the diagonal."""
    tile = load(x)
    rows, columns = x.shape
    lower = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    nisa.affine_select(
        dst=lower,
        pattern=[[-1, columns]],
        channel_multiplier=1,
        on_true_tile=tile,
        on_false_value=fill,
        cmp_op=nl.greater_equal,
    )
    upper = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    nisa.affine_select(
        dst=upper,
        pattern=[[1, columns]],
        offset=-2,
        channel_multiplier=-1,
        on_true_tile=tile,
        on_false_value=fill,
        cmp_op=nl.greater,
    )
    diagonal = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    nisa.affine_select(
        dst=diagonal, pattern=[[-1, columns]], channel_multiplier=1, on_true_tile=tile, on_false_value=fill
    )
    return store(lower), store(upper), store(diagonal)


@nki.jit
def within_bounds(x, low, high):
    """Elements from column `low` to below column `high` of each partition, FP32_MIN elsewhere, and the largest of them."""
    tile, first, last = load(x), load(low), load(high)
    out = nl.ndarray(x.shape, dtype=nl.float32, buffer=nl.sbuf)
    largest = nl.ndarray((x.shape[0], 1), dtype=nl.float32, buffer=nl.sbuf)
    nisa.range_select(
        dst=out,
        on_true_tile=tile,
        comp_op0=nl.greater_equal,
        comp_op1=nl.less,
        bound0=first,
        bound1=last,
        reduce_res=largest,
        range_start=3,
    )
    return store(out), store(largest)


@nki.jit
def chosen(x, predicate, others):
    """x where the predicate holds, else a number or the partition's own value; the largest of what was chosen."""
    tile, mask, column = load(x), load(predicate), load(others)
    first = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    nisa.select_reduce(dst=first, predicate=mask, on_true=tile, on_false=-5.0)
    second = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    largest = nl.ndarray((x.shape[0], 1), dtype=nl.float32, buffer=nl.sbuf)
    nisa.select_reduce(
        dst=second,
        predicate=mask,
        on_true=tile,
        on_false=column,
        reduce_res=largest,
        reduce_cmd=nisa.reduce_cmd.reset_reduce,
        reverse_pred=True,
    )
    return store(first), store(second), store(largest)


@nki.jit
def largest_eight(x):
    """The eight largest of each row, where they stand, and x without them."""
    rows = x.shape[0]
    tile = load(x)
    values = nl.ndarray((rows, 8), dtype=x.dtype, buffer=nl.sbuf)
    nisa.max8(dst=values, src=tile)
    places = nl.ndarray((rows, 8), dtype=nl.uint32, buffer=nl.sbuf)
    nisa.nc_find_index8(dst=places, data=tile, vals=values)
    short = nl.ndarray((rows, 8), dtype=nl.uint16, buffer=nl.sbuf)
    nisa.nc_find_index8(dst=short, data=tile, vals=values)
    rest = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    replaced = nl.ndarray((rows, 8), dtype=nl.uint32, buffer=nl.sbuf)
    nisa.nc_match_replace8(dst=rest, data=tile, vals=values, imm=-1e4, dst_idx=replaced)
    return store(values), store(places), store(short), store(rest), store(replaced)


@nki.jit
def matches(x, wanted):
    """Where given values stand, with values twice and values that do not occur, and x with the found ones replaced."""
    rows = x.shape[0]
    tile, values = load(x), load(wanted)
    places = nl.ndarray((rows, 8), dtype=nl.uint32, buffer=nl.sbuf)
    nisa.nc_find_index8(dst=places, data=tile, vals=values)
    rest = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    nisa.nc_match_replace8(dst=rest, data=tile, vals=values, imm=0.5)
    return store(places), store(rest)


@nki.jit
def top_sixteen(x):
    """The sixteen largest of each row by two rounds of the eight largest."""
    rows = x.shape[0]
    tile = load(x)
    out = nl.ndarray((rows, 16), dtype=x.dtype, buffer=nl.sbuf)
    nisa.max8(dst=out[0:rows, 0:8], src=tile)
    nisa.nc_match_replace8(dst=tile, data=tile, vals=out[0:rows, 0:8], imm=-1e4)
    nisa.max8(dst=out[0:rows, 8:16], src=tile)
    return store(out)


@nki.jit
def top_of_snake(x, count=42, chosen=8):
    """The largest of `count` elements that run down 16 partitions and on in the next column."""
    rows = x.shape[0]
    tile = load(x)
    values = nl.ndarray((rows, chosen), dtype=nl.bfloat16, buffer=nl.sbuf)
    places = nl.ndarray((rows, chosen), dtype=nl.uint32, buffer=nl.sbuf)
    nisa.topk(val_dst=values, idx_dst=places, src=tile, n=count)
    return store(values), store(places)


@nki.jit
def places_of_nonzeros(x, first=16):
    """Where each 16th partition is not zero, padded with -1, and how often."""
    rows, columns = x.shape
    out = nl.ndarray((rows, columns + 1), dtype=nl.int32, buffer=nl.sbuf)
    nisa.memset(dst=out, value=0)
    nisa.nonzero_with_count(dst=out, src=load(x), index_offset=first, padding_val=-1)
    return store(out)


@nki.jit
def segments(x):
    """Begin and end of the segment of each element."""
    out = nl.ndarray((1, 2, x.shape[1]), dtype=x.dtype, buffer=nl.sbuf)
    nisa.sequence_bounds(dst=out, segment_ids=load(x))
    return store(out)


@nki.jit
def ties(x, wanted):
    """Where equal values are found when they are looked for in order, and when they are replaced, from the last on."""
    tile, values = load(x), load(wanted)
    places = nl.ndarray((x.shape[0], 8), dtype=nl.uint32, buffer=nl.sbuf)
    nisa.nc_find_index8(dst=places, data=tile, vals=values)
    rest = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    replaced = nl.ndarray((x.shape[0], 8), dtype=nl.uint32, buffer=nl.sbuf)
    nisa.nc_match_replace8(dst=rest, data=tile, vals=values, imm=0.0, dst_idx=replaced)
    return store(places), store(rest), store(replaced)
