/** Requests that a key may make: so many at once, refilled by so many a second. */
export interface RateLimit {
  readonly burst: number;
  readonly perSecond: number;
}

/** Takes one request of a key; gives the seconds to wait when there is none left, else null. */
export type RateLimiter = (keyId: string) => number | null;

/** A token bucket for each key, in this process; `nowMs` only ever rises. */
export const rateLimiter = ({ burst, perSecond }: RateLimit, nowMs: () => number): RateLimiter => {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (keyId) => {
    const now = nowMs();
    const bucket = buckets.get(keyId) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    const allowed = tokens >= 1;
    buckets.set(keyId, { tokens: allowed ? tokens - 1 : tokens, at: now });
    return allowed ? null : Math.max(1, Math.ceil((1 - tokens) / perSecond));
  };
};
