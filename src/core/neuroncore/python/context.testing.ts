import type { CallContext } from './context.ts';

const missing = (name: string) => (): never => {
  throw new Error(`this test's context has no ${name}`);
};

/** A context of which a test gives the parts that it needs; the others throw when they are asked for. */
export const partialContext = (given: Partial<CallContext>): CallContext =>
  new Proxy(given, {
    get: (target, name) => Reflect.get(target, name) ?? missing(String(name)),
  }) as CallContext;
