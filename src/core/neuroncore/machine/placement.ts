import { isOnChip } from '../memory/storage.ts';
import type { Space } from '../memory/view.ts';
import type { Generation } from './generation.ts';

/** What stands against a storage of this size at this place; `rule` names it in catalog/neuroncore/rules.yaml. */
export interface PlacementFault {
  readonly rule: 'partition-count' | 'storage-capacity' | 'storage-address';
  readonly message: string;
}

/** The rows and bytes that a storage asks for, and where, when the kernel chose. */
export interface Placement {
  readonly space: Space;
  readonly partitions: number;
  readonly bytesPerPartition: number;
  readonly address: { readonly partition: number; readonly byte: number } | null;
}

/** Bytes of each partition of a memory on chip; of the core's share in HBM. */
export const capacityOf = (generation: Generation, space: Space): number => {
  if (space === 'sbuf') return generation.sbufBytesPerPartition;
  return space === 'psum' ? generation.psumBytesPerPartition : generation.hbmBytesPerCore;
};

/**
 * What is wrong with a storage on this generation, or null: more partitions than there are, more bytes than a partition
 * has, or an address that leaves the memory. Source: aws-neuron-sdk nki/get-started/about/tiling-overview.rst,
 * "Tile size considerations"; nki/guides/architecture.
 */
export const placementFault = (generation: Generation, place: Placement): PlacementFault | null => {
  const { space, partitions, bytesPerPartition, address } = place;
  const capacity = capacityOf(generation, space);
  if (isOnChip(space) && partitions > generation.partitions) {
    return {
      rule: 'partition-count',
      message: `the tensor has ${partitions} partitions (its first dimension); ${space} has ${generation.partitions}.`,
    };
  }
  if (isOnChip(space) && bytesPerPartition > capacity) {
    return {
      rule: 'storage-capacity',
      message: `the tensor takes ${bytesPerPartition} bytes of each partition; a partition of ${space} has ${capacity}.`,
    };
  }
  if (address === null) return null;
  const { partition, byte } = address;
  const whole = Number.isInteger(partition) && Number.isInteger(byte) && partition >= 0 && byte >= 0;
  if (
    !isOnChip(space) ||
    !whole ||
    partition + partitions > generation.partitions ||
    byte + bytesPerPartition > capacity
  ) {
    return {
      rule: 'storage-address',
      message: `address (${partition}, ${byte}) puts ${partitions} partitions of ${bytesPerPartition} bytes into ${space}; addresses are (partition, byte) within ${generation.partitions} partitions of ${capacity} bytes on chip.`,
    };
  }
  return null;
};

/**
 * Partitions at which an access of `count` partitions may start: 0 above 64, 0 and 64 above 32, else every quadrant.
 * Source: aws-neuron-sdk nki/guides/architecture/trainium_inferentia2_arch.rst, `start_partition`.
 */
export const startPartitions = (count: number): readonly number[] => {
  if (count > 64) return [0];
  return count > 32 ? [0, 64] : [0, 32, 64, 96];
};
