import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { powerAndSiteConstants, powerAndSiteSchema } from './power-and-site.ts';

const text = await readFile(new URL('../../../catalog/power-and-site.yaml', import.meta.url), 'utf8');
const file = powerAndSiteSchema.parse(parse(text));

describe('power and site constants', () => {
  it('come with a source or a reason', () => {
    const { power, site } = powerAndSiteConstants(file, {});
    expect(power.memoryWeight.origin).toMatchObject({
      kind: 'fact',
      path: 'power-and-site#power.memory-weight',
    });
    expect(site.coolantHeatCapacity.pg25.origin).toMatchObject({ kind: 'fact', asOf: '2025' });
    expect(site.coolantHeatCapacity.pg25.estimate).toBeLessThan(site.coolantHeatCapacity.water.estimate);
  });

  it('give way to the request', () => {
    const override = { low: 5, estimate: 6, high: 7 };
    const { power } = powerAndSiteConstants(file, { 'power.compute-weight': override });
    expect(power.computeWeight).toMatchObject({ ...override, standing: 'user' });
  });

  it('are refused when an entry is missing, out of order or in another unit', () => {
    const { 'rack.casters': casters, ...rest } = file;
    expect(powerAndSiteSchema.safeParse(rest).success).toBe(false);
    expect(powerAndSiteSchema.safeParse({ ...rest, 'rack.casters': { ...casters, low: 9 } }).success).toBe(
      false,
    );
    expect(
      powerAndSiteSchema.safeParse({ ...rest, 'rack.casters': { ...casters, unit: 'kg' } }).success,
    ).toBe(false);
  });
});
