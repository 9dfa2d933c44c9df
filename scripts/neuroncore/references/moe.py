"""Mixtures of experts whose tokens come in blocks of one expert each, in float64."""

import numpy as np


def _act(x, name):
    if name.endswith('.Swish'):
        return x / (1 + np.exp(-1.702 * x))
    return x / (1 + np.exp(-x))


def _rows(x, skipped):
    """With a row of zeros at the end for tokens that are skipped (-1)."""
    return np.concatenate([x, np.zeros((1, x.shape[1]))]) if skipped else x


def _clamped(x, low, high):
    return x if low is None and high is None else np.clip(x, low, high)


def _same(x):
    return x


def _bfloat16(x):
    """To the nearest bfloat16, ties to even."""
    bits = np.asarray(x, np.float32).view(np.uint32).astype(np.uint64)
    bits = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000
    return bits.astype(np.uint32).view(np.float32).astype(np.float64)


def _first(x, weights, tiles, stage):
    """Gate and up of rows: (2, token, inner). Columns lie as (four, tile, partition) where there are tiles; each tile is
    a matrix product of its own, added to the ones before where they lie."""
    if tiles is None:
        return np.einsum('th,hgi->gti', x, weights)
    columns = x.reshape(len(x), 4, tiles, -1)
    rows = weights.reshape(4, tiles, -1, *weights.shape[1:])
    both = 0
    for tile in range(tiles):
        both = stage(both + np.einsum('tfp,fpgi->gti', columns[:, :, tile], rows[:, tile]))
    return both


def _second(inner, weights, cores, stage):
    """Rows (token, hidden), each core with its share of the inner dimension."""
    shares = [stage(each @ part) for each, part in zip(np.split(inner, cores, 1), np.split(weights, cores))]
    return stage(sum(shares))


def blocks(hidden_states, expert_affinities_masked, gate_up_proj_weight, down_proj_weight, block_size,
           token_position_to_id, block_to_expert, gate_and_up_proj_bias=None, down_proj_bias=None,
           gate_up_proj_scale=None, down_proj_scale=None, activation_function='ActFnType.SiLU', skip_dma='',
           expert_affinities_scaling_mode='PRE_SCALE', gate_clamp_upper_limit=None, gate_clamp_lower_limit=None,
           up_clamp_upper_limit=None, up_clamp_lower_limit=None, conditions=None, round_in=_same, round_inner=_same,
           stage=_same, tiles=None, cores=1, **_):
    """Per block: its tokens, what each adds to the output, and both stages before the affinities. `stage` is what the
    kernel rounds to wherever it stores."""
    experts = gate_up_proj_weight.shape[0]
    skipped = 'True' in str(skip_dma)[:15]
    hidden = _rows(hidden_states, skipped)
    affinities = _rows(expert_affinities_masked.reshape(-1, experts), skipped)
    ids = token_position_to_id.astype(int).reshape(-1, block_size)
    found = []
    for number, (tokens, expert) in enumerate(zip(ids, np.ravel(block_to_expert).astype(int))):
        if conditions is not None and np.ravel(conditions)[number] == 0:
            break
        affinity = affinities[tokens, expert][:, None]
        mode = str(expert_affinities_scaling_mode).split('.')[-1]
        x = hidden[tokens] * affinity if mode.startswith('PRE') else hidden[tokens]
        both = _first(round_in(x), gate_up_proj_weight[expert], tiles, stage)
        if gate_up_proj_scale is not None:
            both = both * gate_up_proj_scale[expert].reshape(2, 1, -1)
        if gate_and_up_proj_bias is not None:
            both = stage(both + gate_and_up_proj_bias[expert][:, None, :])
        gate = _clamped(both[0], gate_clamp_lower_limit, gate_clamp_upper_limit)
        up = _clamped(both[1], up_clamp_lower_limit, up_clamp_upper_limit)
        inner = stage(stage(_act(gate, activation_function)) * up)
        down = _second(round_inner(inner), down_proj_weight[expert], cores, stage)
        if down_proj_scale is not None:
            down = down * down_proj_scale[expert]
        if down_proj_bias is not None:
            down = stage(down + down_proj_bias[expert])
        found.append((tokens, down * affinity if mode == 'POST_SCALE' else down, both, down))
    return found


def sums(**given):
    """The output of all tokens, summed over the blocks they are in."""
    out = np.zeros_like(given['hidden_states'])
    padded = np.concatenate([out, out[:1]])
    stage = given.get('stage', _same)
    for tokens, added, _, _ in blocks(**given):
        np.add.at(padded, tokens, added)
        padded = stage(padded)
    return padded[: len(out)]


def sums_by_core(**given):
    """The same where each of two cores first sums on its own (token, core, hidden): the first holds all in the end."""
    out = sums(**given)
    return np.stack([out, np.zeros_like(out)], axis=1)


def checkpointed(**given):
    """The sums, and of each block the projections gate and up (both, out, token) and, by default, down (token, hidden)."""
    stages = blocks(**given)
    both = np.stack([each.transpose(0, 2, 1) for _, _, each, _ in stages])
    return [sums(**given), both, np.stack([down for *_, down in stages])]


