import type { Generation, GenerationId } from './generation.ts';

/** A generation for tests, with the capacities of the shipped file and what a test changes. */
export const testGeneration = (id: GenerationId = 'v3', changes: Partial<Generation> = {}): Generation => ({
  id,
  targets: [{ v2: 'trn1', v3: 'trn2', v4: 'trn3' }[id]],
  partitions: 128,
  sbufBytesPerPartition: { v2: 192, v3: 224, v4: 256 }[id] * 1024,
  sbufUsableBytesPerPartition: { v2: 176, v3: 208, v4: 240 }[id] * 1024,
  psumBytesPerPartition: 16 * 1024,
  psumBanks: 8,
  hbmBytesPerCore: { v2: 16, v3: 12, v4: 18 }[id] * 2 ** 30,
  coresPerChip: id === 'v2' ? 2 : 8,
  matmul: {
    contractionMax: 128,
    stationaryFreeMax: 128,
    movingFreeMaxFloat32: id === 'v4' ? 4096 : 512,
    movingFreeMaxBfloat16: id === 'v4' ? 8192 : 512,
  },
  tileSize: {
    gemmStationaryFreeMax: 128,
    gemmMovingFreeMax: 512,
    bnStatsFreeMax: 512,
    sbufAlignBytes: 1,
    psumAlignBytes: 4,
  },
  allocation: { fragmentationShare: 0.125 },
  ...changes,
});
