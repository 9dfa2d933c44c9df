import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LedgerUnavailable, type Service, ThreadBusy } from '../app/serve.ts';
import {
  type Caller,
  holdBody,
  openTestApi,
  quoteBody,
  SMALL,
  stocked,
  type TestApi,
} from './api.testing.ts';
import { rateLimiter } from './rate.ts';

let api: TestApi;
/** What the ledger and the solver do instead, while it is set. */
let fault: Error | null = null;
/** Commands that reached the ledger. */
let applied = 0;

const failing = (own: Service): Service => ({
  ...own,
  ledger: {
    ...own.ledger,
    apply: async (command) => {
      applied += 1;
      if (fault !== null) throw fault;
      return own.ledger.apply(command);
    },
  },
  solving: {
    ...own.solving,
    promise: async (...asked) => {
      if (fault !== null) throw fault;
      return own.solving.promise(...asked);
    },
  },
});

beforeAll(async () => {
  api = await openTestApi({ service: failing });
  await stocked(api);
}, 60_000);
afterAll(() => api.close());

const hold = (changes: object, asked: object = {}) =>
  api.ask('sales', 'POST', '/v1/holds', { body: holdBody(api, changes), ...asked });

describe('what cannot be used', () => {
  it('is refused with field, found and accepted', async () => {
    const cases: readonly (readonly [object, string, string, string])[] = [
      [{ lines: [{ poolId: 'q2', units: -1 }] }, 'lines.0.units', '-1', 'at least 1'],
      [{ lines: [{ poolId: 'q2', units: 1.5 }] }, 'lines.0.units', '1.5', 'a value of type int'],
      [{ lines: [{ poolId: 'q2', units: '1' }] }, 'lines.0.units', '"1"', 'a value of type number'],
      [{ lines: [] }, 'lines', '[]', 'at least 1'],
      [{ dealId: undefined }, 'dealId', 'nothing', 'a value of type string'],
      [{ dealId: 'a\u0000b' }, 'dealId', '"a\\u0000b"', 'text without control characters'],
      [{ dealId: '' }, 'dealId', '""', 'at least 1 characters'],
      [{ expiresAt: 'tomorrow' }, 'expiresAt', '"tomorrow"', 'a moment in UTC such as 2027-03-01T09:00:00Z'],
      [{ colour: 'red' }, 'colour', 'a field that is not known', 'the fields that /openapi.json lists'],
      [{ lines: [{ poolId: 'none', units: 1 }] }, 'lines.0.poolId', '"none"', 'the id of an open pool'],
    ];
    for (const [changes, field, found, accepted] of cases) {
      const { status, json, headers } = await hold(changes);
      expect({ status, ...json }).toMatchObject({ status: 422, field, found, accepted });
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(json.type).toBe('urn:rackwright:problem:invalid');
      expect(json.requestId).toBe(headers.get('x-request-id'));
    }
  });

  it('is refused whole: all fields at once, and nothing reaches the ledger', async () => {
    const before = applied;
    const { json } = await hold({ dealId: 7, lines: [{ poolId: '', units: 0 }], more: 1 });
    expect(json.errors.map(({ field }: { field: string }) => field)).toEqual([
      'dealId',
      'lines.0.poolId',
      'lines.0.units',
      'more',
    ]);
    expect(applied).toBe(before);
  });

  it('says the same of parameters, cursors and headers', async () => {
    const get = async (path: string) => (await api.ask('sales', 'GET', path)).json;
    expect(await get('/v1/holds?limit=0')).toMatchObject({ status: 422, field: 'limit' });
    expect(await get('/v1/holds?limit=many')).toMatchObject({ status: 422, field: 'limit', found: '"many"' });
    expect(await get('/v1/holds?page=2')).toMatchObject({ status: 422, field: 'page' });
    expect(await get('/v1/promised')).toMatchObject({ status: 422, field: 'validAt', found: 'nothing' });
    const cursors = ['x', 'bm8', Buffer.from('["journal","1e99"]').toString('base64url')];
    for (const cursor of cursors)
      for (const list of ['holds', 'commitments', 'journal', 'availability'])
        expect(await get(`/v1/${list}?cursor=${cursor}`)).toMatchObject({ status: 422, field: 'cursor' });
    expect((await hold({}, { key: null })).json).toMatchObject({ status: 422, field: 'Idempotency-Key' });
    expect((await hold({}, { key: 'with space' })).json).toMatchObject({
      status: 422,
      field: 'Idempotency-Key',
    });
  });

  it('is refused before it is read when it is not JSON, too large or too deep', async () => {
    const send = (raw: string, headers = {}) => api.ask('sales', 'POST', '/v1/holds', { raw, headers });
    expect((await send('{"a":')).json).toMatchObject({
      status: 400,
      type: 'urn:rackwright:problem:not-json',
    });
    expect((await send('')).json.status).toBe(400);
    expect((await send(`${'['.repeat(17)}${']'.repeat(17)}`)).json.type).toBe(
      'urn:rackwright:problem:too-deep',
    );
    expect((await send(JSON.stringify('['.repeat(1000)))).json.status).toBe(422);
    expect((await send(`"${'x'.repeat(256 * 1024)}"`)).json.status).toBe(413);
    expect((await send('{}', { 'Content-Type': 'text/plain' })).json).toMatchObject({
      status: 415,
      field: 'Content-Type',
    });
    const plan = await api.ask('maker', 'POST', '/v1/plans', { raw: `"${'x'.repeat(300 * 1024)}"` });
    expect(plan.json.status).toBe(422);
  });

  it('is told where nothing is served, and what is served there instead', async () => {
    expect((await api.ask('sales', 'GET', '/v2/holds')).json).toMatchObject({ status: 404 });
    const wrong = await api.ask('sales', 'GET', '/v1/holds/hold-1/commit');
    expect(wrong.json).toMatchObject({ status: 405 });
    expect(wrong.headers.get('allow')).toBe('POST');
    expect((await api.ask('sales', 'DELETE', '/v1/holds')).headers.get('allow')).toBe('GET, POST');
  });
});

