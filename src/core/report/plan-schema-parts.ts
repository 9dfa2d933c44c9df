import { z } from 'zod';
import { STANDINGS } from '../quantity/standing.ts';
import { UNITS } from '../quantity/unit.ts';

export const text = z.string();
export const number = z.number();

/** A number, or an open end in words (JSON has no infinity). */
export const serialNumber = z
  .union([z.number(), z.enum(['Infinity', '-Infinity'])])
  .meta({ id: 'OpenNumber', description: 'A number, or an open end in words (JSON has no infinity).' });

export const unitName = z.enum(UNITS).meta({ id: 'Unit' });
export const standingName = z.enum(STANDINGS).meta({ id: 'Standing' });

/** A figure as result files carry it. */
export const figureSchema = z
  .looseObject({
    low: serialNumber,
    estimate: serialNumber,
    high: serialNumber,
    unit: unitName,
    standing: standingName,
    from: text.describe('id in `derivations`'),
  })
  .meta({
    id: 'Figure',
    description: 'A number with its unit, its interval, how sure it is, and the id of its derivation.',
  });
