import type { Site, SiteCooling, SiteFeeds, SiteFloor, Terms } from '../request.ts';
import type { WrittenSite, WrittenTerms } from '../request-schema.ts';
import type { GapFiller } from './defaults.ts';

const feeds = (written: WrittenSite['feeds'], gaps: GapFiller): SiteFeeds => ({
  voltageLineToLine: gaps.plain('site.feeds.voltage', written?.voltage, 'voltage'),
  breakerAmps: gaps.plain('site.feeds.breaker', written?.breaker, 'breaker'),
  phases: written?.phases ?? 3,
  feedsPerRack: gaps.plain('site.feeds.per_rack', written?.per_rack, 'feeds_per_rack'),
  redundancy: written?.redundancy ?? '2N',
  continuousLoadShare: gaps.plain('site.feeds.continuous_load', written?.continuous_load, 'continuous_load'),
  powerFactor: gaps.plain('site.feeds.power_factor', written?.power_factor, 'power_factor'),
});

/** A site that says nothing of liquid has none: it cannot be assumed. */
const cooling = (written: WrittenSite['cooling'], gaps: GapFiller): SiteCooling => {
  const liquid = written?.liquid;
  return {
    airKwPerRack: gaps.plain('site.cooling.air', written?.air, 'air_kw_per_rack'),
    liquid:
      liquid === undefined
        ? null
        : {
            kwPerRack: liquid.per_rack,
            litresPerMinutePerRack: liquid.flow,
            supplyDegC: gaps.plain('site.cooling.liquid.supply', liquid.supply, 'coolant_supply'),
            deltaK: gaps.plain('site.cooling.liquid.rise', liquid.rise, 'coolant_rise'),
            fluid: liquid.fluid ?? 'pg25',
          },
  };
};

const floor = (racks: number, written: WrittenSite['floor'], gaps: GapFiller): SiteFloor => ({
  rackPositions: racks,
  rackHeightU: gaps.plain('site.floor.height', written?.height, 'rack_height'),
  floorLoadKgPerM2: gaps.plain('site.floor.load', written?.load, 'floor_load'),
  pointLoadKg: written?.point_load ?? null,
  doorHeightMm: written?.door ?? null,
});

export const siteFrom = (written: WrittenSite, gaps: GapFiller): Site => ({
  name: written.name ?? 'Site',
  itPowerWatts: written.power,
  feeds: feeds(written.feeds, gaps),
  cooling: cooling(written.cooling, gaps),
  floor: floor(written.racks, written.floor, gaps),
  pue: gaps.figure('site.pue', '1', written.pue, 'pue'),
});

/** Every way of renting but spot, which can be taken away and so keeps no promise. */
const RENT_KINDS = ['on-demand', 'reserved', 'capacity-block', 'market-rental'] as const;

export const termsFrom = (written: WrittenTerms, gaps: GapFiller): Terms => ({
  horizonMonths: gaps.plain('terms.horizon', written.horizon, 'horizon'),
  tenure: written.tenure ?? 'both',
  electricityUsdPerKwh: gaps.figure('terms.electricity', 'USD/kWh', written.electricity, 'electricity'),
  discountRatePerYear: gaps.plain('terms.discount_rate', written.discount_rate, 'discount_rate'),
  depreciationMonths: gaps.plain('terms.depreciation', written.depreciation, 'depreciation'),
  residualShare: gaps.plain('terms.residual', written.residual, 'residual'),
  utilisation: gaps.plain('terms.utilisation', written.utilisation, 'utilisation'),
  spaceUsdPerKwMonth: gaps.figure('terms.space', 'USD/kW-month', written.space, 'space'),
  staffUsdPerYear: gaps.figure('terms.staff', 'USD', written.staff, 'staff'),
  supportSharePerYear: gaps.figure('terms.support', '1', written.support, 'support'),
  sparesShare: gaps.figure('terms.spares', '1', written.spares, 'spares'),
  failureHeadroom: gaps.plain('terms.headroom', written.headroom, 'headroom'),
  rentKinds: written.rent ?? RENT_KINDS,
});
