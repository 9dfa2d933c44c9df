import type { Context } from 'hono';

/** One thing about a request that cannot be used. */
export interface FieldProblem {
  /** Path into the body (`lines.0.units`), or the name of a parameter or header. */
  readonly field: string;
  readonly found: string;
  readonly accepted: string;
}

/** HTTP status of each kind of problem; kinds are what programs tell problems apart by. */
export const PROBLEM_STATUS = Object.freeze({
  'not-json': 400,
  'too-deep': 400,
  'no-key': 401,
  'not-allowed': 403,
  'not-found': 404,
  'wrong-method': 405,
  'not-enough': 409,
  expired: 409,
  'already-resolved': 409,
  'plan-changed': 409,
  'wrong-station': 409,
  'wrong-serial': 409,
  'pool-differs': 409,
  'would-oversell': 409,
  'no-supply': 409,
  'hold-refused': 409,
  'too-large': 413,
  'not-a-json-type': 415,
  invalid: 422,
  'key-reused': 422,
  'no-baseline': 422,
  'too-many-requests': 429,
  internal: 500,
  busy: 503,
  unavailable: 503,
} as const);
export type ProblemKind = keyof typeof PROBLEM_STATUS;

export interface ProblemOptions {
  readonly errors?: readonly FieldProblem[];
  /** Seconds after which asking again makes sense. */
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that gets no for an answer, on its way to becoming `application/problem+json` (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly kind: ProblemKind;
  readonly options: ProblemOptions;

  constructor(kind: ProblemKind, detail: string, options: ProblemOptions = {}) {
    super(detail);
    this.kind = kind;
    this.options = options;
  }
}

/** A problem with one field. */
export const fieldProblem = (
  kind: ProblemKind,
  field: string,
  found: string,
  accepted: string,
  detail = `${field}: found ${found}; accepted: ${accepted}`,
): Problem => new Problem(kind, detail, { errors: [{ field, found, accepted }] });

const titleOf = (kind: ProblemKind): string => {
  const words = kind.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

/** The answer that a problem becomes; its first field stands beside the list of all, for those who show only one. */
export const problemResponse = (c: Context, problem: Problem, requestId: string): Response => {
  const { kind, message, options } = problem;
  const { errors = [], retryAfterSeconds, headers = {} } = options;
  const status = PROBLEM_STATUS[kind];
  const [first] = errors;
  const body = {
    type: `urn:rackwright:problem:${kind}`,
    title: titleOf(kind),
    status,
    detail: message,
    ...(first === undefined ? {} : { ...first, errors }),
    requestId,
  };
  return c.body(JSON.stringify(body), status, {
    'Content-Type': 'application/problem+json',
    ...(retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) }),
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer realm="rackwright"' } : {}),
    ...headers,
  });
};
