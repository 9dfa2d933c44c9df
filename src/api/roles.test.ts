import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Action, PERMISSIONS, type Role } from '../app/serve-roles.ts';
import {
  BUYERS,
  type Caller,
  holdBody,
  openTestApi,
  quoteBody,
  stocked,
  type TestApi,
} from './api.testing.ts';

let api: TestApi;
/** Ids of what belongs to the other buyer. */
const foreign = { hold: '', commitment: '', quote: '', open: '' };

const SECRET = 'do not tell anybody';

const must = async (caller: Caller, path: string, body: object) => {
  const answer = await api.ask(caller, 'POST', path, { body });
  if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
  return answer.json;
};

beforeAll(async () => {
  api = await openTestApi();
  await stocked(api);
  const theirs = { buyer: BUYERS.other, dealId: 'deal-other', reason: SECRET };
  foreign.hold = (await must('sales', '/v1/holds', holdBody(api, theirs))).id;
  const commit = await must('sales', `/v1/holds/${foreign.hold}/commit`, { reason: SECRET });
  foreign.commitment = commit.id;
  foreign.quote = (await must('sales', '/v1/quotes', quoteBody(api, theirs))).id;
  foreign.open = (await must('sales', '/v1/holds', holdBody(api, theirs))).id;
  await must('sales', '/v1/holds', holdBody(api, { reason: SECRET }));
}, 60_000);
afterAll(() => api.close());

/** Every guarded operation with the action it asks for and a path that is about the other buyer's things. */
const OPERATIONS: readonly (readonly [string, string, Action, () => string])[] = [
  ['GET', '/v1/availability', 'read-availability', () => '/v1/availability'],
  ['POST', '/v1/quotes', 'quote', () => '/v1/quotes'],
  ['GET', '/v1/quotes/{id}', 'read-quotes', () => `/v1/quotes/${foreign.quote}`],
  ['GET', '/v1/holds', 'read-holds', () => '/v1/holds'],
  ['GET', '/v1/holds/{id}', 'read-holds', () => `/v1/holds/${foreign.open}`],
  ['POST', '/v1/holds', 'hold', () => '/v1/holds'],
  ['POST', '/v1/holds/{id}/commit', 'commit', () => `/v1/holds/${foreign.open}/commit`],
  ['POST', '/v1/holds/{id}/release', 'release', () => `/v1/holds/${foreign.open}/release`],
  ['GET', '/v1/commitments', 'read-commitments', () => '/v1/commitments'],
  ['GET', '/v1/commitments/{id}', 'read-commitments', () => `/v1/commitments/${foreign.commitment}`],
  [
    'POST',
    '/v1/commitments/{id}/withdraw',
    'withdraw',
    () => `/v1/commitments/${foreign.commitment}/withdraw`,
  ],
  ['POST', '/v1/pools', 'supply', () => '/v1/pools'],
  ['POST', '/v1/supply', 'supply', () => '/v1/supply'],
  ['POST', '/v1/supply/cuts', 'supply', () => '/v1/supply/cuts'],
  ['POST', '/v1/moves', 'move', () => '/v1/moves'],
  ['POST', '/v1/plans', 'adopt-plan', () => '/v1/plans'],
  ['GET', '/v1/plans/current', 'read-plan', () => '/v1/plans/current'],
  ['GET', '/v1/journal', 'read-journal', () => '/v1/journal'],
  ['GET', '/v1/promised', 'read-promised', () => `/v1/promised?validAt=${api.clock.now()}`],
  ['GET', '/v1/check', 'read-check', () => '/v1/check'],
];

const CALLERS: readonly (readonly [Caller, Role])[] = [
  ['maker', 'maker'],
  ['cloud-team', 'cloud-team'],
  ['sales', 'sales'],
  ['read-only', 'read-only'],
  ['mine', 'buyer'],
];

