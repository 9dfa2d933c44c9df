import type { HostType, PyHost } from '../python/values.ts';
import type { Generation } from './generation.ts';

/** Bytes of a float32 element, in which `tile_size` counts. */
const FLOAT32_BYTES = 4;

/**
 * The constants of `nl.tile_size` by name, deprecated names included. `psumBanks` is what kernels may use: 7 of 8 when
 * DMA transposes are lowered to the Tensor engine. Source: aws-neuron-sdk nki/api/nki.language.tile_size.rst.
 */
export const tileSizes = (
  generation: Generation,
  psumBanks = generation.psumBanks,
): ReadonlyMap<string, number> => {
  const bankBytes = generation.psumBytesPerPartition / generation.psumBanks;
  const usable = generation.sbufUsableBytesPerPartition;
  return new Map([
    ['pmax', generation.partitions],
    ['psum_fmax', bankBytes / FLOAT32_BYTES],
    ['psum_bank_fmax', bankBytes / FLOAT32_BYTES],
    ['psum_bank_fmax_bytes', bankBytes],
    ['psum_num_banks', psumBanks],
    ['psum_min_align', generation.tileSize.psumAlignBytes],
    ['sbuf_min_align', generation.tileSize.sbufAlignBytes],
    ['sbuf_size_bytes', generation.partitions * generation.sbufBytesPerPartition],
    ['sbuf_fmax', Math.floor(usable / FLOAT32_BYTES)],
    ['sbuf_fmax_bytes', usable],
    ['total_available_sbuf_size', usable],
    ['gemm_stationary_fmax', generation.tileSize.gemmStationaryFreeMax],
    ['gemm_moving_fmax', generation.tileSize.gemmMovingFreeMax],
    ['bn_stats_fmax', generation.tileSize.bnStatsFreeMax],
  ]);
};

const TILE_SIZE_TYPE: HostType = {
  name: '_TileSize',
  getAttribute: (self, name) => (self.value as ReadonlyMap<string, number>).get(name),
  represent: () => 'nki.language.tile_size',
};

/** `nl.tile_size` of a generation as a Python value. */
export const tileSizeHost = (
  generation: Generation,
  psumBanks = generation.psumBanks,
): PyHost<ReadonlyMap<string, number>> => ({
  kind: 'host',
  type: TILE_SIZE_TYPE,
  value: tileSizes(generation, psumBanks),
});
