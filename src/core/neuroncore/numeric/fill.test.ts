import { describe, expect, it } from 'vitest';
import { createRandom, filled } from './fill.ts';

describe('random numbers', () => {
  it('are those of xoshiro128++ for the seed', () => {
    const random = createRandom(42);
    expect([random(), random(), random(), random()]).toEqual([404561706, 4286840250, 1524087359, 3253123714]);
    const wide = createRandom(2 ** 40 + 7);
    expect([wide(), wide()]).toEqual([491322367, 4203868059]);
  });
});

describe('fills', () => {
  it('without chance are what they say', () => {
    expect([...filled({ kind: 'zeros' }, [2])]).toEqual([0, 0]);
    expect([...filled({ kind: 'ones' }, [1, 2])]).toEqual([1, 1]);
    expect([...filled({ kind: 'constant', value: -3.5 }, [2])]).toEqual([-3.5, -3.5]);
    expect([...filled({ kind: 'arange', start: 1, step: 0.5 }, [2, 2])]).toEqual([1, 1.5, 2, 2.5]);
    expect([...filled({ kind: 'identity' }, [2, 2, 3])]).toEqual([1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0]);
    expect([...filled({ kind: 'zeros' }, [])]).toEqual([0]);
  });

  it('by chance are the same for the same seed and others for another', () => {
    const of = (seed: number): number[] => [
      ...filled({ kind: 'normal', mean: 0, deviation: 1, seed }, [5]),
      ...filled({ kind: 'uniform', least: 0, most: 1, seed }, [5]),
    ];
    expect(of(1)).toEqual(of(1));
    expect(of(1).filter((value, index) => value === of(2)[index])).toEqual([]);
  });

  it('have the moments and limits of their law', () => {
    const size = 40_000;
    const moments = (values: Float64Array): [number, number] => {
      const mean = values.reduce((sum, value) => sum + value, 0) / size;
      return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size)];
    };
    const normal = moments(filled({ kind: 'normal', mean: 3, deviation: 2, seed: 5 }, [size]));
    expect(Math.abs(normal[0] - 3)).toBeLessThan(0.05);
    expect(Math.abs(normal[1] - 2)).toBeLessThan(0.05);
    const uniform = filled({ kind: 'uniform', least: -1, most: 2, seed: 5 }, [size]);
    expect(Math.abs(moments(uniform)[0] - 0.5)).toBeLessThan(0.02);
    expect(uniform.every((value) => value >= -1 && value < 2)).toBe(true);
    const dice = filled({ kind: 'integers', least: 1, most: 6, seed: 5 }, [size]);
    const counts = [1, 2, 3, 4, 5, 6].map((face) => dice.filter((value) => value === face).length);
    expect(counts.reduce((a, b) => a + b)).toBe(size);
    expect(Math.min(...counts)).toBeGreaterThan(6300);
  });

  it('refuse what makes no sense', () => {
    expect(() => filled({ kind: 'uniform', least: 2, most: 1, seed: 1 }, [1])).toThrow('the range is empty');
    expect(() => filled({ kind: 'integers', least: Number.NaN, most: 1, seed: 1 }, [1])).toThrow('empty');
    expect(() => filled({ kind: 'identity' }, [4])).toThrow('two dimensions');
  });
});
