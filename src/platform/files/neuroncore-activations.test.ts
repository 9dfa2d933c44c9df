import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { firstOutside } from '../../core/neuroncore/numeric/activations.ts';
import { readActivationTable } from './neuroncore-activations.ts';

const catalogue = fileURLToPath(new URL('../../../catalog', import.meta.url));

describe('the ranges of activation functions', () => {
  it('are those of the table of the documents', async () => {
    const { ranges } = await readActivationTable(catalogue);
    expect(ranges.map(({ name, least, most }) => [name, least, most])).toEqual([
      ['log', 2 ** -64, 2 ** 64],
      ['sin', -Math.fround(Math.PI), Math.fround(Math.PI)],
      ['arctan', -Math.fround(Math.PI / 2), Math.fround(Math.PI / 2)],
      ['sqrt', 2 ** -116, 2 ** 118],
      ['rsqrt', 2 ** -87, 2 ** 97],
      ['reciprocal', 2 ** -42, 2 ** 42],
    ]);
    const reciprocal = ranges.find(({ symmetric }) => symmetric);
    expect(reciprocal?.name).toBe('reciprocal');
    if (reciprocal !== undefined) expect(firstOutside(reciprocal, Float32Array.of(-3, 0))).toBe(1);
  });
});
