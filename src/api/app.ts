import { randomUUID } from 'node:crypto';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import { LedgerUnavailable, type Service, ThreadBusy, ThreadTimeout } from '../app/serve.ts';
import { jsonBody } from './body.ts';
import type { Api, ApiContext, ApiEnv } from './context.ts';
import type { Metrics } from './metrics.ts';
import { Problem, problemResponse } from './problem.ts';
import type { RateLimiter } from './rate.ts';
import { availability } from './routes/availability.ts';
import { commitments } from './routes/commitments.ts';
import { holds } from './routes/holds.ts';
import { journal } from './routes/journal.ts';
import { moves } from './routes/moves.ts';
import { operations } from './routes/operations.ts';
import { plans } from './routes/plans.ts';
import { quotes } from './routes/quotes.ts';
import { supply } from './routes/supply.ts';
import { validationProblem } from './validation.ts';

/** One answered request, for the log; nothing of its content. */
export interface RequestLog {
  readonly requestId: string;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly actor: string | null;
  readonly keyId: string | null;
}

export interface ApiParts {
  readonly service: Service;
  readonly metrics: Metrics;
  readonly limiter: RateLimiter;
  readonly log: (line: RequestLog) => void;
  /** An error that is nobody's but ours. */
  readonly logError: (requestId: string, error: unknown) => void;
  /** Whether the server is on its way out, so that nobody sends it more. */
  readonly stopping: () => boolean;
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;
const RETRY_SECONDS = 2;

const observed =
  ({ metrics, log, stopping }: ApiParts): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const given = c.req.header('x-request-id');
    const requestId = given !== undefined && REQUEST_ID.test(given) ? given : randomUUID();
    c.set('requestId', requestId);
    const started = performance.now();
    await next();
    c.header('X-Request-Id', requestId);
    c.header('X-Content-Type-Options', 'nosniff');
    if (c.req.path.startsWith('/v1/')) c.header('Cache-Control', 'no-store');
    if (stopping()) c.header('Connection', 'close');
    const ms = performance.now() - started;
    const path = routePath(c, -1);
    const route = path === '' || path === '/*' || path === '*' ? 'unknown' : path;
    const { method } = c.req;
    const { status } = c.res;
    const principal = c.var.principal as ApiEnv['Variables']['principal'] | undefined;
    metrics.request(method, route, status, ms / 1000);
    const who = { actor: principal?.name ?? null, keyId: principal?.keyId ?? null };
    log({ requestId, method, route, status, ms: Math.round(ms * 1000) / 1000, ...who });
  };

const problemOf = (error: unknown): Problem | null => {
  if (error instanceof Problem) return error;
  if (error instanceof LedgerUnavailable)
    return new Problem(
      'unavailable',
      'the database gave no answer in time: what was asked may or may not have been done; ask again with the same Idempotency-Key',
      { retryAfterSeconds: RETRY_SECONDS },
    );
  if (error instanceof ThreadBusy || error instanceof ThreadTimeout)
    return new Problem('busy', 'the solver has too much to do; ask again with the same Idempotency-Key', {
      retryAfterSeconds: RETRY_SECONDS,
    });
  if (error instanceof HTTPException && error.status < 500)
    return new Problem('not-json', error.message === '' ? 'the request cannot be read' : error.message);
  return null;
};

const failed = (parts: ApiParts, error: unknown, c: ApiContext): Response => {
  const { requestId } = c.var;
  const known = problemOf(error);
  if (known === null) parts.logError(requestId, error);
  const problem = known ?? new Problem('internal', `a fault of ours; the log has it under ${requestId}`);
  return problemResponse(c, problem, requestId);
};

/** Whether some method is served at a path, and which. */
const methodsAt = (app: OpenAPIHono<ApiEnv>, path: string): string[] => {
  const served = app.routes.filter(({ method, path: pattern }) => {
    const shape = pattern.replaceAll(/:[a-z]+/g, '[^/]+');
    return method !== 'ALL' && !pattern.includes('*') && new RegExp(`^${shape}$`).test(path);
  });
  return [...new Set(served.map(({ method }) => method))];
};

const notServed = (app: OpenAPIHono<ApiEnv>, c: ApiContext): Response => {
  const methods = methodsAt(app, c.req.path);
  const problem =
    methods.length === 0
      ? new Problem('not-found', 'nothing is served at this path; /docs lists what is')
      : new Problem('wrong-method', `this path is served for ${methods.join(', ')} only`, {
          headers: { Allow: methods.join(', ') },
        });
  return problemResponse(c, problem, c.var.requestId);
};

/** The API as a function from request to answer: no socket, no file, no environment. */
export const createApi = (parts: ApiParts): OpenAPIHono<ApiEnv> => {
  const app = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) {
        const sent = (result as { data?: unknown }).data;
        throw validationProblem(result.error, sent, result.target);
      }
    },
  });
  const api: Api = { app, service: parts.service, metrics: parts.metrics, limiter: parts.limiter };
  app.use(observed(parts));
  app.use('/v1/*', jsonBody());
  app.onError((error, c) => failed(parts, error, c));
  app.notFound((c) => notServed(app, c));
  for (const routes of [availability, quotes, holds, commitments, supply, moves, plans, journal]) routes(api);
  operations(api, parts.stopping);
  return app;
};
