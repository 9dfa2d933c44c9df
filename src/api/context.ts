import { createHash } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import type { Service } from '../app/serve.ts';
import { type Principal, principalOf } from '../app/serve-keys.ts';
import { type Action, PERMISSIONS, type Scope } from '../app/serve-roles.ts';
import type { LedgerAction, LedgerCommand } from '../core/supply/ledger/commands.ts';
import type { Metrics } from './metrics.ts';
import { Problem } from './problem.ts';
import type { RateLimiter } from './rate.ts';
import { refusalProblem } from './refusals.ts';
import { problem } from './schemas.ts';

/** What a request carries from one step to the next. */
export interface ApiEnv {
  readonly Variables: { requestId: string; principal: Principal; scope: Exclude<Scope, 'none'> };
}

export type ApiContext = Context<ApiEnv>;

/** What routes are made with. */
export interface Api {
  readonly app: OpenAPIHono<ApiEnv>;
  readonly service: Service;
  readonly metrics: Metrics;
  readonly limiter: RateLimiter;
}

const BEARER = /^Bearer ([A-Za-z0-9_-]{1,200})$/;

/** Who a header's key belongs to. @throws {Problem} `no-key`. */
export const authenticated = async (
  { desk }: Service,
  header: string | undefined,
  name: string,
): Promise<Principal> => {
  const [, token] = BEARER.exec(header ?? '') ?? [];
  const principal = token === undefined ? null : await principalOf(desk, token);
  if (principal === null)
    throw new Problem('no-key', `${name}: an API key is needed, as "Bearer rwk_..."`, {
      errors: [
        { field: name, found: header === undefined ? 'nothing' : 'no valid key', accepted: 'Bearer rwk_...' },
      ],
    });
  return principal;
};

/** Lets through whoever may do this, and notes how much of it they may see. */
export const guard =
  ({ service, limiter }: Api, action: Action): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const principal = await authenticated(service, c.req.header('authorization'), 'Authorization');
    c.set('principal', principal);
    const wait = limiter(principal.keyId);
    if (wait !== null)
      throw new Problem('too-many-requests', 'this key has made more requests than it may at a time', {
        retryAfterSeconds: wait,
      });
    const scope = PERMISSIONS[principal.role][action];
    if (scope === 'none')
      throw new Problem('not-allowed', `a key of the role ${principal.role} may not do this (${action})`);
    c.set('scope', scope);
    return next();
  };

/** What every guarded route has in common in its definition. */
export const guarded = (api: Api, action: Action) => ({
  middleware: [guard(api, action)],
  security: [{ key: [] }],
});

/** Answers of a route: what it gives when all is well, and problems. */
export const answers = <Status extends number, Schema>(status: Status, schema: Schema, description: string) =>
  ({
    [status]: { description, content: { 'application/json': { schema } } },
    default: { description: 'A problem', content: { 'application/problem+json': { schema: problem } } },
  }) as Record<Status, { description: string; content: { 'application/json': { schema: Schema } } }>;

/** The buyer whose things alone may be seen; null: everybody's. */
export const ownBuyer = (c: ApiContext): string | null => {
  if (c.var.scope === 'all') return null;
  const { buyer } = c.var.principal;
  if (buyer === null) throw new Problem('not-allowed', 'this key names no buyer');
  return buyer;
};

/**
 * The key under which the ledger knows a request: the client's, apart for each actor, so that nobody can use up or find out
 * about the keys of others.
 */
export const ledgerKey = (c: ApiContext, idempotencyKey: string): string => {
  const { name, role, buyer } = c.var.principal;
  const scope = JSON.stringify([role, buyer, name, idempotencyKey]);
  return `api:${createHash('sha256').update(scope).digest('base64url')}`;
};

interface Noted {
  readonly reason: string;
  readonly planVersion: string | null;
  readonly validAt: string | null;
}

/** The command that a request stands for. */
export const commandOf = (
  c: ApiContext,
  idempotencyKey: string,
  noted: Noted,
  action: LedgerAction,
): LedgerCommand => {
  const { reason, planVersion, validAt } = noted;
  const key = ledgerKey(c, idempotencyKey);
  return { ...action, key, actor: c.var.principal.name, reason, planVersion, validAt };
};

/** Says in a header whether an answer was given before. */
export const noteRepeated = (c: ApiContext, repeated: boolean): void => {
  c.header('Idempotent-Replayed', String(repeated));
};

/** Has the ledger perform a command. @throws {Problem} when it refuses. */
export const applied = async (
  c: ApiContext,
  { service, metrics }: Api,
  command: LedgerCommand,
): Promise<{ id: string; entry: number }> => {
  const answer = await service.ledger.apply(command);
  metrics.command(command.type, answer);
  noteRepeated(c, answer.repeated);
  if (!answer.ok) throw refusalProblem(answer.refusal, command);
  return { id: answer.id, entry: answer.entry };
};
