"""References for kernels that several ranks run together: lists by rank in, a list by rank out."""

import numpy as np


def gathered_rows(rows, tp_degree, num_groups, force_hbm_cc=False):
    whole = np.concatenate(rows)
    return [whole for _ in range(tp_degree)]


def gathered_product(rows, columns, tp_degree, num_groups, force_hbm_cc=False):
    whole = np.concatenate(rows)
    return [whole @ each for each in columns]


def gathered_columns(tiles, _replica_groups, tp_degree):
    whole = np.concatenate(tiles, axis=1)
    return [whole for _ in range(tp_degree)]
