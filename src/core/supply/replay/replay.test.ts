import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketsOf } from '../calendar.ts';
import { replayClass, replayLine, serviceFromRacks } from './replay.ts';

const quarters = bucketsOf(0, 2, 14);
const cloudClass = {
  id: 'on-demand',
  queue: [{ customer: 'first in line', equivalents: 300 }],
  arrivals: [0, 0, 0, 0],
  extraWaitDaysMax: 14,
};

describe('the replay of a queue', () => {
  // Quarters of 91 days, a limit of 14 days. Each case passes one half of the guard and breaks the promise all the same.
  it('finds the 91 days of a plan that falls behind where the baseline stops', () => {
    const found = replayClass({
      cloudClass,
      buckets: quarters,
      baseline: [100, 100, 100, 100],
      plan: [100 * (77 / 91), 100, 100, 100],
    });
    expect(found.extraWaitDaysMax).toBe(91);
    expect(found.kept).toBe(false);
    expect(found.worst).toMatchObject({ customer: 'first in line', baselineDay: 90, servedDay: 181 });
  });

  it('finds the 18 days of a plan that starts slowly and catches up', () => {
    // Unit 80 is served on day 72.8 in the baseline and on day 91 in the plan.
    const found = replayClass({
      cloudClass,
      buckets: quarters,
      baseline: [100, 200, 200, 200],
      plan: [80, 210, 210, 210],
    });
    expect(found.extraWaitDaysMax).toBeGreaterThanOrEqual(18);
    expect(found.extraWaitDaysMax).toBeLessThanOrEqual(19);
    expect(found.kept).toBe(false);
    expect(found.recoveredDay).not.toBeNull();
  });

  it('sees no harm in the baseline itself, nor in a plan that is ahead of it', () => {
    for (const plan of [
      [100, 200, 200, 200],
      [150, 260, 260, 260],
    ])
      expect(
        replayClass({ cloudClass, buckets: quarters, baseline: [100, 200, 200, 200], plan }),
      ).toMatchObject({ extraWaitDaysMax: 0, extraEquivalentDays: 0, recoveredDay: 0, kept: true });
  });

  it('calls a promise broken when somebody is never served', () => {
    const found = replayClass({
      cloudClass,
      buckets: quarters,
      baseline: [100, 200, 200, 200],
      plan: [100, 199, 199, 199],
    });
    expect(found).toMatchObject({ extraWaitDaysMax: null, kept: false, recoveredDay: null });
    expect(found.worst?.servedDay).toBeNull();
  });

  it('names the customer whose turn comes latest', () => {
    const found = replayClass({
      cloudClass: {
        ...cloudClass,
        queue: [
          { customer: 'a', equivalents: 50 },
          { customer: 'b', equivalents: 50 },
        ],
      },
      buckets: quarters,
      baseline: [100, 100, 100, 100],
      plan: [60, 100, 100, 100],
    });
    expect(found.worst?.customer).toBe('b');
  });

  it('agrees with the inverse of the curves to less than a day', () => {
    const rising = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(rising, rising, (first, second) => {
        const curve = (steps: number[]) => {
          let total = 0;
          return steps.map((step) => (total += step));
        };
        const [baseline, behind] = [curve(first), curve(second)];
        const plan = behind.map((value, k) => (k === 3 ? Math.max(value, baseline[3] as number) : value));
        const queue = [{ customer: 'all', equivalents: 5000 }];
        const found = replayClass({
          cloudClass: { ...cloudClass, queue },
          buckets: quarters,
          baseline,
          plan,
        });
        const at = (of: readonly number[], unit: number): number => {
          let before = 0;
          for (const [k, after] of of.entries()) {
            const { startDay, endDay } = quarters[k] as (typeof quarters)[number];
            if (after >= unit && after > before)
              return startDay + ((unit - before) / (after - before)) * (endDay - startDay);
            before = after;
          }
          return Number.POSITIVE_INFINITY;
        };
        let exact = 0;
        for (let unit = 1; unit <= (baseline[1] as number); unit += 1)
          exact = Math.max(exact, at(plan, unit) - at(baseline, unit));
        expect(Math.abs((found.extraWaitDaysMax as number) - exact)).toBeLessThan(2);
      }),
      { numRuns: 200 },
    );
  });
});

describe('service from racks', () => {
  it('adds up racks of all generations with what each of them can do', () => {
    const buckets = bucketsOf(2, 0, 0);
    expect(
      serviceFromRacks(
        [
          [1, 2, 0],
          [0, 1, 1],
        ],
        [10, 100],
        buckets,
      ),
    ).toEqual([10, 130, 230]);
  });
});

describe('a queue customer by customer', () => {
  // Ten equivalents a day in the baseline; the plan gives nothing in the first week and twenty a day after it.
  const line = (plan: readonly number[]) =>
    replayLine({
      cloudClass: {
        id: 'c',
        queue: [
          { customer: 'first', equivalents: 30 },
          { customer: 'second', equivalents: 70 },
        ],
        arrivals: [0, 0, 0],
        extraWaitDaysMax: 0,
      },
      buckets: bucketsOf(2, 0, 0),
      baseline: [70, 140, 140],
      plan,
    });

  it('names the day the last of a request is served, and the longest extra wait of any part of it', () => {
    const [first, second] = line([0, 140, 140]);
    expect(first).toMatchObject({ baselineDay: 2, servedDay: 8, extra: { kind: 'days', days: 7 } });
    expect(second).toMatchObject({ baselineDay: 9, servedDay: 11, extra: { kind: 'days', days: 5 } });
  });

  it('says who is not served any more', () => {
    expect(line([70, 80, 80]).map(({ extra }) => extra.kind)).toEqual(['days', 'lost']);
  });
});

describe('a limit', () => {
  it('is broken by the first whole day beyond it', () => {
    const [quarters, baseline] = [
      [0, 1, 2].map((index) => ({
        index,
        startDay: 91 * index,
        endDay: 91 * (index + 1),
        planned: index < 2,
      })),
      [140, 140, 140],
    ];
    const keptBy = (first: number, days: number): boolean =>
      replayClass({
        cloudClass: {
          id: 'c',
          queue: [{ customer: 'x', equivalents: 140 }],
          arrivals: [0, 0, 0],
          extraWaitDaysMax: 13,
        },
        buckets: quarters,
        baseline,
        plan: [first, first + ((140 - first) * 91) / days, 1000],
      }).kept;
    expect(keptBy(127.5, 13)).toBe(true);
    expect(keptBy(127.5, 14)).toBe(false);
  });
});
