"""Four ways to multiply two matrices, from one load for each tile to blocks that stay on chip.

All of them take the left matrix transposed, [K, M], because TensorE contracts over partitions, and give [M, N].
"""

import nki
import nki.isa as nisa
import nki.language as nl

ROWS = 128
COLUMNS = 512


def load(matrix, row, column, columns):
    """Copies ROWS x columns elements of an HBM matrix to a new tile."""
    tile = nl.ndarray((ROWS, columns), dtype=matrix.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=matrix[row : row + ROWS, column : column + columns])
    return tile


def evict(psum, result, row, column):
    """Copies a finished PSUM bank to its place in the result."""
    tile = nl.ndarray(psum.shape, dtype=result.dtype, buffer=nl.sbuf)
    nisa.tensor_copy(dst=tile, src=psum)
    nisa.dma_copy(dst=result[row : row + ROWS, column : column + COLUMNS], src=tile)


def shapes(left, right):
    contraction, rows = left.shape
    other, columns = right.shape
    assert contraction == other, f"left has {contraction} rows to contract, right has {other}"
    assert contraction % ROWS == 0 and rows % ROWS == 0 and columns % COLUMNS == 0
    return contraction, rows, columns


@nki.jit
def tiled(left, right):
    """Loads both operands of every multiplication when it needs them."""
    contraction, rows, columns = shapes(left, right)
    result = nl.ndarray((rows, columns), dtype=left.dtype, buffer=nl.shared_hbm)
    for m in range(0, rows, ROWS):
        for n in range(0, columns, COLUMNS):
            sums = nl.ndarray((ROWS, COLUMNS), dtype=nl.float32, buffer=nl.psum)
            for k in range(0, contraction, ROWS):
                stationary = load(left, k, m, ROWS)
                moving = load(right, k, n, COLUMNS)
                nisa.nc_matmul(dst=sums, stationary=stationary, moving=moving)
            evict(sums, result, m, n)
    return result


@nki.jit
def hoisted(left, right):
    """Loads a column of left tiles once for all columns of the result."""
    contraction, rows, columns = shapes(left, right)
    result = nl.ndarray((rows, columns), dtype=left.dtype, buffer=nl.shared_hbm)
    for m in range(0, rows, ROWS):
        stationary = [load(left, k, m, ROWS) for k in range(0, contraction, ROWS)]
        for n in range(0, columns, COLUMNS):
            moving = [load(right, k, n, COLUMNS) for k in range(0, contraction, ROWS)]
            sums = nl.ndarray((ROWS, COLUMNS), dtype=nl.float32, buffer=nl.psum)
            for k in range(contraction // ROWS):
                nisa.nc_matmul(dst=sums, stationary=stationary[k], moving=moving[k])
            evict(sums, result, m, n)
    return result


@nki.jit
def blocked(left, right, rows_in_block=2, columns_in_block=2):
    """Keeps a block of several tiles of each operand on chip."""
    contraction, rows, columns = shapes(left, right)
    assert rows % (ROWS * rows_in_block) == 0 and columns % (COLUMNS * columns_in_block) == 0
    result = nl.ndarray((rows, columns), dtype=left.dtype, buffer=nl.shared_hbm)
    depth = range(0, contraction, ROWS)
    for m in range(0, rows, ROWS * rows_in_block):
        stationary = [[load(left, k, m + i * ROWS, ROWS) for k in depth] for i in range(rows_in_block)]
        for n in range(0, columns, COLUMNS * columns_in_block):
            moving = [[load(right, k, n + j * COLUMNS, COLUMNS) for k in depth] for j in range(columns_in_block)]
            for i in range(rows_in_block):
                for j in range(columns_in_block):
                    sums = nl.ndarray((ROWS, COLUMNS), dtype=nl.float32, buffer=nl.psum)
                    for k in range(contraction // ROWS):
                        nisa.nc_matmul(dst=sums, stationary=stationary[i][k], moving=moving[j][k])
                    evict(sums, result, m + i * ROWS, n + j * COLUMNS)
    return result


def at_most(limit, count):
    """The largest divisor of count that is not above limit."""
    size = min(limit, count)
    while count % size != 0:
        size -= 1
    return size


@nki.jit
def blocked_depth(left, right, rows_in_block=16, columns_in_block=2, depth_in_block=8, sums_in_float32=False):
    """Blocks all three dimensions and adds the partial sums of each block of depth in SBUF."""
    contraction, rows, columns = shapes(left, right)
    m_tiles = at_most(rows_in_block, rows // ROWS)
    n_tiles = at_most(columns_in_block, columns // COLUMNS)
    k_tiles = at_most(depth_in_block, contraction // ROWS)
    width = n_tiles * COLUMNS
    height = m_tiles * ROWS
    sum_dtype = nl.float32 if sums_in_float32 else left.dtype
    result = nl.ndarray((rows, columns), dtype=left.dtype, buffer=nl.shared_hbm)

    for n in range(0, columns, width):
        totals = []
        for _ in range(rows // ROWS):
            total = nl.ndarray((ROWS, n_tiles, COLUMNS), dtype=sum_dtype, buffer=nl.sbuf)
            nisa.memset(dst=total, value=0.0)
            totals.append(total)
        for k in range(0, contraction, k_tiles * ROWS):
            moving = nl.ndarray((ROWS, k_tiles, width), dtype=right.dtype, buffer=nl.sbuf)
            for t in range(k_tiles):
                row = k + t * ROWS
                nisa.dma_copy(dst=moving[0:ROWS, t, 0:width], src=right[row : row + ROWS, n : n + width])
            for m in range(0, rows, height):
                stationary = nl.ndarray((ROWS, k_tiles, height), dtype=left.dtype, buffer=nl.sbuf)
                for t in range(k_tiles):
                    row = k + t * ROWS
                    nisa.dma_copy(dst=stationary[0:ROWS, t, 0:height], src=left[row : row + ROWS, m : m + height])
                for j in range(n_tiles):
                    for i in range(m_tiles):
                        sums = nl.ndarray((ROWS, COLUMNS), dtype=nl.float32, buffer=nl.psum)
                        for t in range(k_tiles):
                            nisa.nc_matmul(
                                dst=sums,
                                stationary=stationary[0:ROWS, t, i * ROWS : (i + 1) * ROWS],
                                moving=moving[0:ROWS, t, j * COLUMNS : (j + 1) * COLUMNS],
                            )
                        total = totals[m // ROWS + i]
                        place = total[0:ROWS, j, 0:COLUMNS]
                        nisa.tensor_tensor(dst=place, data1=place, data2=sums, op=nl.add)
        for m in range(rows // ROWS):
            finished = totals[m].reshape((ROWS, width))
            if sum_dtype != result.dtype:
                rounded = nl.ndarray((ROWS, width), dtype=result.dtype, buffer=nl.sbuf)
                nisa.tensor_copy(dst=rounded, src=finished)
                finished = rounded
            nisa.dma_copy(dst=result[m * ROWS : (m + 1) * ROWS, n : n + width], src=finished)
    return result
