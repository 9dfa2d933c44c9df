"""Products and transposes on the Tensor Engine: accumulation, tiles of the array, double rows of fp8, MX formats."""

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


def evict(bank, dtype=nl.float32):
    tile = nl.ndarray(bank.shape, dtype=dtype, buffer=nl.sbuf)
    nisa.tensor_copy(dst=tile, src=bank)
    return store(tile)


@nki.jit
def product(left, right):
    """left.T @ right of operands that fit one tile each."""
    stationary, moving = load(left), load(right)
    bank = nl.ndarray((left.shape[1], right.shape[1]), dtype=nl.float32, buffer=nl.psum)
    nisa.nc_matmul(dst=bank, stationary=stationary, moving=moving)
    return evict(bank)


@nki.jit
def deep_product(left, right):
    """left.T @ right with a contraction over any number of rows, the last piece shorter: three ways to accumulate."""
    depth, rows = left.shape
    columns = right.shape[1]
    results = []
    for way in ("inferred", "told", "outside"):
        bank = nl.ndarray((rows, columns), dtype=nl.float32, buffer=nl.psum)
        total = nl.ndarray((rows, columns), dtype=nl.float32, buffer=nl.sbuf)
        for start in range(0, depth, 128):
            end = min(start + 128, depth)
            stationary = nl.ndarray((end - start, rows), dtype=left.dtype, buffer=nl.sbuf)
            moving = nl.ndarray((end - start, columns), dtype=right.dtype, buffer=nl.sbuf)
            nisa.dma_copy(dst=stationary, src=left[start:end, 0:rows])
            nisa.dma_copy(dst=moving, src=right[start:end, 0:columns])
            if way == "inferred":
                nisa.nc_matmul(dst=bank, stationary=stationary, moving=moving)
            elif way == "told":
                nisa.nc_matmul(dst=bank, stationary=stationary, moving=moving, accumulate=start > 0)
            else:
                part = nl.ndarray((rows, columns), dtype=nl.float32, buffer=nl.psum)
                nisa.nc_matmul(dst=part, stationary=stationary, moving=moving)
                if start == 0:
                    nisa.tensor_copy(dst=total, src=part)
                else:
                    nisa.tensor_tensor(dst=total, data1=total, data2=part, op=nl.add)
        if way != "outside":
            nisa.tensor_copy(dst=total, src=bank)
        results.append(store(total))
    return results


@nki.jit
def in_array_tiles(left, right):
    """Four products of 32 rows by 32 columns in four corners of the array, or two of 64 in two halves."""
    depth, rows = left.shape[1], left.shape[2]
    columns = right.shape[2]
    side = 64 if nisa.get_nc_version() == nisa.nc_version.gen2 else 32
    results = []
    for number in range(left.shape[0]):
        row = number * side
        stationary = nl.ndarray((128, rows), dtype=left.dtype, buffer=nl.sbuf)
        moving = nl.ndarray((128, columns), dtype=right.dtype, buffer=nl.sbuf)
        nisa.dma_copy(dst=stationary[row : row + depth, 0:rows], src=left[number])
        nisa.dma_copy(dst=moving[row : row + depth, 0:columns], src=right[number])
        bank = nl.ndarray((128, columns), dtype=nl.float32, buffer=nl.psum)
        nisa.nc_matmul(
            dst=bank[row : row + rows, 0:columns],
            stationary=stationary[row : row + depth, 0:rows],
            moving=moving[row : row + depth, 0:columns],
            tile_position=(row, row),
            tile_size=(side, side),
        )
        results.append(evict(bank[row : row + rows, 0:columns]))
    return results


@nki.jit
def double_rows(left, right):
    """A contraction of 256 in one instruction: fp8 operands of [K, 2, ...]."""
    stationary, moving = load(left), load(right)
    bank = nl.ndarray((left.shape[2], right.shape[2]), dtype=nl.float32, buffer=nl.psum)
    nisa.nc_matmul(
        dst=bank, stationary=stationary, moving=moving, perf_mode=nisa.matmul_perf_mode.double_row
    )
    return evict(bank)


@nki.jit
def into_bfloat16(left, right):
    """A product that is stored in PSUM as bfloat16, twice, the second added to the first."""
    stationary, moving = load(left), load(right)
    bank = nl.ndarray((left.shape[1], right.shape[1]), dtype=nl.bfloat16, buffer=nl.psum)
    nisa.nc_matmul(dst=bank, stationary=stationary, moving=moving)
    nisa.nc_matmul(dst=bank, stationary=stationary, moving=moving)
    return evict(bank, nl.bfloat16)


