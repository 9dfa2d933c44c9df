import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { envelopeOf, factOf, siteConstants, siteOf, systemOf } from '../catalog/system.testing.ts';
import type { Site } from '../workload/request.ts';
import { checkSite, type SiteFinding } from './check.ts';
import { coolantFlow } from './coolant.ts';
import { busbarAmps, usableFeedWatts, usableRackWatts } from './feeds.ts';

const feedsOf = (changes: Partial<Site['feeds']>) => ({ ...siteOf().feeds, ...changes });
const watts = (interval: Parameters<typeof factOf>[2]) => factOf('W', 'system#peak', interval);
const nvl72 = systemOf();
const check = (system = nvl72, units = 1, peak = watts(120_000 * units), site = siteOf()) =>
  checkSite(system, units, peak, site, siteConstants);
const found = (result: ReturnType<typeof check>, name: SiteFinding['check']) => {
  const finding = result.findings.find((each) => each.check === name);
  if (finding === undefined) throw new Error(`no finding ${name}`);
  return finding;
};

describe('feeds', () => {
  // S = sqrt(3) V I: 1.7321 * 415 * 60 = 43,128 VA; 80 % continuous (NEC 210.20) = 34,502. 415 V 100 A: 57,503; 480 V: 66,510.
  it.each([
    [415, 60, 34_502.4],
    [415, 100, 57_503.9],
    [480, 100, 66_510.8],
  ])('carries %d V %d A three-phase as worked by hand', (voltageLineToLine, breakerAmps, expected) => {
    const feeds = feedsOf({ voltageLineToLine, breakerAmps });
    expect(usableFeedWatts(feeds).estimate).toBeCloseTo(expected, 0);
    expect(usableFeedWatts({ ...feeds, continuousLoadShare: 1 }).estimate).toBeCloseTo(expected / 0.8, 0);
  });

  it('takes voltage times current for a single phase, less the power factor', () => {
    const feeds = feedsOf({ phases: 1, voltageLineToLine: 230, breakerAmps: 32, powerFactor: 0.95 });
    expect(usableFeedWatts(feeds).estimate).toBeCloseTo(230 * 32 * 0.8 * 0.95, 9);
  });

  it.each([
    ['N', 4],
    ['N+1', 3],
    ['2N', 2],
  ] as const)('with %s lets the rest carry the rack after the loss it covers', (redundancy, carrying) => {
    const feeds = feedsOf({ feedsPerRack: 4, redundancy });
    expect(usableRackWatts(feeds).estimate).toBeCloseTo(carrying * usableFeedWatts(feeds).estimate, 6);
  });

  // I = P / V: 120 kW at 50 V = 2,400 A, 230 kW = 4,600 A; 600 kW at 800 V = 750 A.
  it.each([
    [120_000, 50, 2400],
    [230_000, 50, 4600],
    [600_000, 800, 750],
  ])('puts %d W at %d V on the busbar as %d A', (power, volts, amps) => {
    expect(busbarAmps(watts(power), factOf('V', 'v', volts)).estimate).toBe(amps);
  });
});

describe('coolant flow', () => {
  // 60 * 120 / (3.975 * 10) = 181.1 L/min of PG25; 60 / (4.16 * 10) = 1.442 L/min per kW of water.
  it('is 181 L/min for 120 kW in PG25 at a rise of 10 K', () => {
    const flow = coolantFlow(watts(120_000), siteConstants.coolantHeatCapacity.pg25, 10);
    expect(flow.estimate).toBeCloseTo(181.13, 2);
  });

  it('is 1.44 L/min per kW of water at a rise of 10 K', () => {
    const flow = coolantFlow(watts(1000), siteConstants.coolantHeatCapacity.water, 10);
    expect(flow.estimate).toBeCloseTo(1.44231, 4);
  });
});

