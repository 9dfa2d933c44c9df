import type { PostgresServer } from '../../../scripts/postgres.mjs';
import type { LedgerAnswer, LedgerCheck } from '../../core/supply/ledger/ledger.ts';
import { LedgerUnavailable } from '../../core/supply/ledger/ledger.ts';
import { openStore } from './open.ts';
import { fresh, holdOf, supplied } from './suite.testing.ts';

export interface CrashOutcome {
  readonly acknowledged: number;
  /** Acknowledged holds that the ledger no longer has as they were. */
  readonly lost: number;
  /** Requests that ended without an answer at least once, and were repeated with their key. */
  readonly repeated: number;
  /** Of those, requests that had gone through without anybody being told. */
  readonly doneUnseen: number;
  readonly openHolds: number;
  readonly check: LedgerCheck;
}

const CLIENTS = 16;
const SUPPLY = 1_000_000;

/**
 * Clients make holds, repeating a request with its key until it is answered, while the server is ended without warning again
 * and again: `kill` (SIGKILL) and an immediate stop in turn.
 */
export const crashLoop = async (
  server: PostgresServer,
  crashes: number,
  msBetween: number,
): Promise<CrashOutcome> => {
  // Impatient, so that clients are told of an unknown outcome instead of the store trying again for them.
  const impatient = { patienceMs: 20, connections: 3 };
  const stores = [
    await openStore({ databaseUrl: server.databaseUrl }, { ...impatient, patienceMs: 10_000 }),
    await openStore({ databaseUrl: server.databaseUrl }, impatient),
  ] as const;
  const pools = await supplied(stores[0], [SUPPLY, SUPPLY, SUPPLY, SUPPLY]);
  const dealId = fresh('deal');
  const acknowledged = new Map<string, string>();
  let repeated = 0;
  let doneUnseen = 0;
  let over = false;

  const untilAnswered = async (store: (typeof stores)[number], request: ReturnType<typeof holdOf>) => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const answer: LedgerAnswer = await store.apply(request);
        if (attempt > 0) repeated += 1;
        if (answer.ok && answer.repeated) doneUnseen += 1;
        return answer;
      } catch (error) {
        if (!(error instanceof LedgerUnavailable)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };
  const client = async (number: number) => {
    const store = number % 2 === 0 ? stores[0] : stores[1];
    while (!over) {
      const [a = '', b = ''] = [pools[number % 4], pools[(number + 1) % 4]];
      const answer = await untilAnswered(store, holdOf({ [a]: 1, [b]: 2 }, { dealId }));
      if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.refusal)}`);
      acknowledged.set(answer.id, `${[a, b].sort().join()}`);
    }
  };
  const clients = Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)));
  for (let crash = 0; crash < crashes; crash += 1) {
    await new Promise((resolve) => setTimeout(resolve, msBetween));
    if (crash % 2 === 0) await server.kill();
    else await server.stopImmediately();
    await server.start();
  }
  await new Promise((resolve) => setTimeout(resolve, msBetween));
  over = true;
  await clients;
  const holds = await stores[0].holds({ dealId });
  const found = new Map(holds.map((hold) => [hold.id, hold.lines.map(({ poolId }) => poolId).join()]));
  const check = await stores[0].check();
  await Promise.all(stores.map((store) => store.close()));
  return {
    acknowledged: acknowledged.size,
    lost: [...acknowledged].filter(([id, lines]) => found.get(id) !== lines).length,
    repeated,
    doneUnseen,
    openHolds: holds.length,
    check,
  };
};
