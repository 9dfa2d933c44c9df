"""Collectives of one rank: every one of them is a copy, or a copy of what the one rank asked for."""

import nki
import nki.collectives as ncc
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


def hbm_like(x):
    return nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.hbm)


def published(tensor):
    result = nl.ndarray(tensor.shape, dtype=tensor.dtype, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=result, src=tensor)
    return result


@nki.jit
def copies(x):
    """What all_reduce, all_gather, reduce_scatter, all_to_all and the permutations give on one rank."""
    group = ncc.ReplicaGroup([[0]])
    source = hbm_like(x)
    nisa.dma_copy(dst=source, src=x)
    results = []
    reduced = hbm_like(x)
    ncc.all_reduce(srcs=[source], dsts=[reduced], replica_group=group, op=nl.add)
    results.append(published(reduced))
    gathered = hbm_like(x)
    ncc.all_gather(srcs=[source], dsts=[gathered], replica_group=group, collective_dim=0)
    results.append(published(gathered))
    scattered = hbm_like(x)
    ncc.reduce_scatter(
        srcs=[source], dsts=[scattered], replica_group=group, collective_dim=0, op=nl.maximum
    )
    results.append(published(scattered))
    exchanged = hbm_like(x)
    ncc.all_to_all(srcs=[source], dsts=[exchanged], replica_group=group, collective_dim=0)
    results.append(published(exchanged))
    sent = hbm_like(x)
    ncc.collective_permute(srcs=[source], dsts=[sent], source_target_pairs=[[0, 0]])
    results.append(published(sent))
    ring = hbm_like(x)
    ncc.collective_permute_implicit(srcs_by_channel=[[source]], dsts_by_channel=[[ring]], replica_group=group)
    results.append(published(ring))
    added = hbm_like(x)
    ncc.collective_permute_implicit_reduce(
        srcs0_by_channel=[[source]],
        srcs1_by_channel=[[ring]],
        dsts_by_channel=[[added]],
        replica_group=group,
        op=nl.add,
    )
    results.append(published(added))
    return results


@nki.jit
def ranks(x):
    """The rank, the rank whose data is processed first, and x plus both."""
    group = ncc.ReplicaGroup([[0]])
    places = nl.ndarray((1, 2), dtype=nl.int32, buffer=nl.sbuf)
    nisa.register_store(places[0:1, 0:1], ncc.rank_id())
    processed = ncc.collective_permute_implicit_current_processing_rank_id(0, group)
    nisa.register_store(places[0:1, 1:2], processed)
    tile = load(x)
    nisa.tensor_tensor(dst=tile, data1=tile, data2=places, op=nl.add)
    return store(places), store(tile)
