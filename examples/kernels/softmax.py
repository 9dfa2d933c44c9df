"""Softmax and layer normalisation over the rows of a matrix of any number of rows."""

import nki
import nki.isa as nisa
import nki.language as nl

PARTITIONS = 128


def row_tiles(rows):
    """Start and size of each group of at most 128 rows."""
    return [(start, min(PARTITIONS, rows - start)) for start in range(0, rows, PARTITIONS)]


@nki.jit
def softmax(x):
    """Row by row: exp(x - max) / sum, with the sum taken while exp is computed."""
    rows, columns = x.shape
    result = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    for start, size in row_tiles(rows):
        tile = nl.ndarray((size, columns), dtype=x.dtype, buffer=nl.sbuf)
        nisa.dma_copy(dst=tile, src=x[start : start + size, 0:columns])
        largest = nl.ndarray((size, 1), dtype=nl.float32, buffer=nl.sbuf)
        nisa.tensor_reduce(dst=largest, op=nl.maximum, data=tile, axis=1, negate=True)
        powers = nl.ndarray((size, columns), dtype=nl.float32, buffer=nl.sbuf)
        total = nl.ndarray((size, 1), dtype=nl.float32, buffer=nl.sbuf)
        nisa.activation_reduce(
            dst=powers, op=nl.exp, data=tile, reduce_op=nl.add, reduce_res=total, bias=largest
        )
        inverse = nl.ndarray((size, 1), dtype=nl.float32, buffer=nl.sbuf)
        nisa.reciprocal(dst=inverse, data=total)
        shares = nl.ndarray((size, columns), dtype=x.dtype, buffer=nl.sbuf)
        nisa.tensor_scalar(dst=shares, data=powers, op0=nl.multiply, operand0=inverse)
        nisa.dma_copy(dst=result[start : start + size, 0:columns], src=shares)
    return result


@nki.jit
def layernorm(x, gain, shift, epsilon=1e-5):
    """(x - mean) / sqrt(variance + epsilon) * gain + shift over each row; gain and shift are [1, columns]."""
    rows, columns = x.shape
    result = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    gains = nl.ndarray((PARTITIONS, columns), dtype=gain.dtype, buffer=nl.sbuf)
    shifts = nl.ndarray((PARTITIONS, columns), dtype=shift.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=gains, src=gain.broadcast(dim=0, size=PARTITIONS))
    nisa.dma_copy(dst=shifts, src=shift.broadcast(dim=0, size=PARTITIONS))
    for start, size in row_tiles(rows):
        tile = nl.ndarray((size, columns), dtype=x.dtype, buffer=nl.sbuf)
        nisa.dma_copy(dst=tile, src=x[start : start + size, 0:columns])
        pieces = [(at, min(512, columns - at)) for at in range(0, columns, 512)]
        statistics = nl.ndarray((size, 6 * len(pieces)), dtype=nl.float32, buffer=nl.sbuf)
        for i, (at, width) in enumerate(pieces):
            nisa.bn_stats(dst=statistics[0:size, 6 * i : 6 * i + 6], data=tile[0:size, at : at + width])
        moments = nl.ndarray((size, 2), dtype=nl.float32, buffer=nl.sbuf)
        nisa.bn_aggr(dst=moments, data=statistics)
        scale = nl.ndarray((size, 1), dtype=nl.float32, buffer=nl.sbuf)
        room = nl.ndarray((size, 1), dtype=nl.float32, buffer=nl.sbuf)
        nisa.memset(dst=room, value=epsilon)
        nisa.activation(dst=scale, op=nl.rsqrt, data=moments[0:size, 1:2], bias=room)
        centred = nl.ndarray((size, columns), dtype=nl.float32, buffer=nl.sbuf)
        nisa.tensor_scalar(
            dst=centred, data=tile, op0=nl.subtract, operand0=moments[0:size, 0:1], op1=nl.multiply, operand1=scale
        )
        scaled = nl.ndarray((size, columns), dtype=nl.float32, buffer=nl.sbuf)
        nisa.tensor_tensor(dst=scaled, data1=centred, data2=gains[0:size, 0:columns], op=nl.multiply)
        moved = nl.ndarray((size, columns), dtype=x.dtype, buffer=nl.sbuf)
        nisa.tensor_tensor(dst=moved, data1=scaled, data2=shifts[0:size, 0:columns], op=nl.add)
        nisa.dma_copy(dst=result[start : start + size, 0:columns], src=moved)
    return result


@nki.jit
def layernorm_by_sums(x, gain, shift, epsilon=1e-5):
    """As layernorm, with the variance as the mean of the squares less the square of the mean, one step at a time."""
    rows, columns = x.shape
    result = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    gains = nl.ndarray((PARTITIONS, columns), dtype=gain.dtype, buffer=nl.sbuf)
    shifts = nl.ndarray((PARTITIONS, columns), dtype=shift.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=gains, src=gain.broadcast(dim=0, size=PARTITIONS))
    nisa.dma_copy(dst=shifts, src=shift.broadcast(dim=0, size=PARTITIONS))
    for start, size in row_tiles(rows):
        tile = nl.ndarray((size, columns), dtype=x.dtype, buffer=nl.sbuf)
        nisa.dma_copy(dst=tile, src=x[start : start + size, 0:columns])
        mean = nl.ndarray((size, 1), dtype=nl.float32, buffer=nl.sbuf)
        nisa.tensor_reduce(dst=mean, op=nl.add, data=tile, axis=1)
        nisa.tensor_scalar(dst=mean, data=mean, op0=nl.multiply, operand0=1.0 / columns)
        work = nl.ndarray((size, columns), dtype=nl.float32, buffer=nl.sbuf)
        nisa.activation(dst=work, op=nl.square, data=tile)
        variance = nl.ndarray((size, 1), dtype=nl.float32, buffer=nl.sbuf)
        nisa.tensor_reduce(dst=variance, op=nl.add, data=work, axis=1)
        nisa.tensor_scalar(dst=variance, data=variance, op0=nl.multiply, operand0=1.0 / columns)
        square = nl.ndarray((size, 1), dtype=nl.float32, buffer=nl.sbuf)
        nisa.tensor_tensor(dst=square, data1=mean, data2=mean, op=nl.multiply)
        nisa.tensor_tensor(dst=variance, data1=variance, data2=square, op=nl.subtract)
        room = nl.ndarray((size, 1), dtype=nl.float32, buffer=nl.sbuf)
        nisa.memset(dst=room, value=epsilon)
        scale = nl.ndarray((size, 1), dtype=nl.float32, buffer=nl.sbuf)
        nisa.activation(dst=scale, op=nl.rsqrt, data=variance, bias=room)
        nisa.tensor_scalar(dst=work, data=tile, op0=nl.subtract, operand0=mean)
        nisa.tensor_scalar(dst=work, data=work, op0=nl.multiply, operand0=scale)
        nisa.tensor_tensor(dst=work, data1=work, data2=gains[0:size, 0:columns], op=nl.multiply)
        moved = nl.ndarray((size, columns), dtype=x.dtype, buffer=nl.sbuf)
        nisa.tensor_tensor(dst=moved, data1=work, data2=shifts[0:size, 0:columns], op=nl.add)
        nisa.dma_copy(dst=result[start : start + size, 0:columns], src=moved)
    return result
