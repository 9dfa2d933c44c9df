import { partialContext } from '../../python/context.testing.ts';
import type { Site } from '../../python/source.ts';
import type { CallContext } from '../../python/values.ts';

/** A place in a kernel of one line. */
export const testSite: Site = {
  file: { path: 'kernel.py', text: 'x = nl.ndarray((128, 64), nl.float32, nl.sbuf)' },
  line: 1,
  column: 5,
  endLine: 1,
  endColumn: 46,
};

/** A context for native code outside an evaluator: raising throws a plain error with the exception's name. */
export const testContext = (site: Site = testSite): CallContext =>
  partialContext({
    site: () => site,
    stack: () => [site],
    call: () => {
      throw new Error('nothing can be called here');
    },
    raise: (name, message) => {
      throw new Error(`${name}: ${message}`);
    },
  });