describe('a request repeated with its key', () => {
  it('gets the same answer and changes nothing, a refusal included', async () => {
    const writes: readonly (readonly [Caller, string, object, number])[] = [
      ['sales', '/v1/holds', holdBody(api, { lines: [{ poolId: 'q2', units: 2 }] }), 201],
      ['sales', '/v1/holds', holdBody(api, { lines: [{ poolId: 'q2', units: 99 }] }), 409],
      [
        'maker',
        '/v1/supply',
        { planVersion: 'p1', reason: 'r', lines: [{ poolId: 'inside', units: 1 }] },
        201,
      ],
      [
        'maker',
        '/v1/supply/cuts',
        { planVersion: 'p1', reason: 'r', lines: [{ poolId: 'inside', units: 1 }] },
        201,
      ],
      ['maker', '/v1/plans', { expected: 'nothing', version: 'p7', reason: 'r', supply: SMALL }, 409],
      ['sales', '/v1/quotes', quoteBody(api), 201],
      ['sales', '/v1/quotes', quoteBody(api, { racks: 2, hold: true }), 201],
    ];
    for (const [caller, path, body, status] of writes) {
      const key = `repeat-${path}-${status}-${JSON.stringify(body).length}`.slice(0, 64);
      const first = await api.ask(caller, 'POST', path, { body, key });
      expect(first.status, first.text).toBe(status);
      const state = await api.ask('maker', 'GET', '/v1/availability');
      const again = await api.ask(caller, 'POST', path, { body, key });
      expect(again.status).toBe(status);
      expect({ ...again.json, requestId: 0 }).toEqual({ ...first.json, requestId: 0 });
      expect(again.headers.get('idempotent-replayed')).toBe('true');
      expect((await api.ask('maker', 'GET', '/v1/availability')).text).toBe(state.text);
      const other = await api.ask(caller, 'POST', path, { body: { ...body, reason: 'another' }, key });
      expect(other.json).toMatchObject({ status: 422, field: 'Idempotency-Key' });
    }
  });

  it('finds out what became of one that was not answered', async () => {
    const body = holdBody(api, { lines: [{ poolId: 'q1', units: 1 }] });
    fault = new LedgerUnavailable('gone');
    const lost = await api.ask('sales', 'POST', '/v1/holds', { body, key: 'lost' });
    fault = null;
    expect(lost.json).toMatchObject({ status: 503, detail: expect.stringContaining('same Idempotency-Key') });
    expect(lost.headers.get('retry-after')).toBe('2');
    expect((await api.ask('sales', 'POST', '/v1/holds', { body, key: 'lost' })).status).toBe(201);
    expect((await api.ask('sales', 'POST', '/v1/holds', { body, key: 'lost' })).status).toBe(201);
    await api.ask('sales', 'POST', '/v1/holds', { body, key: 'lost-2' });
    const { json } = await api.ask('sales', 'GET', '/v1/availability');
    expect(json.pools.find(({ id }: { id: string }) => id === 'q1')).toMatchObject({ held: 1, available: 0 });
  });

  it('of a quote goes on with its hold where it was broken off', async () => {
    const asked = { body: quoteBody(api, { racks: 2, hold: true, dealId: 'broken-off' }), key: 'broken-off' };
    const { solving } = api.service;
    const { ledger } = api.service;
    const apply = ledger.apply;
    // The quote is solved and kept, then the database goes away before the hold is made.
    (ledger as { apply: typeof apply }).apply = async () => {
      throw new LedgerUnavailable('gone');
    };
    expect((await api.ask('sales', 'POST', '/v1/quotes', asked)).status).toBe(503);
    (ledger as { apply: typeof apply }).apply = apply;
    expect(solving.pending()).toBe(0);
    const found = await api.ask('sales', 'POST', '/v1/quotes', asked);
    expect(found.status, found.text).toBe(201);
    expect(found.json.hold.lines).toEqual([{ poolId: 'q2', units: 2 }]);
    const holds = await api.ask('sales', 'GET', '/v1/holds?deal=broken-off');
    expect(holds.json.holds).toHaveLength(1);
  });
});

