import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Problem } from './problem.ts';

const BODY_BYTES_MAX = 256 * 1024;
/** Supply files are longer than anything else that is sent. */
const PLAN_BYTES_MAX = 2 * 1024 * 1024;
const DEPTH_MAX = 16;

/** How deep brackets are nested, outside of strings. */
export const depthOf = (text: string): number => {
  let [depth, deepest, inText] = [0, 0, false];
  for (let index = 0; index < text.length; index += 1) {
    const mark = text[index];
    if (inText) {
      if (mark === '\\') index += 1;
      else if (mark === '"') inText = false;
    } else if (mark === '"') inText = true;
    else if (mark === '{' || mark === '[') {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (mark === '}' || mark === ']') depth -= 1;
  }
  return deepest;
};

const limited = (maxSize: number): MiddlewareHandler =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new Problem(
        'too-large',
        `the body is larger than the ${maxSize.toLocaleString('en-GB')} bytes accepted`,
      );
    },
  });

/** Lets a write through only if its body is JSON, not too large and not too deep. */
export const jsonBody = (): MiddlewareHandler => {
  const usual = limited(BODY_BYTES_MAX);
  const plan = limited(PLAN_BYTES_MAX);
  return async (c, next) => {
    if (c.req.method !== 'POST') return next();
    const type = c.req.header('content-type') ?? 'none';
    if (!/^application\/json\s*(;|$)/i.test(type))
      throw new Problem('not-a-json-type', 'the Content-Type must be application/json', {
        errors: [{ field: 'Content-Type', found: type.slice(0, 100), accepted: 'application/json' }],
      });
    const check = async (): Promise<void> => {
      const text = await c.req.text();
      if (depthOf(text) > DEPTH_MAX)
        throw new Problem('too-deep', `the body nests deeper than the ${DEPTH_MAX} levels accepted`);
      try {
        JSON.parse(text);
      } catch (error) {
        const why = error instanceof Error ? error.message.slice(0, 120) : 'no JSON';
        throw new Problem('not-json', `the body is not JSON: ${why}`);
      }
      await next();
    };
    return (c.req.path === '/v1/plans' ? plan : usual)(c, check);
  };
};
