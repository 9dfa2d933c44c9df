import { describe, expect, it } from 'vitest';
import { tablesAt } from '../../core/portability/tables/tables.ts';
import { isMadeAhead, portabilityAheadText, readPortabilityTables } from './portability.ts';

const dated = await readPortabilityTables('catalog');

describe('the tables of the portability audit', () => {
  it('hold every rule once, frozen to the bottom', () => {
    expect(dated.rules.length).toBeGreaterThanOrEqual(159);
    for (const rule of dated.rules) {
      expect(Object.isFrozen(rule.replacements.neuron)).toBe(true);
      expect(Object.isFrozen(rule.python)).toBe(true);
    }
  });

  it('make a range of every single figure of days, and leave an open top open', () => {
    const effortOf = (id: string) => dated.rules.find((rule) => rule.id === id)?.effort;
    expect(effortOf('PT-021')).toMatchObject({ daysLow: 0.05, daysHigh: 0.2 });
    expect(effortOf('CK-002')).toMatchObject({ daysLow: 5, daysHigh: 15 });
    expect(effortOf('LB-012')).toMatchObject({ daysLow: 20, daysHigh: null });
  });

  it('have a version that says what was read, and a date', () => {
    expect(dated.version).toMatch(/^2026-11-21-[0-9a-f]{16}$/);
    expect(dated.asOf).toBe('2026-11-21');
  });

  it('are refused for a release that they do not reach, with those that they do', () => {
    expect(() => tablesAt(dated, '2.20.0')).toThrow(/2\.29\.0, .*2\.32\.0/);
  });

  it('are the same made ahead by the build as parsed', async () => {
    const { tables } = JSON.parse(await portabilityAheadText('catalog')) as { tables: unknown };
    expect(tables).toEqual(dated);
  });

  it('are made ahead whole, while other files of the folder are parsed ahead one by one', () => {
    expect(isMadeAhead('catalog/portability/rules/kernel.yaml')).toBe(true);
    expect(isMadeAhead('catalog/portability/stacks.yaml')).toBe(true);
    expect(isMadeAhead('catalog/portability/judgement.yaml')).toBe(false);
    expect(isMadeAhead('catalog/neuroncore/rules.yaml')).toBe(false);
  });

  it('are refused where they are not, with the path', async () => {
    await expect(readPortabilityTables('catalog/chips')).rejects.toThrow(/ENOENT/);
  });
});
