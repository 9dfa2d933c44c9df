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
  usualEngines: { Acme: 'fast' },
  scopes: [
    scope('global', { layerOverheadSeconds: 2 }, 100),
    scope('vendor/Acme', { layerOverheadSeconds: 1.5, computeEfficiency: 0.5 }, 10),
    scope('engine/fast', { layerOverheadSeconds: 0.1 }, 10),
    scope('chip/acme-1', { layerOverheadSeconds: 3 }, 3),
    scope('chip/acme-2', { layerOverheadSeconds: 5 }, 2),
  ],
  residuals: PREDICTED_QUANTITIES.flatMap((quantity) => [
    { quantity, standing: 'anchored' as const, vendor: null, low: 0.9, high: 1.1, rows: 9 },
    { quantity, standing: 'anchored' as const, vendor: 'Acme', low: 0.8, high: 1.2, rows: 9 },
    { quantity, standing: 'new-model' as const, vendor: null, low: 0.75, high: 1.25, rows: 9 },
    { quantity, standing: 'same-vendor' as const, vendor: null, low: 0.7, high: 1.3, rows: 9 },
    { quantity, standing: 'datasheet' as const, vendor: null, low: 0.5, high: 3, rows: 0 },
  ]),
};
const prior = { layerOverheadSeconds: 0.001, computeEfficiency: 0.8, untouched: 7 };
const resolve = (chipId: string, vendor: string, engine: string | null = null) =>
  resolveCalibration(model, 'v', prior, { chipId, vendor, engine });

describe('resolving a calibration', () => {
  it('multiplies factors from the global scope down to the chip', () => {
    const { constants } = resolve('acme-1', 'Acme', 'another engine');
    expect(constants.layerOverheadSeconds).toBeCloseTo(0.009, 12);
    expect(constants.computeEfficiency).toBeCloseTo(0.4, 12);
    expect(constants.untouched).toBe(7);
  });

  it('takes the usual engine of the vendor where none is named', () => {
    expect(resolve('acme-1', 'Acme', 'fast').constants.layerOverheadSeconds).toBeCloseTo(0.0009, 12);
    expect(resolve('acme-1', 'Acme').constants.layerOverheadSeconds).toBeCloseTo(0.0009, 12);
  });

  it('keeps constants within what is physical', () => {
    const eager = { ...model, scopes: [scope('global', { computeEfficiency: 2 }, 100)] };
    const target = { chipId: 'x', vendor: 'y', engine: null };
    expect(resolveCalibration(eager, 'v', prior, target).constants.computeEfficiency).toBe(1);
  });

  it('takes what kernels of a chip are known to reach, which anchor nothing', () => {
    const known = {
      ...model,
      scopes: [...model.scopes, scope('kernels/other', { computeEfficiency: 0.5 }, 9)],
    };
    const { constants, standing } = resolveCalibration(known, 'v', prior, {
      chipId: 'other',
      vendor: 'Nobody',
      engine: null,
    });
    expect(constants.computeEfficiency).toBeCloseTo(0.4, 12);
    expect(standing).toBe('datasheet');
  });

  it('calls a chip anchored from three configurations of its own', () => {
    expect(resolve('acme-1', 'Acme').standing).toBe('anchored');
    expect(resolve('acme-2', 'Acme').standing).toBe('same-vendor');
    expect(resolve('other', 'Nobody').standing).toBe('datasheet');
  });

  it("takes the vendor's own interval before the general one", () => {
    expect(resolve('acme-1', 'Acme').residuals.memory).toMatchObject({
      low: 0.8,
      high: 1.2,
      vendor: 'Acme',
    });
    expect(resolve('acme-2', 'Acme').residuals.memory).toMatchObject({ low: 0.7, high: 1.3 });
  });

  it('gives a model that nobody has measured the interval of models left out', () => {
    const measured = { ...model, models: ['80 x 8192'] };
    const of = (shape: string) => {
      const target = { chipId: 'acme-1', vendor: 'Acme', engine: 'fast', model: shape };
      return resolveCalibration(measured, 'v', prior, target);
    };
    expect(of('80 x 8192')).toMatchObject({ standing: 'anchored', residuals: { memory: { high: 1.2 } } });
    expect(of('80 x 9216')).toMatchObject({ standing: 'new-model', residuals: { memory: { high: 1.25 } } });
    expect(of('80 x 9216').constants).toEqual(of('80 x 8192').constants);
  });

  it('is wider for an engine and a run that nobody has measured, but not for memory', () => {
    const target = { chipId: 'acme-1', vendor: 'Acme', engine: 'slow', source: null };
    const { unmeasured, residuals } = resolveCalibration(model, 'v', prior, target);
    expect(unmeasured).toEqual(['engine', 'source']);
    expect(residuals['prefill-time'].high).toBeCloseTo(1.2 ** Math.sqrt(3), 12);
    expect(residuals.memory.high).toBe(1.2);
  });

  it('says so when an interval is missing', () => {
    expect(() =>
      resolveCalibration({ usualEngines: {}, scopes: [], residuals: [] }, 'v', prior, {
        chipId: 'x',
        vendor: 'y',
        engine: null,
      }),
    ).toThrow('no interval for');
  });
});
