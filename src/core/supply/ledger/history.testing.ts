import fc from 'fast-check';
import { expect } from 'vitest';
import { NEXT_STATIONS, OUTSIDE, type Pool, STATIONS } from './accounts.ts';
import type { LedgerAction, LedgerCommand, LedgerLine } from './commands.ts';
import type { LedgerAnswer } from './ledger.ts';
import { inWords, makeOracle, type Rack } from './oracle.testing.ts';

/** What random histories are played against: the rules alone, or a store. */
export interface Played {
  /** Sends commands at the same time, in this order. */
  readonly applyAll: (commands: readonly LedgerCommand[]) => Promise<readonly LedgerAnswer[]>;
  readonly available: (poolId: string) => Promise<number | undefined>;
  readonly currentPlan: () => Promise<string | null>;
  readonly setNow: (now: string) => void;
}

type Step = (history: History) => LedgerAction | null;

interface History {
  readonly pools: readonly string[];
  readonly now: number;
  readonly plan: string | null;
  readonly holds: readonly { readonly id: string; readonly lines: readonly LedgerLine[] }[];
  readonly commitments: readonly string[];
  readonly racksOf: (commitmentId: string) => readonly Rack[];
}

const POOLS = 3;
const HOUR_MS = 3_600_000;

const some = <Item>(items: readonly Item[], index: number): Item | undefined => items[index % items.length];

const lines = fc
  .uniqueArray(fc.record({ pool: fc.nat(POOLS - 1), units: fc.integer({ min: 1, max: 6 }) }), {
    selector: ({ pool }) => pool,
    minLength: 1,
    maxLength: POOLS,
  })
  .map(
    (drawn) =>
      ({ pools }: History): LedgerLine[] =>
        drawn.map(({ pool, units }) => ({ poolId: String(pools[pool]), units })),
  );

