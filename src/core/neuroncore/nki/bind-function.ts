import type { BoundArguments } from '../isa/definition.ts';
import type { IsaFunction, NkiVersion } from '../isa/table.ts';
import type { Machine } from '../machine/machine.ts';
import { native } from '../python/construct.ts';
import type { CallContext, PyNative, PyValue } from '../python/values.ts';
import type { NkiCall } from './modules.ts';

/** How a function is called in a version. */
export interface Signature {
  readonly parameters: PyNative['parameters'];
  /** For parameters that take a member of an enumeration: the members by their numbers, which kernels give as well. */
  readonly members: readonly (ReadonlyMap<number, PyValue> | undefined)[];
}

type Invoke = (args: readonly PyValue[], context: CallContext) => PyValue;

const isBefore = (a: NkiVersion, b: NkiVersion): boolean => a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);

/** Calls the function with its arguments by name. */
const byName = (call: NkiCall, machine: Machine, { parameters, members }: Signature): Invoke => {
  const names = parameters.map((parameter) => parameter.name);
  return (args, context) => {
    const bound: Record<string, PyValue> = {};
    for (let at = 0; at < names.length; at++) {
      const value = args[at] as PyValue;
      bound[names[at] as string] = typeof value === 'number' ? (members[at]?.get(value) ?? value) : value;
    }
    return call(bound as BoundArguments, machine, context);
  };
};

/** Lets calls of an instruction that are equal to earlier ones issue again what those did, in runs for timing only. */
const remembering = (invoke: Invoke, machine: Machine, { parameters }: Signature): Invoke => {
  const { callMemory } = machine;
  if (callMemory === undefined) return invoke;
  const { steps } = callMemory;
  const memory = callMemory.of({
    names: parameters.map(({ name }) => name),
    defaults: parameters.map(({ defaultValue }) => defaultValue),
  });
  return (args, context) => {
    const site = context.site();
    if (memory.repeat(args, site)) return null;
    const before = steps.length;
    const result = invoke(args, context);
    if (result === null) memory.learn(args, site, before);
    return result;
  };
};

/** Binds one function: its arguments by name, checked against the version that the kernel is held to. */
export const bindFunction = (
  entry: IsaFunction,
  call: NkiCall | undefined,
  machine: Machine,
  signature: Signature,
): PyNative => {
  const full = `${entry.namespace}.${entry.name}`;
  const { parameters } = signature;
  if (call === undefined)
    return native(entry.name, parameters, (_, context) =>
      context.fault('not-modelled', `${full} is not modelled by this emulator.`),
    );
  const byNames = byName(call, machine, signature);
  const invoke = entry.namespace === 'nki.isa' ? remembering(byNames, machine, signature) : byNames;
  const deprecated = entry.deprecated_since !== null && !isBefore(machine.version, entry.deprecated_since);
  if (!deprecated) return native(entry.name, parameters, invoke);
  let warned = false;
  return native(entry.name, parameters, (args, context) => {
    if (!warned) {
      warned = true;
      machine.report({
        rule: 'deprecated',
        severity: 'warning',
        message: `${full} is deprecated since NKI ${entry.deprecated_since?.join('.')}.`,
        site: context.site(),
      });
    }
    return invoke(args, context);
  });
};
