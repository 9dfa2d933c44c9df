import { describe, expect, it } from 'vitest';
import { heldOutRows } from './held-out.ts';
import type { CalibrationRow } from './hierarchy.ts';

interface Constants {
  readonly computeEfficiency: number;
}

const PRIOR: Constants = { computeEfficiency: 0.5 };
const ADJUSTABLE = [{ name: 'computeEfficiency', min: 0.02, max: 1, spread: 0.4 }];

const row = (model: string, at: number, chipId = 'h100-sxm'): CalibrationRow<Constants> => {
  const time = ({ computeEfficiency }: Constants): number => 1 / computeEfficiency;
  return {
    id: `${model}-${at}`,
    readings: (constants) => {
      const estimate = time(constants);
      return { estimate, low: estimate, high: estimate };
    },
    evaluate: time,
    value: 2.5,
    target: { chipId, vendor: 'NVIDIA', engine: 'vllm' },
    quantity: 'time-per-output-token',
    inverse: false,
    experts: false,
    saturated: false,
    configuration: `${model}-${at}`,
    group: 'one page',
    model,
    stratum: 'all',
  };
};

const many = (model: string, count: number, chipId?: string) =>
  Array.from({ length: count }, (_, at) => row(model, at, chipId));

describe('models left out', () => {
  const rows = [...many('Llama-3.1-70B', 15), ...many('Qwen3-32B', 20), ...many('GPT-20B', 3)];
  const held = heldOutRows('model', rows, PRIOR, ADJUSTABLE, new Map());

  it('are parts of their own from 15 rows, and share a fold below', () => {
    const parts = new Map(held.map(({ id, part }) => [id.slice(0, id.lastIndexOf('-')), part]));
    expect(parts.get('Llama-3.1-70B')).toBe('Llama-3.1-70B');
    expect(parts.get('Qwen3-32B')).toBe('Qwen3-32B');
    expect(parts.get('GPT-20B')).toMatch(/^fold [0-3]$/);
    expect(held).toHaveLength(rows.length);
  });

  it('are predicted by constants that moved towards the rows of the others', () => {
    // 2 at the prior, 2.5 measured: every part's constants lie between, since their pull is not nothing.
    for (const { readings } of held) {
      expect(readings.estimate).toBeGreaterThan(2);
      expect(readings.estimate).toBeLessThanOrEqual(2.5);
    }
  });
});

it('a chip left out keeps what its kernels are known to reach', () => {
  const rows = [...many('Llama-3.1-70B', 20), ...many('Qwen3-32B', 20, 'b200-sxm')];
  const fitted = new Map([
    ['kernels/b200-sxm', { computeEfficiency: 0.5 }],
    ['chip/b200-sxm', { computeEfficiency: 9 }],
  ]);
  const estimateOf = (known: typeof fitted | Map<string, never>): number =>
    heldOutRows('chip', rows, PRIOR, ADJUSTABLE, known, { only: ['b200-sxm'] })[0]?.readings.estimate ??
    Number.NaN;
  // Without the chip's rows nothing is fitted to it: it takes twice as long as it would by its vendor alone.
  expect(estimateOf(fitted) / estimateOf(new Map())).toBeCloseTo(2, 9);
});
