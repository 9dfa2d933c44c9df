"""Attention in float64, forwards and backwards."""

import numpy as np


def _groups(heads, kv_heads):
    return np.arange(heads) // (heads // kv_heads)


def _visible(rows, columns, causal, window):
    q = np.arange(rows)[:, None]
    k = np.arange(columns)[None, :]
    seen = np.ones((rows, columns), dtype=bool)
    if causal:
        seen &= k <= q
    if window:
        seen &= k > q - window
    return seen


def attention_cte(q, k, v, scale=1.0, causal_mask=True, k_prior=None, v_prior=None, prior_used_len=None, sink=None,
                  sliding_window=None, tp_q=True, tp_k=False, tp_out=False, **_):
    """Queries (batch, rows, head) or with `tp_q` false (batch, head, rows); earlier keys lie before the active ones."""
    if not tp_q:
        q = q.transpose(0, 2, 1)
    if tp_k:
        k = k.transpose(0, 2, 1)
    group = _groups(q.shape[0], k.shape[0])
    rows, columns = q.shape[1], k.shape[2]
    seen = _visible(rows, columns, causal_mask, sliding_window)
    if k_prior is not None:
        used = int(np.ravel(prior_used_len)[0])
        keys = k_prior.transpose(0, 2, 1) if tp_k else k_prior
        k = np.concatenate([keys[:, :, :used], k], axis=2)
        v = np.concatenate([v_prior[:, :used], v], axis=1)
        seen = np.concatenate([np.ones((rows, used), dtype=bool), seen], axis=1)
    scores = np.einsum('bqd,bdk->bqk', q, k[group]) * scale
    scores = np.where(seen, scores, -np.inf)
    top = scores.max(-1, keepdims=True)
    if sink is not None:
        top = np.maximum(top, sink.reshape(-1, 1, 1))
    weights = np.exp(scores - top)
    total = weights.sum(-1, keepdims=True)
    if sink is not None:
        total = total + np.exp(sink.reshape(-1, 1, 1) - top)
    out = np.einsum('bqk,bkd->bqd', weights / total, v[group])
    return out.transpose(0, 2, 1) if tp_out else out


def attention_bwd(q, k, v, o, dy, lse, sinks=None, bound_min=None, bound_max=None, use_causal_mask=False,
                  mixed_precision=False, softmax_scale=None, sliding_window=None):
    """Gradients of queries, keys and values, all (batch, heads, head, rows), from the saved logarithms of the sums."""
    batch, heads, size, rows = q.shape
    kv_heads = k.shape[1]
    group = _groups(heads, kv_heads)
    scale = softmax_scale if softmax_scale is not None else size ** -0.5
    saved = lse.transpose(0, 1, 3, 2).reshape(batch, heads, rows)
    scores = np.einsum('bhdq,bhdk->bhqk', q, k[:, group]) * scale
    seen = _visible(rows, k.shape[3], use_causal_mask, sliding_window)
    weights = np.where(seen, np.exp(scores - saved[..., None]), 0)
    inner = (dy * o).sum(2)[..., None]
    slopes = weights * (np.einsum('bhdq,bhdk->bhqk', dy, v[:, group]) - inner) * scale
    dq = np.einsum('bhqk,bhdk->bhdq', slopes, k[:, group])
    dk = np.einsum('bhqk,bhdq->bhdk', slopes, q)
    dv = np.einsum('bhqk,bhdq->bhdk', weights, dy)
    folded = (batch, kv_heads, heads // kv_heads, size, k.shape[3])
    return [dq, dk.reshape(folded).sum(2), dv.reshape(folded).sum(2)]