describe('checkSite', () => {
  it('fits a 120 kW liquid-cooled rack into a hall made for it', () => {
    const result = check();
    expect(result.findings.filter(({ verdict }) => verdict !== 'fits')).toEqual([]);
    expect(result.verdict).toBe('fits');
    expect(result.racks.estimate).toBe(1);
  });

  it('says how many amps flow on the busbar of a rack', () => {
    expect(found(check(), 'rack-power').text).toContain('2,400 A on a busbar of 50 V');
  });

  it('asks for the feeds that are missing on both sides', () => {
    const site = siteOf({ feeds: feedsOf({ feedsPerRack: 6 }) });
    const finding = found(check(nvl72, 1, watts(120_000), site), 'rack-power');
    expect(finding.verdict).toBe('does-not-fit');
    expect(finding.text).toContain('needs 120 kW, there is 104 kW; 16.5 kW short');
    expect(finding.repair).toBe('2 more 60 A feeds per rack, or the same number of feeds at 70 A or more');
    const single = siteOf({ feeds: feedsOf({ feedsPerRack: 3, redundancy: 'N' }) });
    expect(found(check(nvl72, 1, watts(120_000), single), 'rack-power').repair).toMatch(
      /^one more 60 A feed per rack/,
    );
  });

  it('spreads servers over more racks before asking for feeds', () => {
    const server = systemOf({
      kind: 'server',
      envelope: envelopeOf({
        racksPerUnit: factOf('1', 'r', 0.25),
        liquidHeatShare: factOf('1', 'l', 0),
        cooling: 'air',
      }),
    });
    const site = siteOf({ feeds: feedsOf({ feedsPerRack: 2 }) });
    const result = checkSite(server, 4, watts(40_800), site, siteConstants);
    expect(result.racks.estimate).toBe(1);
    expect(found(result, 'rack-power').repair).toBe('put at most 3 units in a rack (2 racks)');
    expect(found(result, 'air-cooling').repair).toBe('put at most 1 of the units in a rack (4 racks)');
    expect(result.findings.some(({ check: name }) => name === 'coolant-flow')).toBe(false);
  });

  it('asks for the flow, the heat and the temperature a loop lacks', () => {
    const liquid = {
      kwPerRack: 100,
      litresPerMinutePerRack: 150,
      supplyDegC: 48,
      deltaK: 10,
      fluid: 'pg25',
    } as const;
    const result = check(nvl72, 1, watts(120_000), siteOf({ cooling: { airKwPerRack: 10, liquid } }));
    expect(found(result, 'coolant-flow').repair).toBe('raise supply flow to 181 L/min per rack');
    expect(found(result, 'liquid-cooling').repair).toBe('raise the heat the loop takes to 120 kW per rack');
    expect(found(result, 'supply-temperature').repair).toBe('lower the supply temperature to 45 C');
    expect(result.verdict).toBe('does-not-fit');
  });

  it('sketches the loop for a hall without one, and checks the air for what the loop leaves', () => {
    const hybrid = systemOf({
      envelope: envelopeOf({ liquidHeatShare: factOf('1', 'l', 0.85), cooling: 'hybrid' }),
    });
    const result = check(hybrid, 1, watts(120_000), siteOf({ cooling: { airKwPerRack: 15, liquid: null } }));
    expect(found(result, 'liquid-cooling').repair).toBe(
      'a liquid loop of 102 kW per rack: 154 L/min of PG25 at a rise of 10 K, supplied at no more than 45 C',
    );
    expect(found(result, 'air-cooling')).toMatchObject({ verdict: 'does-not-fit' });
    expect(found(result, 'air-cooling').need?.estimate).toBeCloseTo(18_000, 6);
  });

  // 1,360 kg over 0.72 m2 = 1,889 kg/m2; over four casters 340 kg each; 48U * 44.45 + 150 = 2,284 mm.
  it('loads the floor and the tiles as worked by hand', () => {
    const floor = { ...siteOf().floor, floorLoadKgPerM2: 1200, pointLoadKg: 300, doorHeightMm: 2200 };
    const result = check(nvl72, 1, watts(120_000), siteOf({ floor }));
    expect(found(result, 'floor-load').need?.estimate).toBeCloseTo(1888.9, 1);
    expect(found(result, 'floor-load').repair).toContain('1.13 m2');
    expect(found(result, 'point-load').need?.estimate).toBe(340);
    const door = result.findings.find(({ text }) => text.includes('door'));
    expect(door?.need?.estimate).toBeCloseTo(2283.6, 6);
    expect(door?.verdict).toBe('does-not-fit');
  });

  // An empty rack of 150 kg, 1,360 kg with four servers: with one of four 150 + 1,210 / 4 = 452.5 kg over 0.72 m2.
  it('weighs a rack by the servers that are in it', () => {
    const server = systemOf({
      kind: 'server',
      envelope: envelopeOf({ racksPerUnit: factOf('1', 'server#racks', 0.25) }),
    });
    const load = (units: number) =>
      found(check(server, units, watts(10_000 * units)), 'floor-load').need?.estimate;
    expect(load(1)).toBeCloseTo(452.5 / 0.72, 6);
    expect(load(4)).toBeCloseTo(1360 / 0.72, 6);
    expect(load(9)).toBeCloseTo(1360 / 0.72, 6);
  });

  it('calls what nobody publishes unknown, and says what it is', () => {
    const secret = systemOf({
      envelope: envelopeOf({ weightKgPerRack: null, heightUPerRack: null, supplyTemperatureMaxDegC: null }),
    });
    const result = check(secret);
    expect(result.verdict).toBe('unknown');
    expect(found(result, 'floor-load').text).toContain('weight of a rack is not published');
    expect(found(result, 'rack-height')).toMatchObject({ verdict: 'unknown', need: null, margin: null });
    const bare = check(systemOf({ envelope: null }));
    expect(bare.verdict).toBe('unknown');
    expect(bare.findings.map(({ check: name }) => name)).toEqual(['total-power', 'rack-power']);
    expect(check(systemOf({ envelope: null }), 20, watts(2_400_000)).verdict).toBe('does-not-fit');
  });

  it('is marginal exactly when the interval reaches across the limit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 50_000, max: 200_000 }),
        fc.integer({ min: 0, max: 50_000 }),
        fc.integer({ min: 0, max: 50_000 }),
        (low, first, second) => {
          const peak = watts({ low, estimate: low + first, high: low + first + second });
          const { verdict, have } = found(check(nvl72, 1, peak), 'rack-power');
          const limit = have === null ? Number.NaN : have.estimate;
          const expected = peak.high <= limit ? 'fits' : peak.low > limit ? 'does-not-fit' : 'marginal';
          expect(verdict).toBe(expected);
        },
      ),
    );
  });

  it('takes racks in whole numbers that never fall as units are added', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0.125, 0.25, 1 / 3, 0.5, 1, 2),
        fc.integer({ min: 1, max: 50 }),
        (share, units) => {
          const system = systemOf({ envelope: envelopeOf({ racksPerUnit: factOf('1', 'r', share) }) });
          const racks = (count: number) => check(system, count).racks.estimate;
          expect(Number.isInteger(racks(units))).toBe(true);
          expect(racks(units + 1)).toBeGreaterThanOrEqual(racks(units));
          expect(racks(units)).toBeGreaterThanOrEqual(units * share - 1e-6);
        },
      ),
    );
  });

  it('asks about height only of systems that come as whole racks', () => {
    const asks = (kind: 'rack' | 'server') =>
      check(systemOf({ kind })).findings.some((finding) => finding.check === 'rack-height');
    expect([asks('rack'), asks('server')]).toEqual([true, false]);
  });
});
