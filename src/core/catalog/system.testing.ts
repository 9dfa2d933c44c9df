import { type Figure, figure, type Interval } from '../quantity/figure.ts';
import type { UnitName } from '../quantity/unit.ts';
import type { Site, Terms } from '../workload/request.ts';
import type { SiteConstants } from './power-and-site.ts';
import type { ChipSpec, RackEnvelope, RentOffer, SystemSpec } from './system.ts';

/** A vendor fact for tests. */
export const factOf = <U extends UnitName>(unit: U, path: string, interval: number | Interval): Figure<U> =>
  figure(unit, interval, 'vendor', { kind: 'fact', path, source: 'test', asOf: '2026-01' });

export const chipOf = (changes: Partial<ChipSpec> = {}): ChipSpec => ({
  id: 'chip',
  name: 'Chip',
  vendor: 'Vendor',
  peakFlopsPerSecond: {},
  hbmBytes: factOf('B', 'chip#hbm', 96e9),
  hbmBytesPerSecond: factOf('B/s', 'chip#bandwidth', 3e12),
  designWatts: factOf('W', 'chip#design', 1000),
  idleWatts: factOf('W', 'chip#idle', 200),
  cores: null,
  ...changes,
});

export const envelopeOf = (changes: Partial<RackEnvelope> = {}): RackEnvelope => ({
  racksPerUnit: factOf('1', 'rack#racks', 1),
  weightKgPerRack: factOf('kg', 'rack#weight', 1360),
  footprintM2PerRack: factOf('m2', 'rack#footprint', 0.72),
  heightUPerRack: factOf('U', 'rack#height', 48),
  cooling: 'liquid',
  coolingOrigin: { kind: 'fact', path: 'rack#cooling', source: 'test', asOf: '2026-01' },
  liquidHeatShare: factOf('1', 'rack#liquid', 1),
  supplyTemperatureMaxDegC: factOf('degC', 'rack#supply', 45),
  ...changes,
});

export const offerOf = (usdPerUnitHour: number | Interval, changes: Partial<RentOffer> = {}): RentOffer => ({
  id: 'offer',
  kind: 'on-demand',
  usdPerUnitHour: factOf('USD/h', 'offer#price', usdPerUnitHour),
  region: null,
  ...changes,
});

export const systemOf = (changes: Partial<SystemSpec> = {}): SystemSpec => ({
  id: 'system',
  name: 'System',
  vendor: 'Vendor',
  kind: 'rack',
  chip: chipOf(),
  chipsPerUnit: 72,
  tiers: [],
  peakWattsPerUnit: factOf('W', 'system#peak', 120_000),
  idleWattsPerUnit: factOf('W', 'system#idle', 30_000),
  rent: [],
  purchaseUsdPerUnit: factOf('USD', 'system#price', 3_000_000),
  envelope: envelopeOf(),
  hostsPerUnit: factOf('1', 'system#hosts', 18),
  availability: { status: 'available', text: 'available' },
  caveats: [],
  ...changes,
});

/** A liquid-cooled hall with room to spare for a rack of 120 kW, fed by six 415 V 60 A feeds a side, PG25 at 10 K. */
export const siteOf = (changes: Partial<Site> = {}): Site => ({
  name: 'hall',
  itPowerWatts: 1_000_000,
  feeds: {
    voltageLineToLine: 415,
    breakerAmps: 60,
    phases: 3,
    feedsPerRack: 8,
    redundancy: '2N',
    continuousLoadShare: 0.8,
    powerFactor: 1,
  },
  cooling: {
    airKwPerRack: 20,
    liquid: { kwPerRack: 130, litresPerMinutePerRack: 200, supplyDegC: 30, deltaK: 10, fluid: 'pg25' },
  },
  floor: {
    rackPositions: 10,
    rackHeightU: 52,
    floorLoadKgPerM2: 2000,
    pointLoadKg: 450,
    doorHeightMm: 2500,
  },
  pue: factOf('1', 'site#pue', 1.2),
  ...changes,
});

/** Coolant and rack constants without width, so that worked examples come out exactly. */
export const siteConstants: SiteConstants = {
  coolantHeatCapacity: {
    water: factOf('kJ/L/K', 'coolant#water', 4.16),
    pg25: factOf('kJ/L/K', 'coolant#pg25', 3.975),
  },
  busbarVolts: factOf('V', 'rack#busbar', 50),
  castersPerRack: factOf('1', 'rack#casters', 4),
  emptyRackKg: factOf('kg', 'constants#empty', 150),
  frameHeightMm: factOf('mm', 'rack#frame', 150),
};

export const termsOf = (changes: Partial<Terms> = {}): Terms => ({
  horizonMonths: 36,
  tenure: 'both',
  electricityUsdPerKwh: factOf('USD/kWh', 'site#electricity', 0.08),
  discountRatePerYear: 0.1,
  depreciationMonths: 48,
  residualShare: 0.1,
  utilisation: 0.8,
  spaceUsdPerKwMonth: factOf('USD/kW-month', 'site#space', 180),
  staffUsdPerYear: factOf('USD', 'terms#staff', 120_000),
  supportSharePerYear: factOf('1', 'terms#support', 0.05),
  sparesShare: factOf('1', 'terms#spares', 0.02),
  failureHeadroom: 0,
  rentKinds: ['on-demand', 'reserved', 'capacity-block', 'spot', 'market-rental'],
  ...changes,
});