def backward(hidden_states, expert_affinities_masked, gate_up_proj_weight, down_proj_weight,
             gate_up_proj_act_checkpoint_T, down_proj_act_checkpoint, token_position_to_id, block_to_expert,
             output_hidden_states_grad, block_size, **_):
    """Gradients of the tokens, the affinities and both weights from what the forward pass stored; the affinities of the
    padding, which many rows of a block add to at once, are not compared."""
    experts = gate_up_proj_weight.shape[0]
    affinities = expert_affinities_masked.reshape(-1, experts)
    tokens_grad = np.zeros_like(hidden_states)
    affinities_grad = np.zeros_like(affinities)
    gate_up_grad = np.zeros_like(gate_up_proj_weight)
    down_grad = np.zeros_like(down_proj_weight)
    ids = token_position_to_id.astype(int).reshape(-1, block_size)
    for number, (tokens, expert) in enumerate(zip(ids, np.ravel(block_to_expert).astype(int))):
        out_grad = output_hidden_states_grad[tokens]
        np.add.at(affinities_grad[:, expert], tokens, (out_grad * down_proj_act_checkpoint[number]).sum(1))
        gate, up = gate_up_proj_act_checkpoint_T[number].transpose(0, 2, 1)
        sigmoid = 1 / (1 + np.exp(-gate))
        scaled = out_grad * affinities[tokens, expert][:, None]
        down_grad[expert] += (gate * sigmoid * up).T @ scaled
        inner = scaled @ down_proj_weight[expert].T
        both = np.stack([inner * up * sigmoid * (1 + gate * (1 - sigmoid)), inner * gate * sigmoid])
        gate_up_grad[expert] += np.einsum('th,gti->hgi', hidden_states[tokens], both)
        np.add.at(tokens_grad, tokens, np.einsum('gti,hgi->th', both, gate_up_proj_weight[expert]))
    affinities_grad[-1] = np.nan
    return [tokens_grad, affinities_grad.reshape(-1, 1), gate_up_grad, down_grad]


def _rounded(x, axes):
    """To float8_e4m3fn with one power of two for all elements along `axes`, whose largest gets the exponent 7:
    quantize_mx takes a power twice that of the OCP sample algorithm."""
    top = np.abs(x).max(axis=axes, keepdims=True)
    unit = 2.0 ** (np.floor(np.log2(np.where(top == 0, 1, top))) - 7)
    scaled = np.clip(x / unit, -448, 448)
    size = np.abs(scaled)
    step = 2.0 ** (np.maximum(np.floor(np.log2(np.where(size == 0, 1, size))), -6) - 3)
    return np.round(scaled / step) * step * unit


def _round_tokens(x):
    """Rows of (four, tile, partition), each 8 partitions and the four sharing a power of two."""
    return _rounded(x.reshape(len(x), 4, -1, 8), (1, 3)).reshape(x.shape)


def _round_inner(x):
    """Rows of (tile, four, partition), shared likewise."""
    return _rounded(x.reshape(len(x), -1, 4, min(128, x.shape[1] // 4) // 8, 8), (2, 4)).reshape(x.shape)


def _plain(weights, scales):
    """Weights from (expert, partition, ..., four) and a scale (power of two, biased by 127) for each 8 partitions."""
    packed = weights.reshape(*scales.shape[:1], weights.shape[1], *scales.shape[2:], 4)
    return packed * np.repeat(2.0 ** (scales - 127), 8, axis=1)[..., None]


def _from_mx(gate_up_proj_weight, gate_up_proj_scale, down_proj_weight, down_proj_scale, gate_and_up_proj_bias, cores,
             **given):
    """Weights scaled in blocks as plain ones. Columns of the tokens lie as (four, tile, partition); the outputs of each
    tile of 512 as (four, partition), which are the rows of the second weights. The kernels store each stage in bfloat16
    before they quantise it: without that, some roundings to three bits fall on another value."""
    first = _plain(gate_up_proj_weight, gate_up_proj_scale)
    second = _plain(down_proj_weight, down_proj_scale)
    experts, _, _, tiles, _, _ = first.shape
    hidden = 512 * tiles
    gate_up = first.transpose(0, 5, 3, 1, 2, 4).reshape(experts, hidden, 2, -1)
    down = second.transpose(0, 2, 4, 1, 3).reshape(experts, -1, hidden)
    bias = gate_and_up_proj_bias.transpose(0, 2, 3, 4, 1).reshape(experts, 2, -1)
    weights = {'gate_up_proj_weight': gate_up, 'down_proj_weight': down, 'gate_and_up_proj_bias': bias}
    rounding = {'round_in': _round_tokens, 'round_inner': _round_inner, 'stage': _bfloat16}
    return {**given, **weights, **rounding, 'tiles': tiles, 'cores': cores}


def sums_mx(**given):
    """As `sums`, from weights scaled in blocks, the inner dimension split over two cores."""
    return sums(**_from_mx(**given, cores=2))


def sums_by_core_mx(**given):
    """As `sums_by_core`, cores before tokens, from weights scaled in blocks."""
    return sums_by_core(**_from_mx(**given, cores=1)).transpose(1, 0, 2)
