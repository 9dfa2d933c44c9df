/**
 * The units a number may carry inside Rackwright. A unit is a literal type, so that a figure in watts cannot be
 * passed where bytes are meant. Files written by people may use any unit of `measure.ts`; it is converted to one
 * of these at the border.
 */
export const UNITS = [
  '1',
  'B',
  'B/s',
  'FLOP',
  'FLOP/s',
  's',
  'ms',
  'h',
  'd',
  'months',
  'years',
  'W',
  'kW',
  'kWh',
  'J',
  'J/token',
  'chips',
  'units',
  'cores',
  'tokens',
  'tokens/s',
  'tokens/s/chip',
  'tokens/s/W',
  'tokens/USD',
  'requests/s',
  'requests',
  'samples/s',
  'USD',
  'USD/h',
  'USD/month',
  'USD/kWh',
  'USD/kW-month',
  'USD/Mtok',
  'USD/chip-h',
  'kg',
  'kg/m2',
  'm2',
  'mm',
  'U',
  'degC',
  'K',
  'L/min',
  'kJ/L/K',
  'kPa',
  'V',
  'A',
] as const;

export type UnitName = (typeof UNITS)[number];

declare const unitBrand: unique symbol;

/** A plain number whose type says its unit. It costs nothing at run time and can be used in any arithmetic. */
export type Quantity<U extends UnitName> = number & { readonly [unitBrand]: U };

export type Bytes = Quantity<'B'>;
export type BytesPerSecond = Quantity<'B/s'>;
export type Flops = Quantity<'FLOP'>;
export type FlopsPerSecond = Quantity<'FLOP/s'>;
export type Seconds = Quantity<'s'>;
export type Watts = Quantity<'W'>;
export type Kilowatts = Quantity<'kW'>;

/** Marks a number as being in the given unit; the only place where a bare number gets one. */
export const quantity = <U extends UnitName>(_unit: U, value: number): Quantity<U> => value as Quantity<U>;

export const bytes = (value: number): Bytes => value as Bytes;
export const bytesPerSecond = (value: number): BytesPerSecond => value as BytesPerSecond;
export const flops = (value: number): Flops => value as Flops;
export const flopsPerSecond = (value: number): FlopsPerSecond => value as FlopsPerSecond;
export const seconds = (value: number): Seconds => value as Seconds;
