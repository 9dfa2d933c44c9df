import type { Diagnostic } from '../machine/diagnostic.ts';
import { viewOf } from '../memory/host/tensor-value.ts';
import type { View } from '../memory/view.ts';
import type { PyFunction, PyValue } from '../python/values.ts';

const isFunction = (value: PyValue): value is PyFunction =>
  typeof value === 'object' && value !== null && value.kind === 'function';

const holdsList = (value: PyValue): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  return value.kind === 'list' || (value.kind === 'tuple' && value.items.some(holdsList));
};

/** The names of parameters for arguments: positional ones first, then keywords. */
const byName = (
  callee: PyFunction,
  args: readonly PyValue[],
  keywords: ReadonlyMap<string, PyValue>,
): readonly (readonly [string, PyValue])[] => [
  ...args.map((value, index) => [callee.parameters[index]?.name ?? `argument ${index}`, value] as const),
  ...keywords,
];

/**
 * What a kernel's signature and arguments must not have from NKI 0.3 on: parameters for keywords only
 * (`kernel-signature`) and lists (`kernel-argument`). Source: aws-neuron-sdk release-notes/components/nki.rst, 0.3.0.
 */
export const checkSignature = (
  callee: PyValue,
  args: readonly PyValue[],
  keywords: ReadonlyMap<string, PyValue>,
  version: readonly [number, number],
): readonly Diagnostic[] => {
  const [major, minor] = version;
  if (!isFunction(callee) || (major === 0 && minor < 3)) return [];
  const { site } = callee;
  const keywordOnly = callee.parameters.find(({ kind }) => kind === 'keywordOnly');
  const lists = byName(callee, args, keywords).filter(([, value]) => holdsList(value));
  return [
    ...(keywordOnly === undefined
      ? []
      : [
          {
            rule: 'kernel-signature',
            severity: 'error' as const,
            message: `${callee.name} takes ${keywordOnly.name} as a keyword only; kernels have no \`*\` in their signature.`,
            site,
          },
        ]),
    ...lists.map(([name]) => ({
      rule: 'kernel-argument',
      severity: 'error' as const,
      message: `${callee.name} is given a list for ${name}; kernels take tuples.`,
      site,
    })),
  ];
};

/**
 * What stands against comparing two objects with `is`, or null: from NKI 0.3 on, tensors have no identity that the
 * compiler knows (`python-identity`). Source: aws-neuron-sdk release-notes/components/nki.rst, 0.3.0.
 */
export const checkIdentity = (
  left: PyValue,
  right: PyValue,
  version: readonly [number, number],
): Omit<Diagnostic, 'site'> | null => {
  const [major, minor] = version;
  if ((major === 0 && minor < 3) || (viewOf(left) === undefined && viewOf(right) === undefined)) return null;
  return {
    rule: 'python-identity',
    severity: 'error',
    message:
      'tensors are compared with `is`, which kernels cannot; compare their shapes, or give them names of your own.',
  };
};

const isMutable = (annotation: PyValue | undefined): boolean =>
  typeof annotation === 'object' &&
  annotation !== null &&
  annotation.kind === 'host' &&
  annotation.value === 'mutable';

const mutableNames = ({ annotations }: PyFunction): ReadonlySet<string> => {
  const names = new Set<string>();
  if (annotations === undefined) return names;
  for (const [key, value] of annotations().entries.values())
    if (typeof key === 'string' && isMutable(value)) names.add(key);
  return names;
};

/** Tensor arguments that the kernel does not declare `nt.mutable_tensor`, by storage. */
export const immutableInputs = (
  callee: PyValue,
  args: readonly PyValue[],
  keywords: ReadonlyMap<string, PyValue>,
): ReadonlyMap<number, string> => {
  const inputs = new Map<number, string>();
  if (!isFunction(callee)) return inputs;
  const mutable = mutableNames(callee);
  for (const [name, value] of byName(callee, args, keywords)) {
    const view = viewOf(value);
    if (view !== undefined && !mutable.has(name)) inputs.set(view.storage.id, name);
  }
  return inputs;
};

/** All tensors in a value, in order, those in lists, tuples and dictionaries included. */
export const viewsIn = (value: PyValue): readonly View[] => {
  const view = viewOf(value);
  if (view !== undefined) return [view];
  if (typeof value !== 'object' || value === null) return [];
  if (value.kind === 'tuple' || value.kind === 'list') return value.items.flatMap(viewsIn);
  return value.kind === 'dict' ? [...value.entries.values()].flatMap(([, item]) => viewsIn(item)) : [];
};