describe('faults', () => {
  it('of a busy solver are told as such', async () => {
    fault = new ThreadBusy('16 tasks wait already');
    const { json } = await api.ask('sales', 'POST', '/v1/quotes', { body: quoteBody(api) });
    fault = null;
    expect(json).toMatchObject({ status: 503, type: 'urn:rackwright:problem:busy' });
  });

  it('of ours are logged, not shown', async () => {
    fault = new Error('column "secret" does not exist');
    const { json, text } = await hold({});
    fault = null;
    expect(json.status).toBe(500);
    expect(text).not.toContain('secret');
    expect(api.errors.splice(0)).toHaveLength(1);
  });
});

describe('a key that asks too much', () => {
  it('is told to wait, and others are not', async () => {
    let now = 0;
    const limiter = rateLimiter({ perSecond: 3, burst: 3 }, () => now);
    expect([1, 2, 3, 4].map(() => limiter('sales'))).toEqual([null, null, null, 1]);
    expect(limiter('maker')).toBeNull();
    now += 1000;
    expect(limiter('sales')).toBeNull();
    api.throttle(limiter);
    const told = [await api.ask('sales', 'GET', '/v1/holds')];
    for (let k = 0; k < 4; k += 1) told.push(await api.ask('sales', 'GET', '/v1/holds'));
    api.throttle(null);
    expect(told.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    expect(told.at(-1)?.headers.get('retry-after')).toBe('1');
    expect(told.at(-1)?.json.type).toBe('urn:rackwright:problem:too-many-requests');
  });
});

describe('any body at all', () => {
  const posts = () =>
    [
      ['sales', '/v1/holds', holdBody(api)],
      ['sales', '/v1/quotes', quoteBody(api, { planVersion: 'none' })],
      ['sales', '/v1/holds/hold-7/commit', { reason: 'r', lines: [{ poolId: 'q2', units: 1 }] }],
      ['mine', '/v1/holds/hold-7/release', { reason: 'r' }],
      [
        'maker',
        '/v1/pools',
        {
          reason: 'r',
          pools: [
            {
              id: 'q1',
              generationId: 'rack',
              unit: 'rack',
              week: '2027-03-22',
              region: 'eu',
              taker: 'outside',
            },
          ],
        },
      ],
      ['maker', '/v1/supply', { planVersion: 'p0', reason: 'r', lines: [{ poolId: 'q1', units: 1 }] }],
      ['maker', '/v1/supply/cuts', { planVersion: 'p1', reason: 'r', lines: [{ poolId: 'q1', units: 1 }] }],
      [
        'maker',
        '/v1/moves',
        {
          reason: 'r',
          commitmentId: 'c',
          poolId: 'q1',
          from: 'commitment',
          to: 'shipped',
          units: 1,
          serials: ['s'],
        },
      ],
      ['maker', '/v1/plans', { expected: 'p0', version: 'p9', reason: 'r', supply: SMALL }],
    ] as const;

  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '\ud800',
      '2027-02-30',
      '2027-13-01T00:00:00Z',
      '0001-01-01T00:00:00Z',
      -0,
      1e300,
      2 ** 53,
      '__proto__',
    ),
  );

  /** A body that would do, with one of its members replaced, however deep. */
  const changed = (body: object, path: number, value: unknown): object => {
    const paths: (readonly string[])[] = [];
    const walk = (inner: unknown, at: readonly string[]): void => {
      if (typeof inner !== 'object' || inner === null) return;
      for (const [name, member] of Object.entries(inner)) {
        paths.push([...at, name]);
        walk(member, [...at, name]);
      }
    };
    walk(body, []);
    const copy = structuredClone(body) as Record<string, unknown>;
    const chosen = paths[path % paths.length] ?? [];
    let inner = copy;
    for (const step of chosen.slice(0, -1)) inner = inner[step] as Record<string, unknown>;
    inner[String(chosen.at(-1))] = value;
    return copy;
  };

  it('gets an answer below 500 that is a problem or a success', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(8), fc.nat(40), odd, fc.boolean(), async (which, path, value, whole) => {
        const chosen = posts()[which];
        if (chosen === undefined) return;
        const [caller, route, body] = chosen;
        const answer = await api.ask(caller, 'POST', route, {
          body: whole ? value : changed(body, path, value),
        });
        expect(answer.status, `${route} ${answer.text}`).toBeLessThan(500);
        if (answer.status >= 400)
          expect(answer.json).toMatchObject({ status: answer.status, title: expect.any(String) });
      }),
      { numRuns: 200 },
    );
    expect(api.errors).toEqual([]);
    const check = await api.ask('maker', 'GET', '/v1/check');
    expect(check.json).toMatchObject({ differences: [], oversoldPools: [], brokenAt: null });
  }, 60_000);
});
