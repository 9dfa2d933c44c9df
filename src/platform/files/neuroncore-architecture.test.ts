import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { testGeneration } from '../../core/neuroncore/machine/generation.testing.ts';
import { targetGeneration } from '../../core/neuroncore/machine/target.ts';
import { readGenerations } from './neuroncore-architecture.ts';

const SHIPPED = fileURLToPath(new URL('../../../catalog', import.meta.url));
const generations = await readGenerations(SHIPPED);

describe('the capacities of NeuronCores', () => {
  it('are those that tests of the core work with', () => {
    for (const id of ['v3', 'v4'] as const) expect(generations[id]).toEqual(testGeneration(id));
    expect(generations.v2).toEqual(testGeneration('v2', { targets: ['trn1', 'inf2'] }));
  });

  it('multiply to the megabytes of the architecture guides', () => {
    const mebibytes = Object.values(generations).map(
      ({ partitions, sbufBytesPerPartition }) => (partitions * sbufBytesPerPartition) / 2 ** 20,
    );
    expect(mebibytes).toEqual([24, 28, 32]);
    const chips = Object.values(generations).map(
      ({ hbmBytesPerCore, coresPerChip }) => (hbmBytesPerCore * coresPerChip) / 2 ** 30,
    );
    expect(chips).toEqual([32, 96, 144]);
  });

  it('are found by the name of the chip, and refused by any other with the names there are', () => {
    expect(targetGeneration(generations, 'inf2').id).toBe('v2');
    expect(targetGeneration(generations, 'v4').id).toBe('v4');
    expect(() => targetGeneration(generations, 'h100')).toThrow('trn1, inf2, v2');
  });
});
