import { describe, expect, it } from 'vitest';
import { factOf } from '../catalog/system.testing.ts';
import type { Candidate, CandidateOffer } from '../plan/result.ts';
import { servingPlan } from './fixture.testing.ts';
import {
  breakEvenText,
  fleetTexts,
  inputName,
  mattersMost,
  offerText,
  rentOrOwnText,
  tenureText,
} from './words.ts';

const offer = (changes: Partial<CandidateOffer> = {}): CandidateOffer => ({
  id: 'aws-od-p5.48xlarge',
  kind: 'on-demand',
  usdPerUnitHour: factOf('USD/h', 'prices/x', 55.04),
  region: 'us-east-1',
  ...changes,
});

const [some] = servingPlan().candidates;
if (some === undefined) throw new Error('the fixture has candidates');
const candidate = (changes: Partial<Candidate> = {}): Candidate => ({ ...some, ...changes });

describe('words for offers', () => {
  it('names kind and price, market quotes by the chip', () => {
    expect(offerText(offer(), 8)).toBe('on demand, $55.04/h');
    expect(offerText(offer({ usdPerUnitHour: factOf('USD/h', 'prices/z', 1113.9) }), 8)).toBe(
      'on demand, $1,113.90/h',
    );
    const market = offer({ kind: 'market-rental', usdPerUnitHour: factOf('USD/h', 'prices/y', 16.8) });
    expect(offerText(market, 8)).toBe('market, $2.10/chip-h');
    expect(tenureText(candidate({ tenure: 'rent', offer: market, units: 2, chips: 16 }))).toBe(
      'rent: market, $2.10/chip-h',
    );
    expect(tenureText(candidate({ tenure: 'own' }))).toBe('own');
  });
});

describe('words for renting against owning', () => {
  const comparing = (
    breakEven: Candidate['rentOrOwn']['breakEven'],
    breakEvenUtilisation: number | null,
  ): Candidate => candidate({ rentOrOwn: { breakEven, breakEvenUtilisation } });

  it('says the month with its interval, and the use above which owning pays', () => {
    const reached = { kind: 'reached', month: 14, monthLow: 9, monthHigh: 31 } as const;
    expect(rentOrOwnText(comparing(reached, 0.412))).toBe(
      'owning beats renting it from month 14 (9 to 31); owning pays above 41 % of hours in use',
    );
    expect(breakEvenText(comparing({ ...reached, monthHigh: null }, null))).toContain('(9 to never)');
  });

  it('never speaks of more than all hours', () => {
    const never = rentOrOwnText(comparing({ kind: 'not-reached', horizonMonths: 36 }, 1.33));
    expect(never).toBe(
      'renting it stays cheaper than owning over all 36 months; owning never pays, even when it is used all hours',
    );
    expect(never).not.toMatch(/133/);
  });

  it('says why there is nothing to compare', () => {
    expect(rentOrOwnText(comparing({ kind: 'not-comparable', why: 'nobody rents it out' }, null))).toBe(
      'nobody rents it out',
    );
  });
});

describe('words for what matters', () => {
  it('calls inputs by what they are', () => {
    expect(inputName({ input: 'default.staff' })).toBe('staff');
    expect(inputName({ input: 'chips/mi350x#hbm_bandwidth' })).toBe('hbm bandwidth of mi350x');
    expect(inputName({ input: 'price-per-chip-mi350x' })).toBe('price per chip mi350x');
    expect(
      inputName({ input: 'highest rate within the limits of 2 replicas', inputUnit: 'requests/s' }),
    ).toBe('predicted capacity');
  });

  it('puts the three into one line with the unit once', () => {
    const sensitivity = [
      { input: 'default.staff', scoreLow: 0.0113, scoreHigh: 0.0327, unit: 'USD/Mtok', text: '' },
      { input: 'default.support', scoreLow: 4e5, scoreHigh: 1.2e6, unit: 'USD', text: '' },
    ];
    expect(mattersMost(candidate({ sensitivity }))).toBe(
      'staff ($0.0113 to $0.0327/Mtok); support ($400k to $1.20M)',
    );
    expect(mattersMost(candidate({ sensitivity: [] }))).toBeNull();
  });
});

describe('words for the present fleet', () => {
  it('joins the workloads of a system into one sentence', () => {
    const share = (workload: string, of: number | null) => ({
      systemId: 'p5.48xlarge',
      systemName: 'p5.48xlarge',
      units: 4,
      workload,
      share: of,
      text: '',
    });
    const fleet = [share('chat', 4), share('labels', 0.57), share('training', null)];
    expect(fleetTexts({ ...servingPlan(), fleet })).toEqual([
      'Your 4 × p5.48xlarge, given to one workload alone, carry all of chat or 57 % of labels or none of training.',
    ]);
  });
});
