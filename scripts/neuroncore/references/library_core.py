"""References for kernels of the library's core folder, without attention and mixture of experts."""

import numpy as np


def cumsum(x, axis=-1):
    return np.cumsum(x, axis=axis)


def _rotated(first, second, cos, sin):
    return first * cos - second * sin, second * cos + first * sin


def rope(x, cos, sin, lnc_shard=False, contiguous_layout=True, relayout_in_sbuf=False):
    """x is [d, B, heads, S]; pairs are halves of d, or neighbours where the layout is interleaved."""
    half = x.shape[0] // 2
    pairs = (slice(0, half), slice(half, None)) if contiguous_layout else (slice(0, None, 2), slice(1, None, 2))
    out = np.empty_like(x)
    out[pairs[0]], out[pairs[1]] = _rotated(x[pairs[0]], x[pairs[1]], cos[:, :, None], sin[:, :, None])
    return out


def _rotate_half(x, cos, sin):
    half = x.shape[-1] // 2
    turned = np.concatenate([-x[..., half:], x[..., :half]], axis=-1)
    return x * cos + turned * sin


def _rotate_half_backward(x, cos, sin):
    half = x.shape[-1] // 2
    through = x * sin
    return x * cos + np.concatenate([through[..., half:], -through[..., :half]], axis=-1)


def rope_hf(q, k, _q_out, _k_out, cos, sin, backward=False):
    rotate = _rotate_half_backward if backward else _rotate_half
    return rotate(q, cos, sin), rotate(k, cos, sin)


def cascaded_max(x):
    return x.max(axis=-1, keepdims=True), x.argmax(axis=-1)[..., None]


def rotational_topk(x, _config):
    order = np.argsort(-x, axis=-1, kind="stable")[:, :64]
    return np.take_along_axis(x, order, axis=-1), order


def float8(x):
    """The nearest float8_e4m3 of the chip (largest 240), ties to even."""
    exponent = np.maximum(np.floor(np.log2(np.maximum(np.abs(x), 2.0**-20))), -6)
    step = 2.0 ** (exponent - 3)
    return np.clip(np.round(x / step) * step, -240, 240)


def rmsnorm_quant(x, weight, _arguments):
    """Values in units of a 240th of each row's largest magnitude; the four bytes of that unit are not compared."""
    normed = x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + 1e-6) * weight
    values = float8(normed * 240 / np.abs(normed).max(axis=-1, keepdims=True))
    return np.concatenate([values, np.full((*x.shape[:-1], 4), np.nan)], axis=-1)


def static_quant(x, _weight, _arguments, scale):
    return float8(np.clip(x / scale[0, 0], -240, 240))


def find_nonzero_indices(x, chunk_size=None):
    rows, columns = x.shape
    indices = np.full((columns, rows), -1.0)
    counts = np.zeros(columns)
    for column in range(columns):
        found = np.nonzero(x[:, column])[0]
        indices[column, : len(found)] = found
        counts[column] = len(found)
    return indices, counts


def indexed_flatten(x, block, length, offsets):
    out = np.full(length, -1.0)
    for row, offset in zip(x, offsets.astype(int)):
        for at in range(len(row) // block):
            if offset + at < length // block:
                out[(offset + at) * block : (offset + at + 1) * block] = row[at * block : (at + 1) * block]
    return out


def _dequantised(attention, weight, kind, weight_scale, input_scale):
    if weight_scale is None:
        return attention, weight
    if kind.endswith("STATIC"):
        return float8(attention / input_scale[0, 0]) * input_scale[0, 0], weight * weight_scale[0, 0]
    return attention, weight * weight_scale[0]


def output_projection_tkg(
    attention, weight, bias=None, quantization_type="", weight_scale=None, input_scale=None, TRANSPOSE_OUT=False
):
    """attention is [D, B, N, S]; the transposed output is [128, 2, H / 256, B S] on two cores."""
    attention, weight = _dequantised(attention, weight, quantization_type, weight_scale, input_scale)
    depth, batch, heads, length = attention.shape
    out = attention.transpose(1, 3, 2, 0).reshape(batch * length, heads * depth) @ weight
    if bias is not None:
        out = out + bias
    if not TRANSPOSE_OUT:
        return out
    return out.T.reshape(2, 128, -1, batch * length).transpose(1, 0, 2, 3)


def output_projection_cte(
    attention, weight, bias=None, quantization_type="", input_scales=None, weight_scales=None
):
    """attention is [B, N, D, S]."""
    attention, weight = _dequantised(attention, weight, quantization_type, weight_scales, input_scales)
    batch, heads, depth, length = attention.shape
    out = attention.transpose(0, 3, 1, 2).reshape(batch, length, heads * depth) @ weight
    return out if bias is None else out + bias


def _normed(x, kind, gamma, beta, epsilon):
    if kind.endswith("RMS_NORM"):
        return x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + epsilon) * gamma
    if kind.endswith("LAYER_NORM"):
        centred = x - x.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + epsilon) * gamma
        return scaled if beta is None else scaled + beta
    return x


def qkv(
    x,
    weights,
    bias=None,
    fused_residual_add=False,
    mlp_prev=None,
    attention_prev=None,
    fused_norm_type="",
    gamma_norm_weights=None,
    layer_norm_bias=None,
    norm_eps=1e-6,
    fused_rope=False,
    cos_cache=None,
    sin_cache=None,
    d_head=None,
    num_q_heads=None,
    num_kv_heads=None,
):
    if fused_residual_add:
        x = x + mlp_prev + attention_prev
    out = _normed(x, fused_norm_type, gamma_norm_weights, layer_norm_bias, norm_eps) @ weights
    if bias is not None:
        out = out + bias
    if fused_rope:
        for head in range(num_q_heads + num_kv_heads):
            columns = slice(head * d_head, (head + 1) * d_head)
            out[..., columns] = _rotate_half(out[..., columns], cos_cache, sin_cache)
    return out


def rmsnorm(x, weight, epsilon):
    return _normed(x, "RMS_NORM", weight, None, epsilon)


def _spread(x):
    """[B, S, H] as it lies on chip: [128, B S, H / 128]."""
    return x.reshape(-1, 128, x.shape[-1] // 128).transpose(1, 0, 2)


def rmsnorm_tkg(x, gamma, _out):
    return _spread(_normed(x, "RMS_NORM", gamma, None, 1e-6))


def layernorm_tkg(x, gamma, _out):
    return _spread(_normed(x, "LAYER_NORM", gamma, None, 1e-6))


def mlp(hidden, gate, up, down):
    gated = hidden @ gate
    return (gated / (1 + np.exp(-gated)) * (hidden @ up)) @ down


def router_topk(x, w, bias, _logits, _affinities, _index, _function, k, _hbm_layout, _sb_layout):
    """Logits, the k best experts of each token, and the softmax where an expert is one of them, else 0."""
    logits = x @ w + bias
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    softmax = exponentials / exponentials.sum(axis=-1, keepdims=True)
    order = np.argsort(-logits, axis=-1, kind="stable")[:, :k]
    kept = np.zeros_like(softmax)
    np.put_along_axis(kept, order, np.take_along_axis(softmax, order, axis=-1), axis=-1)
    return logits, order, kept
