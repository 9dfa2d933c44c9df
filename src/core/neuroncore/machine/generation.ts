/** NeuronCore generations: v2 in Trainium1 and Inferentia2, v3 in Trainium2, v4 in Trainium3. */
export type GenerationId = 'v2' | 'v3' | 'v4';

/** What a generation can hold and address; from the dated file catalog/neuroncore/architecture.yaml. */
export interface Generation {
  readonly id: GenerationId;
  /** Names accepted for `--target`: `trn2`, ... */
  readonly targets: readonly string[];
  readonly partitions: number;
  readonly sbufBytesPerPartition: number;
  /** What of that a kernel may use; the rest is reserved. */
  readonly sbufUsableBytesPerPartition: number;
  readonly psumBytesPerPartition: number;
  readonly psumBanks: number;
  readonly hbmBytesPerCore: number;
  readonly coresPerChip: number;
  readonly matmul: {
    readonly contractionMax: number;
    readonly stationaryFreeMax: number;
    /** Columns of the moving operand that one instruction takes, by dtype of the PSUM result. */
    readonly movingFreeMaxFloat32: number;
    readonly movingFreeMaxBfloat16: number;
  };
  /** Constants of `nl.tile_size` that are not capacities. */
  readonly tileSize: {
    readonly gemmStationaryFreeMax: number;
    readonly gemmMovingFreeMax: number;
    readonly bnStatsFreeMax: number;
    readonly sbufAlignBytes: number;
    readonly psumAlignBytes: number;
  };
  readonly allocation: {
    /** Part of what is in use that may be lost to gaps before a kernel's room depends on the allocator. */
    readonly fragmentationShare: number;
  };
}

/** Engines that execute instructions in order, and the two that only move or control. */
export type Engine = 'tensor' | 'vector' | 'scalar' | 'gpsimd' | 'sync' | 'dma' | 'collective';
