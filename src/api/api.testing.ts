import { readFileSync } from 'node:fs';
import { type Service, serviceOf } from '../app/serve.ts';
import { addKey } from '../app/serve-keys.ts';
import type { Role } from '../app/serve-roles.ts';
import { solvingHere } from '../app/serve-solving.ts';
import { openHighs } from '../platform/solver/highs.ts';
import { openStoreWithDesk } from '../platform/store/open.ts';
import { testClock } from '../platform/store/suite.testing.ts';
import { createApi, type RequestLog } from './app.ts';
import { openMetrics } from './metrics.ts';
import type { RateLimiter } from './rate.ts';

/** Two buyers, so that one can be kept from seeing the other. */
export const BUYERS = { mine: 'a buyer whose site is ready in May', other: 'Foreign Buyer Ltd' } as const;

export type Caller = Exclude<Role, 'buyer'> | keyof typeof BUYERS | 'nobody';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what came over the wire is looked at member by member
  readonly json: any;
}

export interface Asked {
  readonly body?: unknown;
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, in place of `body`. */
  readonly raw?: string;
}

let counter = 0;
/** A key that no request used before. */
export const freshKey = (): string => {
  counter += 1;
  return `test-${counter}`;
};

export const SMALL = readFileSync(new URL('../../examples/supply-small.yaml', import.meta.url), 'utf8');

const ROLES: readonly (readonly [Caller, Role, string | null])[] = [
  ['maker', 'maker', null],
  ['cloud-team', 'cloud-team', null],
  ['sales', 'sales', null],
  ['read-only', 'read-only', null],
  ['mine', 'buyer', BUYERS.mine],
  ['other', 'buyer', BUYERS.other],
];

/** The API on a ledger in memory with a clock that tests set, and a key for everybody. */
export const openTestApi = async (changes: { readonly service?: (own: Service) => Service } = {}) => {
  const clock = testClock();
  const { ledger, desk } = await openStoreWithDesk({ memory: true }, { clock: clock.now });
  const own = serviceOf({ ledger, desk, solving: solvingHere(await openHighs()), now: clock.now });
  const service = changes.service === undefined ? own : changes.service(own);
  const logs: RequestLog[] = [];
  const errors: unknown[] = [];
  let limiter: RateLimiter | null = null;
  const app = createApi({
    service,
    metrics: openMetrics(false),
    limiter: (keyId) => (limiter === null ? null : limiter(keyId)),
    log: (line) => logs.push(line),
    logError: (_, error) => errors.push(error),
    stopping: () => false,
  });
  const tokens = new Map<Caller, string>();
  for (const [caller, role, buyer] of ROLES)
    tokens.set(caller, (await addKey(desk, { name: `${caller} person`, role, buyer }, clock.now())).token);
  /** Operations that were answered with success: `POST /v1/holds`. */
  const succeeded = new Set<string>();

  const ask = async (caller: Caller, method: string, path: string, asked: Asked = {}): Promise<Answer> => {
    const token = tokens.get(caller);
    const key = asked.key === undefined ? freshKey() : asked.key;
    const posting = method === 'POST';
    const response = await app.request(path, {
      method,
      headers: {
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...(posting ? { 'Content-Type': 'application/json' } : {}),
        ...(posting && key !== null ? { 'Idempotency-Key': key } : {}),
        ...asked.headers,
      },
      ...(posting ? { body: asked.raw ?? JSON.stringify(asked.body ?? {}) } : {}),
    });
    const text = await response.text();
    const route = logs.at(-1)?.route ?? '';
    if (response.ok) succeeded.add(`${method} ${route.replaceAll(/:([a-z]+)/g, '{$1}')}`);
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson && text !== '' ? JSON.parse(text) : null,
    };
  };
  /** Sets what keys may ask; null: all they want. */
  const throttle = (by: RateLimiter | null): void => {
    limiter = by;
  };
  return {
    app,
    ask,
    throttle,
    clock,
    service,
    tokens,
    logs,
    errors,
    succeeded,
    close: () => service.close(),
  };
};

export type TestApi = Awaited<ReturnType<typeof openTestApi>>;

/** A ledger with the small example as its plan `p1`, one rack for outside buyers in the first quarter, six in the second. */
export const stocked = async ({ ask }: TestApi): Promise<void> => {
  const pool = { generationId: 'rack', unit: 'rack', region: 'eu', taker: 'outside' };
  const steps = [
    ['/v1/plans', { expected: null, version: 'p1', reason: 'first plan', supply: SMALL }],
    [
      '/v1/pools',
      {
        reason: 'opening',
        pools: [
          { ...pool, id: 'q1', week: '2027-03-22' },
          { ...pool, id: 'q2', week: '2027-06-21' },
          { ...pool, id: 'inside', week: '2027-06-21', taker: 'on-demand' },
        ],
      },
    ],
    [
      '/v1/supply',
      {
        planVersion: 'p1',
        reason: 'built',
        lines: [
          { poolId: 'q1', units: 1 },
          { poolId: 'q2', units: 6 },
          { poolId: 'inside', units: 21 },
        ],
      },
    ],
  ] as const;
  for (const [path, body] of steps) {
    const answer = await ask('maker', 'POST', path, { body });
    if (answer.status !== 201) throw new Error(`${path}: ${answer.text}`);
  }
};

/** A body for `POST /v1/holds` on the stocked ledger. */
export const holdBody = (api: TestApi, changes: object = {}) => ({
  planVersion: 'p1',
  reason: 'asked for by telephone',
  dealId: 'deal-mine',
  buyer: BUYERS.mine,
  lines: [{ poolId: 'q2', units: 1 }],
  expiresAt: api.clock.in(24),
  ...changes,
});

/** A body for `POST /v1/quotes` on the stocked ledger. */
export const quoteBody = (api: TestApi, changes: object = {}) => ({
  planVersion: 'p1',
  reason: 'wants to know',
  dealId: 'deal-mine',
  buyer: BUYERS.mine,
  racks: 4,
  lotRacks: 2,
  siteReady: '2027-05-01',
  latest: '2027-07-31',
  deliveryDays: 14,
  accepts: [{ generationId: 'rack' }],
  validUntil: api.clock.in(48),
  ...changes,
});
