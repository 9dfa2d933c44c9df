"""Every rank gets the rows of all ranks: each core of a rank brings its half into shared HBM, one collective joins them."""

import nki
import nki.collectives as ncc
import nki.isa as nisa
import nki.language as nl


@nki.jit
def all_gather(rows, ranks):
    """rows is [M, N] with M even and at most 256; the result is [ranks * M, N], rank 0 first."""
    m, n = rows.shape
    half = m // nl.num_programs(0)
    first = nl.program_id(0) * half
    own = nl.ndarray((m, n), dtype=rows.dtype, buffer=nl.shared_hbm)
    out = nl.ndarray((ranks * m, n), dtype=rows.dtype, buffer=nl.shared_hbm)
    tile = nl.ndarray((half, n), dtype=rows.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=rows[first : first + half, :])
    nisa.dma_copy(dst=own[first : first + half, :], src=tile)
    group = ncc.ReplicaGroup([list(range(ranks))])
    ncc.all_gather(srcs=[own], dsts=[out], replica_group=group, collective_dim=0)
    return out