describe('every operation of the API', () => {
  it('is in the table below', async () => {
    const { json } = await api.ask('nobody', 'GET', '/openapi.json');
    const operations = Object.entries(json.paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(operations.toSorted()).toEqual(OPERATIONS.map(([method, path]) => `${method} ${path}`).toSorted());
  });

  it('asks for a key before anything else, and takes no other', async () => {
    const own = String(api.tokens.get('sales'));
    const wrong = [
      `${own.slice(0, -1)}${own.endsWith('A') ? 'B' : 'A'}`,
      'rwk_0_0',
      own.slice(4),
      `${own} x`,
    ];
    for (const [method, , , path] of OPERATIONS) {
      const nobody = await api.ask('nobody', method, path());
      expect(nobody.json, path()).toMatchObject({ status: 401, field: 'Authorization' });
      expect(nobody.headers.get('www-authenticate')).toContain('Bearer');
    }
    for (const token of wrong) {
      const headers = { Authorization: `Bearer ${token}` };
      expect((await api.ask('nobody', 'GET', '/v1/holds', { headers })).status).toBe(401);
    }
  });

  it('is refused to every role whose table says so, and to no other', async () => {
    for (const [caller, role] of CALLERS)
      for (const [method, , action, path] of OPERATIONS) {
        // An empty body: whoever may do this is told so, and nothing is changed.
        const { status } = await api.ask(caller, method, path());
        const name = `${role} ${method} ${path()}`;
        if (PERMISSIONS[role][action] === 'none') expect(status, name).toBe(403);
        else expect([200, 404, 422], name).toContain(status);
      }
    for (const [caller, role] of CALLERS)
      expect((await api.ask(caller, 'GET', '/metrics')).status).toBe(
        PERMISSIONS[role]['read-metrics'] === 'none' ? 403 : 200,
      );
  });
});

describe('a buyer', () => {
  const telling = () => [
    BUYERS.other,
    'deal-other',
    SECRET,
    'sales person',
    'maker person',
    ...Object.values(foreign),
  ];

  it('is told nothing about others by any route', async () => {
    const paths = [
      ...OPERATIONS.filter(([method]) => method === 'GET').map(([, , , path]) => path()),
      ...['holds', 'commitments', 'journal'].flatMap((list) => [
        `/v1/${list}?buyer=${encodeURIComponent(BUYERS.other)}`,
        `/v1/${list}?deal=deal-other`,
        `/v1/${list}?buyer=${encodeURIComponent(BUYERS.mine)}&deal=deal-other`,
      ]),
      '/v1/availability?taker=on-demand',
      '/v1/plans/current',
    ];
    for (const path of paths) {
      const { text } = await api.ask('mine', 'GET', path);
      // What was asked for may be named again; nothing else.
      for (const word of telling()) if (!path.includes(word)) expect(text, path).not.toContain(word);
    }
  });

  it('sees what belongs to others as if it did not exist', async () => {
    const kinds = [
      ['quotes', foreign.quote],
      ['holds', foreign.open],
      ['commitments', foreign.commitment],
    ] as const;
    for (const [kind, id] of kinds) {
      const theirs = await api.ask('mine', 'GET', `/v1/${kind}/${id}`);
      const none = await api.ask('mine', 'GET', `/v1/${kind}/${id}x`);
      expect(theirs.status).toBe(404);
      const plain = ({ json }: typeof none, own: string) =>
        JSON.stringify({ ...json, requestId: '' }).replaceAll(own, 'ID');
      expect(plain(theirs, id)).toBe(plain(none, `${id}x`));
    }
    const release = await api.ask('mine', 'POST', `/v1/holds/${foreign.open}/release`, {
      body: { reason: 'r' },
    });
    expect(release.status).toBe(404);
    expect((await api.ask('sales', 'GET', `/v1/holds/${foreign.open}`)).json.state).toBe('open');
  });

  it('sees what is left for outside buyers, not what others hold', async () => {
    const { json } = await api.ask('mine', 'GET', '/v1/availability');
    expect(json.pools.map(({ id }: { id: string }) => id)).toEqual(['q1', 'q2']);
    for (const pool of json.pools)
      expect(Object.keys(pool).toSorted()).toEqual(
        ['available', 'generationId', 'id', 'region', 'taker', 'unit', 'week'].toSorted(),
      );
    expect((await api.ask('mine', 'GET', '/v1/availability?taker=on-demand')).json.pools).toEqual([]);
  });

  it('asks for quotes in its own name, without holds, and learns nothing about queues or other deals', async () => {
    const ask = (changes: object) => api.ask('mine', 'POST', '/v1/quotes', { body: quoteBody(api, changes) });
    expect((await ask({ buyer: BUYERS.other })).json).toMatchObject({ status: 403, field: 'buyer' });
    expect((await ask({ hold: true })).json).toMatchObject({ status: 403, field: 'hold' });
    // A deal of somebody else under the same name keeps its place in the case: what it has is not on offer.
    const early = { dealId: 'early', racks: 1, lotRacks: 1, latest: '2027-04-30', siteReady: '2027-01-04' };
    const { status, json, text } = await ask(early);
    expect(status).toBe(201);
    expect(json.possible).toBe(false);
    expect(text).not.toContain('on-demand');
    expect(json.waits).toBeUndefined();
    expect(json.binding.every(({ kind }: { kind: string }) => kind === 'capacity')).toBe(true);
    const whole = await api.ask('sales', 'POST', '/v1/quotes', { body: quoteBody(api, { racks: 2 }) });
    expect(whole.json.waits).toHaveLength(1);
  });

  it('finds its own deals in the journal and in what was promised', async () => {
    const journal = (await api.ask('mine', 'GET', '/v1/journal')).json.entries;
    expect(journal.map(({ type }: { type: string }) => type)).toEqual(['hold']);
    expect(journal[0].command).toBeUndefined();
    const promised = await api.ask('mine', 'GET', `/v1/promised?validAt=${api.clock.now()}`);
    expect(promised.json.promised).toEqual([
      { dealId: 'deal-mine', buyer: BUYERS.mine, poolId: 'q2', held: 1, committed: 0 },
    ]);
  });

  it('cannot find out with their keys what others asked', async () => {
    const body = holdBody(api, { buyer: BUYERS.other, dealId: 'deal-other', reason: SECRET });
    await api.ask('sales', 'POST', '/v1/holds', { body, key: 'shared-key' });
    const quote = await api.ask('mine', 'POST', '/v1/quotes', { body: quoteBody(api), key: 'shared-key' });
    expect(quote.status).toBe(201);
    expect(quote.headers.get('idempotent-replayed')).toBe('false');
  });
});

describe('a key', () => {
  it('is kept as a hash and ends when it is revoked', async () => {
    const [, id = ''] = String(api.tokens.get('read-only')).split('_');
    const record = await api.service.desk.key(id);
    expect(JSON.stringify(record)).not.toContain(String(api.tokens.get('read-only')).split('_')[2]);
    expect((await api.ask('read-only', 'GET', '/v1/holds')).status).toBe(200);
    expect(await api.service.desk.revokeKey(id, api.clock.now())).toBe(true);
    expect(await api.service.desk.revokeKey(id, api.clock.now())).toBe(false);
    expect((await api.ask('read-only', 'GET', '/v1/holds')).status).toBe(401);
  });

  it('never stands in a log line', async () => {
    const written = JSON.stringify(api.logs);
    for (const token of api.tokens.values()) expect(written).not.toContain(token.slice(21));
    expect(written).toContain('sales person');
  });
});
