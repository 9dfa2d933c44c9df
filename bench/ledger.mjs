// Holds per second that the ledger takes from 64 clients, on one hot pool and spread over 256 pools, on PostgreSQL and on PGlite.
// node bench/ledger.mjs [--json]   Each hold waits for the one before of the same client; nothing may be oversold.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../dist/platform/store/open.js';
import { launchPostgres, postgresMissing } from '../scripts/postgres.mjs';
import { finish, median } from './table.mjs';

const CLIENTS = 64;
const SECONDS = 3;
const REPEATS = 3;
const SPREAD = 256;
const BUDGETS = { postgres: { holds: 1000, p99: 250 }, pglite: { holds: 500, p99: 500 } };

const attribution = { actor: 'bench', reason: 'measuring', planVersion: null, validAt: null };
const expiresAt = '2099-01-01T00:00:00Z';
let counter = 0;
const key = () => {
  counter += 1;
  return `bench-${counter}`;
};

const openPools = async (ledger, count, units) => {
  const pools = Array.from({ length: count }, () => ({
    id: `pool-${key()}`,
    commodity: { generationId: 'g', unit: 'rack' },
    week: '2027-01-04',
    region: 'r',
    taker: 'outside',
  }));
  const ids = pools.map(({ id }) => id);
  await ledger.apply({ ...attribution, key: key(), type: 'open-pools', pools });
  const lines = ids.map((poolId) => ({ poolId, units }));
  await ledger.apply({ ...attribution, key: key(), type: 'supply', lines });
  return ids;
};

const holdsOf = async (ledger, clients, pools, seconds) => {
  const milliseconds = [];
  const until = performance.now() + seconds * 1000;
  let held = 0;
  const client = async (number) => {
    for (let turn = number; performance.now() < until; turn += 1) {
      const started = performance.now();
      const lines = [{ poolId: pools[turn % pools.length], units: 1 }];
      const hold = { ...attribution, key: key(), type: 'hold', dealId: 'd', buyer: 'b', lines, expiresAt };
      const answer = await ledger.apply(hold);
      if (answer.ok) held += 1;
      milliseconds.push(performance.now() - started);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  const passed = (performance.now() - started) / 1000;
  milliseconds.sort((a, b) => a - b);
  return { held, perSecond: held / passed, p99: milliseconds[Math.floor(milliseconds.length * 0.99)] };
};

const sound = async (ledger) => {
  const { oversoldPools, differences, brokenAt } = await ledger.check();
  if (oversoldPools.length + differences.length > 0 || brokenAt !== null)
    throw new Error(`the ledger is not sound: ${[...oversoldPools, ...differences].slice(0, 3).join('; ')}`);
};

const measure = async (ledger, place, clients, pools, budget = null) => {
  const ids = await openPools(ledger, pools, 10_000_000);
  await holdsOf(ledger, clients, ids, 1);
  const runs = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) runs.push(await holdsOf(ledger, clients, ids, SECONDS));
  const what = `${place}, ${clients} ${clients === 1 ? 'client' : 'clients'}, ${pools === 1 ? 'one hot pool' : `${pools} pools`}`;
  return [
    {
      what: `holds: ${what}`,
      measured: median(runs.map(({ perSecond }) => perSecond)),
      unit: 'holds/s',
      ...(budget === null ? {} : { budget: budget.holds }),
      better: 'more',
    },
    {
      what: `p99: ${what}`,
      measured: median(runs.map(({ p99 }) => p99)),
      unit: 'ms',
      ...(budget === null ? {} : { budget: budget.p99 }),
      better: 'less',
    },
  ];
};

/** 64 clients ask for more than there is; what is sold beyond it. */
const oversold = async (ledger, place) => {
  const supply = 1000;
  const [pool] = await openPools(ledger, 1, supply);
  const { held } = await holdsOf(ledger, CLIENTS, [pool], 2);
  const [balance] = (await ledger.balances()).filter(({ id }) => id === pool);
  if (balance.available !== supply - held)
    throw new Error(`${held} held, but ${balance.available} of ${supply} left`);
  await sound(ledger);
  return {
    what: `oversold: ${place}, ${CLIENTS} clients for ${supply} racks (${held} held)`,
    measured: Math.max(0, held - supply),
    unit: 'racks',
    budget: 0,
    better: 'less',
  };
};

const rowsOf = async (ledger, place, budget) => [
  ...(await measure(ledger, place, 1, 1)),
  ...(await measure(ledger, place, CLIENTS, 1, budget)),
  ...(await measure(ledger, place, CLIENTS, SPREAD, budget)),
  await oversold(ledger, place),
];

const rows = [];
if (postgresMissing() === null) {
  const server = await launchPostgres();
  try {
    const stores = await Promise.all(
      Array.from({ length: 4 }, () => openStore({ databaseUrl: server.databaseUrl })),
    );
    const [one] = stores;
    const place = `PostgreSQL ${server.version}`;
    rows.push(...(await rowsOf(one, place, BUDGETS.postgres)));
    // Four stores share nothing but the database, as four processes do; clients take turns among them.
    let turn = 0;
    const four = {
      ...one,
      apply: (command) => {
        turn += 1;
        return stores[turn % stores.length].apply(command);
      },
    };
    rows.push(...(await measure(four, `${place}, 4 stores`, CLIENTS, SPREAD)));
    const single = await openStore({ databaseUrl: server.databaseUrl }, { commandsPerTransaction: 1 });
    rows.push(...(await measure(single, `${place}, a transaction each`, CLIENTS, SPREAD)));
    await single.close();
    await sound(one);
    await Promise.all(stores.map((store) => store.close()));
  } finally {
    await server.remove();
  }
} else process.stderr.write(`rackwright: ${postgresMissing()}\n`);

const directory = mkdtempSync(join(tmpdir(), 'rackwright-bench-'));
try {
  const ledger = await openStore({ directory });
  rows.push(...(await rowsOf(ledger, 'PGlite on disk', BUDGETS.pglite)));
  await ledger.close();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
finish(rows);