/** Moves that mostly can be: of racks where they are, to a station that may follow, with their own serial numbers. */
const move = fc
  .record({
    commitment: fc.nat(),
    rack: fc.nat(),
    next: fc.nat(),
    from: fc.oneof(
      { weight: 9, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constantFrom(...STATIONS) },
    ),
    to: fc.oneof(
      { weight: 9, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constantFrom(...STATIONS) },
    ),
    names: fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 3 }),
    own: fc.integer({ min: 0, max: 4 }).map((drawn) => drawn > 0),
  })
  .map(
    (drawn): Step =>
      ({ commitments, racksOf }) => {
        const commitmentId = some(commitments, drawn.commitment);
        if (commitmentId === undefined) return null;
        const racks = racksOf(commitmentId);
        const rack = some(racks, drawn.rack);
        if (rack === undefined) return null;
        const { poolId } = rack;
        const from = drawn.from ?? rack.station;
        const to = drawn.to ?? some(NEXT_STATIONS[from], drawn.next) ?? 'pool';
        const here = racks.filter((other) => other.poolId === poolId && other.station === from);
        const known = here
          .flatMap(({ serial }) => (serial === null ? [] : [serial]))
          .slice(0, drawn.names.length);
        const serials =
          drawn.own && known.length > 0 ? known : drawn.names.map((name) => `${poolId}-${name}`);
        return { type: 'move', commitmentId, poolId, from, to, units: serials.length, serials };
      },
  );

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: lines.map(
      (of): Step =>
        (history) => ({ type: 'supply', lines: of(history) }),
    ),
  },
  {
    weight: 2,
    arbitrary: lines.map(
      (of): Step =>
        (history) => ({ type: 'cut', lines: of(history) }),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(lines, fc.integer({ min: 0, max: 5 })).map(
      ([of, hours]): Step =>
        (history) => ({
          type: 'hold',
          dealId: 'deal',
          buyer: 'buyer',
          lines: of(history),
          expiresAt: new Date(history.now + hours * HOUR_MS).toISOString(),
        }),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.nat(), fc.oneof(fc.constant(null), lines)).map(
      ([index, part]): Step =>
        (history) => {
          const hold = some(history.holds, index);
          if (hold === undefined) return null;
          return { type: 'commit', holdId: hold.id, lines: part === null ? null : part(history) };
        },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.nat().map(
      (index): Step =>
        (history) => {
          const hold = some(history.holds, index);
          return hold === undefined ? null : { type: 'release', holdId: hold.id };
        },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.nat().map(
      (index): Step =>
        ({ commitments }) => {
          const commitmentId = some(commitments, index);
          return commitmentId === undefined ? null : { type: 'withdraw', commitmentId, approver: 'approver' };
        },
    ),
  },
  { weight: 12, arbitrary: move },
  { weight: 1, arbitrary: fc.constant<Step>(() => ({ type: 'expire', holdId: null })) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.boolean(), fc.nat()).map(
      ([right, version]): Step =>
        ({ plan }) => ({
          type: 'adopt-plan',
          expected: right ? plan : 'another',
          version: `plan-${version}`,
          digest: 'digest',
        }),
    ),
  },
);

/** What happens at one moment: hours pass, then these commands come at the same time. */
const moment = fc.record({
  hours: fc.nat(3),
  commands: fc.array(
    fc.record({
      step,
      /** Whether it is under the current plan, an old one or none. */
      under: fc.constantFrom('none', 'none', 'current', 'old'),
      /** Sends an earlier command again, or another one under its key. */
      repeats: fc.oneof(
        { weight: 6, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.record({ index: fc.nat(), changed: fc.boolean() }) },
      ),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

export const histories = fc.array(moment, { minLength: 1, maxLength: 24, size: 'max' });

type Moment = typeof moment extends fc.Arbitrary<infer Value> ? Value : never;

/** Keeps moments rising and names apart from one history to the next, which may share a ledger. */
export const historyPlayer = (start: string, played: Played) => {
  let now = Date.parse(start);
  let count = 0;

  return async (moments: readonly Moment[]): Promise<void> => {
    count += 1;
    const prefix = `h${count}`;
    const pools = Array.from({ length: POOLS }, (_, index) => `${prefix}-pool-${index}`);
    const oracle = makeOracle(await played.currentPlan());
    const holds: { id: string; lines: readonly LedgerLine[] }[] = [];
    const commitments: string[] = [];
    const sent: LedgerCommand[] = [];

    const settle = async (commands: readonly LedgerCommand[]) => {
      const answers = await played.applyAll(commands);
      commands.forEach((command, index) => {
        const answer = answers[index];
        if (answer === undefined) throw new Error('an answer is missing');
        expect(`${command.type}: ${inWords(answer)}`).toBe(
          `${command.type}: ${oracle.expect(command, now, answer)}`,
        );
        if (!answer.ok || answer.repeated) return;
        if (command.type === 'hold') holds.push({ id: answer.id, lines: command.lines });
        if (command.type === 'commit') commitments.push(answer.id);
      });
      for (const poolId of pools) expect(await played.available(poolId)).toBe(oracle.available(poolId, now));
    };
    const attribution = { actor: 'tester', reason: 'test', validAt: null };
    const openings = pools.map(
      (id): Pool => ({
        id,
        commodity: { generationId: 'g', unit: 'rack' },
        week: '2027-01-04',
        region: 'r',
        taker: OUTSIDE,
      }),
    );
    played.setNow(new Date(now).toISOString());
    await settle([
      { ...attribution, planVersion: null, key: `${prefix}-open`, type: 'open-pools', pools: openings },
      {
        ...attribution,
        planVersion: null,
        key: `${prefix}-supply`,
        type: 'supply',
        lines: pools.map((poolId) => ({ poolId, units: 12 })),
      },
    ]);

    for (const { hours, commands } of moments) {
      now += hours * HOUR_MS;
      played.setNow(new Date(now).toISOString());
      const plan = oracle.currentPlan();
      const made = commands.flatMap(({ step: drawn, under, repeats }): LedgerCommand[] => {
        const action = drawn({ pools, now, plan, holds, commitments, racksOf: oracle.racksOf });
        const earlier = repeats === null ? undefined : some(sent, repeats.index);
        if (earlier !== undefined && repeats !== null)
          return [repeats.changed ? { ...earlier, reason: 'changed' } : earlier];
        if (action === null) return [];
        const planVersion = under === 'current' ? plan : under === 'old' ? 'plan-old' : null;
        const command = { ...attribution, planVersion, key: `${prefix}-${sent.length}`, ...action };
        sent.push(command);
        return [command];
      });
      if (made.length > 0) await settle(made);
    }
  };
};