@nki.jit
def strided_product(left, right):
    """Every second column of left against every third column of right, as views of the loaded tiles."""
    stationary, moving = load(left), load(right)
    depth, rows = left.shape
    columns = right.shape[1]
    bank = nl.ndarray((rows // 2, (columns + 2) // 3), dtype=nl.float32, buffer=nl.psum)
    nisa.nc_matmul(
        dst=bank, stationary=stationary[0:depth, 0:rows:2], moving=moving[0:depth, 0:columns:3]
    )
    return evict(bank)


@nki.jit
def transposes(x):
    """x.T on the Tensor Engine: by nc_transpose and by nc_matmul with an identity."""
    tile = load(x)
    rows, columns = x.shape
    bank = nl.ndarray((columns, rows), dtype=x.dtype, buffer=nl.psum)
    nisa.nc_transpose(dst=bank, data=tile, engine=nisa.engine.tensor)
    out = nl.ndarray((columns, rows), dtype=x.dtype, buffer=nl.sbuf)
    nisa.tensor_copy(dst=out, src=bank)
    identity = nl.ndarray((rows, rows), dtype=x.dtype, buffer=nl.sbuf)
    nisa.memset(dst=identity, value=0.0)
    ones = nl.ndarray((rows, rows), dtype=x.dtype, buffer=nl.sbuf)
    nisa.memset(dst=ones, value=1.0)
    nisa.affine_select(
        dst=identity, pattern=[[-1, rows]], channel_multiplier=1, on_true_tile=ones, on_false_value=0.0
    )
    second = nl.ndarray((columns, rows), dtype=nl.float32, buffer=nl.psum)
    nisa.nc_matmul(dst=second, stationary=tile, moving=identity)
    return store(out), evict(second, x.dtype)


@nki.jit
def small_transposes(x):
    """The transpose of 32 x 32 blocks on the Vector Engine."""
    tile = load(x)
    out = nl.ndarray((x.shape[1], x.shape[0]), dtype=x.dtype, buffer=nl.sbuf)
    nisa.nc_transpose(dst=out, data=tile, engine=nisa.engine.vector)
    return store(out)


def scale_tile(partitions, columns, dtype=nl.uint8):
    tile = nl.ndarray((partitions, columns), dtype=nl.uint8, buffer=nl.sbuf)
    nisa.memset(dst=tile, value=0)
    return tile if dtype == nl.uint8 else tile.view(dtype)


@nki.jit
def quantised(x):
    """x in MXFP8 as one tensor of four values an element, and its scales."""
    tile = load(x)
    rows, columns = x.shape
    packed = nl.ndarray((rows, columns // 4), dtype=nl.float8_e4m3fn_x4, buffer=nl.sbuf)
    scales = scale_tile(rows, columns // 4)
    nisa.quantize_mx(dst=packed, src=tile, dst_scale=scales)
    wide = nl.ndarray((rows, columns // 4), dtype=nl.float8_e5m2_x4, buffer=nl.sbuf)
    wide_scales = scale_tile(rows, columns // 4)
    nisa.quantize_mx(dst=wide, src=tile, dst_scale=wide_scales)
    return store(packed), store(scales), store(wide), store(wide_scales)


@nki.jit
def microscaled_product(left, right):
    """Both operands quantised to MXFP8 and multiplied: contraction over partitions and the four values of an element."""
    depth, rows = left.shape
    columns = right.shape[1]
    stationary = nl.ndarray((depth, rows // 4), dtype=nl.float8_e4m3fn_x4, buffer=nl.sbuf)
    moving = nl.ndarray((depth, columns // 4), dtype=nl.float8_e5m2_x4, buffer=nl.sbuf)
    stationary_scale = scale_tile(depth, rows // 4, nl.float8_e8m0fnu)
    moving_scale = scale_tile(depth, columns // 4, nl.float8_e8m0fnu)
    nisa.quantize_mx(dst=stationary, src=load(left), dst_scale=stationary_scale)
    nisa.quantize_mx(dst=moving, src=load(right), dst_scale=moving_scale)
    bank = nl.ndarray((rows // 4, columns // 4), dtype=nl.float32, buffer=nl.psum)
    nisa.nc_matmul_mx(
        dst=bank,
        stationary=stationary,
        moving=moving,
        stationary_scale=stationary_scale,
        moving_scale=moving_scale,
    )
    return evict(bank)


@nki.jit
def product_of_fours(left, left_scale, right, right_scale):
    """A product of MXFP4 operands, each given as words of four values and the exponents of their scales."""
    depth, rows = left.shape
    columns = right.shape[1]
    stationary, moving = load(left), load(right)
    bank = nl.ndarray((rows, columns), dtype=nl.float32, buffer=nl.psum)
    nisa.nc_matmul_mx(
        dst=bank,
        stationary=stationary.view(nl.float4_e2m1fn_x4),
        moving=moving.view(nl.float4_e2m1fn_x4),
        stationary_scale=load(left_scale),
        moving_scale=load(right_scale),
    )
    return evict(bank)
