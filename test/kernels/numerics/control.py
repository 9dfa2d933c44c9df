"""Registers and loops whose bounds are known only at run time, and decisions by generation."""

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
def doubled_as_often_as_told(x, times):
    """x doubled as many times as memory says: fori_loop, dynamic_range, and while_loop on a counter."""
    bound = nisa.register_alloc()
    nisa.register_load(bound, load(times))
    first = load(x)

    def double(_):
        nisa.tensor_scalar(dst=first, data=first, op0=nl.multiply, operand0=2.0)

    nl.fori_loop(0, bound, double)
    second = load(x)
    for _ in nl.dynamic_range(bound):
        nisa.tensor_scalar(dst=second, data=second, op0=nl.multiply, operand0=2.0)
    third = load(x)
    left = load(times)
    remaining = nisa.register_alloc()
    nisa.register_load(remaining, left)

    def step(_):
        nisa.tensor_scalar(dst=third, data=third, op0=nl.multiply, operand0=2.0)
        nisa.tensor_scalar(dst=left, data=left, op0=nl.subtract, operand0=1)
        nisa.register_load(remaining, left)
        return remaining

    nl.while_loop(remaining, step)
    return store(first), store(second), store(third), store(left)


@nki.jit
def sum_of_blocks(x, bounds):
    """The sum of the blocks of four columns from one run-time bound to another, taken one by one."""
    rows, columns = x.shape
    limits = load(bounds)
    lower, upper = nisa.register_alloc(), nisa.register_alloc()
    nisa.register_load(lower, limits[0:1, 0:1])
    nisa.register_load(upper, limits[0:1, 1:2])
    tile = load(x)
    total = nl.ndarray((rows, 4), dtype=nl.float32, buffer=nl.sbuf)
    nisa.memset(dst=total, value=0.0)

    def add(index):
        block = tile.ap(pattern=[[columns, rows], [1, 4]], scalar_offset=index, indirect_dim=1)
        nisa.tensor_tensor(dst=total, data1=total, data2=block, op=nl.add)

    nl.fori_loop(lower, upper, add, 4)
    return store(total)


@nki.jit
def rows_written_in_a_loop(x):
    """Row i of the result is row i of x times two, written through the register of the loop."""
    rows, columns = x.shape
    result = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    for row in nl.dynamic_range(rows):
        tile = nl.ndarray((1, columns), dtype=x.dtype, buffer=nl.sbuf)
        nisa.dma_copy(dst=tile, src=x.ap([[columns, 1], [1, columns]], scalar_offset=row, indirect_dim=0))
        nisa.tensor_scalar(dst=tile, data=tile, op0=nl.multiply, operand0=2.0)
        nisa.dma_copy(
            dst=result.ap([[columns, 1], [1, columns]], scalar_offset=row, indirect_dim=0), src=tile
        )
    return result


@nki.jit
def registers_to_memory(x):
    """A constant, a copy of a loaded register and the last of them moved, stored again."""
    held = load(x)
    out = nl.ndarray((1, 3), dtype=nl.int32, buffer=nl.sbuf)
    constant = nisa.register_alloc(42)
    loaded = nisa.register_alloc(None)
    nisa.register_load(loaded, held)
    copied = nisa.register_alloc(0)
    nisa.register_move(copied, loaded)
    nisa.register_store(out[0:1, 0:1], constant)
    nisa.register_store(out[0:1, 1:2], copied)
    nisa.register_move(copied, -7)
    nisa.register_store(out[0:1, 2:3], copied)
    return store(out)


@nki.jit
def generation_number(x):
    """x plus 2, 3 or 4 by generation, and plus the revision's bound."""
    version = nisa.get_nc_version()
    number = 2.0
    if version == nisa.nc_version.gen3:
        number = 3.0
    elif version >= nisa.nc_version.gen4:
        number = 4.0
    assert nisa.get_nc_sub_version() in (0, 1)
    tile = load(x)
    nisa.tensor_scalar(dst=tile, data=tile, op0=nl.add, operand0=number)
    return store(tile)


@nki.jit
def unrolled(x):
    """Ranges that unroll: the sum of columns 0, 2, 4 and of the first three."""
    tile = load(x)
    rows = x.shape[0]
    total = nl.ndarray((rows, 1), dtype=nl.float32, buffer=nl.sbuf)
    nisa.memset(dst=total, value=0.0)
    for column in nl.affine_range(0, 6, 2):
        nisa.tensor_tensor(dst=total, data1=total, data2=tile[0:rows, nl.ds(column, 1)], op=nl.add)
    for column in nl.sequential_range(2):
        nisa.tensor_tensor(dst=total, data1=total, data2=tile[0:rows, nl.ds(column, 1)], op=nl.add)
    for column in nl.static_range(2, 3):
        nisa.tensor_tensor(dst=total, data1=total, data2=tile[0:rows, nl.ds(column, 1)], op=nl.add)
    for column in nl.range(1, 2):
        nisa.tensor_tensor(dst=total, data1=total, data2=tile[0:rows, nl.ds(column, 1)], op=nl.subtract)
    return store(total)
