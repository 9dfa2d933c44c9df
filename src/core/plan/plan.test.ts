import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factOf, offerOf, siteOf, termsOf } from '../catalog/system.testing.ts';
import { assumed, figure } from '../quantity/figure.ts';
import { inputsOf, outcomeOf, requestOf, systemOf } from './plan.testing.ts';
import { plan } from './plan.ts';

const priced = (id: string, usd: number, changes = {}) =>
  systemOf({ id, name: id, purchaseUsdPerUnit: factOf('USD', `${id}#price`, usd), ...changes });

const order = (result: ReturnType<typeof plan>) => result.candidates.map((candidate) => candidate.id);

describe('plan', () => {
  it('puts the cheapest first and says by how much the others are dearer', () => {
    const result = plan(inputsOf([priced('b', 4e6), priced('a', 3e6)]));
    expect(order(result)).toEqual(['a/own', 'b/own']);
    expect(result.candidates[0]?.reason).toBe(
      'The cheapest over the horizon of the 2 that keep every promise.',
    );
    expect(result.candidates[1]?.reason).toMatch(
      /^\d+ % dearer than a: 1\.00x the chips at 1\.\d\dx the cost each\.$/,
    );
  });

  it('says of equals that they are level, not dearer by nothing', () => {
    const result = plan(inputsOf([priced('b', 3e6), priced('a', 3e6)]));
    expect(result.candidates[1]?.reason).toBe('Level with a.');
  });

  it('keeps those that break a promise behind those that keep it, however cheap', () => {
    const inputs = inputsOf([priced('cheap', 1e6), priced('dear', 9e6)], {
      sizeWorkload: (system, workload) => outcomeOf(system, workload, 1, system.id === 'dear'),
    });
    expect(order(plan(inputs))).toEqual(['dear/own', 'cheap/own']);
    expect(plan(inputs).candidates[1]?.reason).toContain(
      'misses its service level: p95 TTFT 500 ms, TPOT 90.0 ms',
    );
  });

  it('keeps what is only announced behind what can be had, and says what it would cost', () => {
    const announced = priced('next', 1e6, { availability: { status: 'announced', text: 'late 2027' } });
    const result = plan(inputsOf([announced, priced('now', 3e6)]));
    expect(order(result)).toEqual(['now/own', 'next/own']);
    expect(result.candidates[1]?.reason).toMatch(
      /^Announced, not to be had yet \(late 2027\); \d+ % cheaper than now/,
    );
  });

  it('ranks what nobody has priced last and says how to give a price', () => {
    const result = plan(
      inputsOf([systemOf({ id: 'secret', purchaseUsdPerUnit: null }), priced('known', 9e6)]),
    );
    expect(order(result)).toEqual(['known/own', 'secret/own']);
    expect(result.candidates[1]?.score).toBeNull();
    expect(result.candidates[1]?.reason).toContain('--catalog');
  });

  it('rents under the cheapest offer the terms allow, and leaves out the site there', () => {
    const system = systemOf({
      purchaseUsdPerUnit: null,
      rent: [
        offerOf(9, { id: 'spot', kind: 'spot' }),
        offerOf(20, { id: 'dear' }),
        offerOf(15, { id: 'fair', kind: 'market-rental' }),
      ],
    });
    const [candidate] = plan(
      inputsOf([system], {
        request: requestOf({ terms: termsOf({ rentKinds: ['on-demand', 'market-rental'] }) }),
      }),
    ).candidates;
    expect(candidate).toMatchObject({ id: 'system/rent/market-rental', offerId: 'fair', site: null });
    expect(candidate?.offer).toMatchObject({ id: 'fair', kind: 'market-rental' });
    expect(candidate?.otherOffers?.map(({ id }) => id)).toEqual(['dear']);
  });

  it('prices output tokens at every tier, dearer the faster, and not where no layout is that fast', () => {
    const at = (tokensPerSecondPerUser: number, tokensPerSecondPerChip: number) => ({
      layout: outcomeOf(systemOf(), { name: 'chat' }, 1).layout,
      tokensPerSecondPerUser,
      tokensPerSecondPerChip,
      timeToFirstTokenMs: 100,
      meetsServiceLevel: true,
    });
    const [candidate] = plan(
      inputsOf([priced('a', 3e6)], {
        sizeWorkload: (system, workload) => ({
          ...outcomeOf(system, workload, 1),
          pareto: [at(30, 400), at(60, 200)],
        }),
      }),
    ).candidates;
    const prices = candidate?.priceTiers?.[0]?.tiers.map(
      ({ usdPerMillionOutputTokens }) => usdPerMillionOutputTokens?.estimate,
    );
    expect(prices).toHaveLength(3);
    expect(prices?.[1]).toBeCloseTo(2 * Number(prices?.[0]), 6);
    expect(prices?.[2]).toBeUndefined();
  });

  it('says of what is owned that it may not be for sale', () => {
    const rented = priced('rented', 1e6, {
      availability: { status: 'unknown', text: 'not known to be sold' },
    });
    expect(plan(inputsOf([rented])).candidates[0]?.reason).toBe(
      'Perhaps not for sale (not known to be sold); the cheapest over the horizon of the 1 that keep every promise.',
    );
  });

  it('drops a system that does not fit the site behind those that do', () => {
    const hot = priced('hot', 1e6, { peakWattsPerUnit: factOf('W', 'hot#peak', 5e6) });
    const result = plan(inputsOf([hot, priced('cool', 9e6)]));
    expect(order(result)).toEqual(['cool/own', 'hot/own']);
    expect(result.candidates[1]?.reason).toMatch(/^Does not fit the site: /);
  });

  it('lists refused systems with their reason and ranks the rest', () => {
    const result = plan(
      inputsOf([priced('small', 1e6), priced('large', 2e6)], {
        sizeWorkload: (system, workload) =>
          system.id === 'small'
            ? { kind: 'refused', workload: workload.name, reason: 'too small' }
            : outcomeOf(system, workload, 1),
      }),
    );
    expect(result.refused).toEqual([{ systemId: 'small', systemName: 'small', reason: 'too small' }]);
    expect(order(result)).toEqual(['large/own']);
  });

  it('lists every assumption once, with the candidates that rest on it', () => {
    const guess = assumed(
      'USD',
      { low: 1e6, estimate: 2e6, high: 3e6 },
      { id: 'price', reason: 'r', override: 'o' },
    );
    const result = plan(inputsOf([systemOf({ id: 'x', purchaseUsdPerUnit: guess }), priced('y', 1e6)]));
    expect(result.assumptions.find(({ id }) => id === 'price')?.usedBy).toEqual(['x/own']);
  });

  it('warns where overlapping intervals could turn the order', () => {
    const wide = (id: string, usd: number) =>
      priced(id, usd, {
        purchaseUsdPerUnit: factOf('USD', `${id}#price`, { low: usd / 2, estimate: usd, high: usd * 2 }),
      });
    const run = plan(inputsOf([wide('a', 3e6), wide('b', 3.3e6), wide('c', 3.6e6), priced('d', 60e6)])).flips;
    expect(run).toMatchObject([{ above: 'a/own', below: 'c/own', candidates: ['a/own', 'b/own', 'c/own'] }]);
    expect(run[0]?.text).toBe(
      'Ranks 1 to 3 could change order: the intervals of their total cost overlap; 1, 2 or 3 could be first.',
    );
    expect(plan(inputsOf([priced('a', 3e6), priced('b', 30e6)])).flips).toHaveLength(0);
  });

  it('says what the present fleet carries', () => {
    const request = requestOf({
      buyer: { name: 'b', profile: 'enterprise', country: null, fleet: [{ systemId: 'a', units: 3 }] },
    });
    const inputs = inputsOf([priced('a', 1e6)], {
      request,
      sizeWorkload: (system, workload) => outcomeOf(system, workload, 4),
    });
    expect(plan(inputs).fleet[0]?.text).toBe('Your 3 x a carry 75 % of chat (it needs 4).');
  });

  it('refuses a name that no system has', () => {
    const request = requestOf({ systems: { include: ['nothing'], exclude: [] } });
    expect(() => plan(inputsOf([priced('a', 1e6)], { request }))).toThrow(/names no system/);
  });

  it('gives the same ranking whatever order the systems come in', () => {
    const systems = [
      priced('a', 3e6),
      priced('b', 2e6),
      priced('c', 2e6),
      systemOf({ id: 'd', purchaseUsdPerUnit: null }),
    ];
    const expected = order(plan(inputsOf(systems)));
    fc.assert(
      fc.property(fc.shuffledSubarray(systems, { minLength: systems.length }), (shuffled) => {
        expect(order(plan(inputsOf(shuffled)))).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('never ranks a candidate below one that costs more, among those alike otherwise', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1e5, max: 1e8 }), { minLength: 2, maxLength: 6 }), (prices) => {
        const result = plan(
          inputsOf(
            prices.map((usd, index) => priced(`s${index}`, usd)),
            { request: requestOf({ site: siteOf() }) },
          ),
        );
        const totals = result.candidates.map((candidate) => candidate.cost?.totalUsd.estimate);
        expect(totals).toEqual([...totals].sort((a, b) => Number(a) - Number(b)));
      }),
      { numRuns: 30 },
    );
  });

  it('lists the nearest miss first, not the cheapest', () => {
    const inputs = inputsOf([priced('far', 1e6), priced('near', 9e6)], {
      sizeWorkload: (system, workload) => {
        const outcome = outcomeOf(system, workload, 1, false);
        const by = system.id === 'near' ? 1 : 10;
        return {
          ...outcome,
          timePerOutputTokenMs: figure('ms', 60 * by, 'anchored', {
            kind: 'formula',
            formula: 'test',
            inputs: {},
          }),
        };
      },
    });
    expect(order(plan(inputs))).toEqual(['near/own', 'far/own']);
  });

  it('bills power for the work asked, not for what the units could do', () => {
    const busy = (load: number) =>
      plan(
        inputsOf([priced('a', 1e6)], {
          sizeWorkload: (system, workload) => ({
            ...outcomeOf(system, workload, 1),
            load: figure('1', load, 'anchored', { kind: 'formula', formula: 'test', inputs: {} }),
          }),
        }),
      ).candidates[0];
    const [idle, full] = [busy(0.1), busy(1)];
    expect(idle?.itWatts.estimate).toBeLessThan(Number(full?.itWatts.estimate));
    expect(idle?.tokensPerSecondPerWatt.estimate).toBeGreaterThan(
      Number(full?.tokensPerSecondPerWatt.estimate),
    );
  });
});
