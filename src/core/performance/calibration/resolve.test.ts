import { describe, expect, it } from 'vitest';
import { type CalibratedModel, PREDICTED_QUANTITIES } from './calibration.ts';
import { resolveCalibration } from './resolve.ts';

const scope = (name: string, factors: Record<string, number>, configurations: number) => ({
  scope: name,
  factors,
  rows: configurations,
  configurations,
  groups: [],
});

const model: CalibratedModel = {
  scopes: [
    scope('global', { layerSeconds: 2 }, 100),
    scope('vendor/Acme', { layerSeconds: 1.5, efficiency: 0.5 }, 10),
    scope('engine/fast', { layerSeconds: 0.1 }, 10),
    scope('chip/acme-1', { layerSeconds: 3 }, 3),
    scope('chip/acme-2', { layerSeconds: 5 }, 2),
  ],
  residuals: PREDICTED_QUANTITIES.flatMap((quantity) => [
    { quantity, standing: 'anchored' as const, vendor: null, low: 0.9, high: 1.1, rows: 9 },
    { quantity, standing: 'anchored' as const, vendor: 'Acme', low: 0.8, high: 1.2, rows: 9 },
    { quantity, standing: 'same-vendor' as const, vendor: null, low: 0.7, high: 1.3, rows: 9 },
    { quantity, standing: 'datasheet' as const, vendor: null, low: 0.5, high: 3, rows: 0 },
  ]),
};
const prior = { layerSeconds: 1, efficiency: 0.8, untouched: 7 };
const resolve = (chipId: string, vendor: string, engine: string | null = null) =>
  resolveCalibration(model, 'v', prior, { chipId, vendor, engine });

describe('resolving a calibration', () => {
  it('multiplies factors from the global scope down to the chip', () => {
    expect(resolve('acme-1', 'Acme').constants).toEqual({ layerSeconds: 9, efficiency: 0.4, untouched: 7 });
    expect(resolve('acme-1', 'Acme', 'fast').constants.layerSeconds).toBeCloseTo(0.9, 12);
  });

  it('calls a chip anchored from three configurations of its own', () => {
    expect(resolve('acme-1', 'Acme').standing).toBe('anchored');
    expect(resolve('acme-2', 'Acme').standing).toBe('same-vendor');
    expect(resolve('other', 'Nobody').standing).toBe('datasheet');
  });

  it("takes the vendor's own interval before the general one", () => {
    expect(resolve('acme-1', 'Acme').residuals.memory).toEqual({ low: 0.8, high: 1.2 });
    expect(resolve('acme-2', 'Acme').residuals.memory).toEqual({ low: 0.7, high: 1.3 });
  });

  it('says so when an interval is missing', () => {
    expect(() =>
      resolveCalibration({ scopes: [], residuals: [] }, 'v', prior, {
        chipId: 'x',
        vendor: 'y',
        engine: null,
      }),
    ).toThrow('no interval for');
  });
});
