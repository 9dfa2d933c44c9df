import { keywords, native, variadic } from '../python/construct.ts';
import type { HostType, PyHost, PyNative, PyValue } from '../python/values.ts';

/** A function decorated with `nki.jit`: called like the function it wraps, with or without a launch grid. */
export interface JitKernel {
  readonly function: PyValue;
  /** The grid given in brackets: `kernel[2](...)`; null when none was given. */
  readonly grid: number | null;
}

const gridOf = (index: PyValue): number | null => {
  if (typeof index === 'number') return index;
  if (typeof index !== 'object' || index === null || index.kind !== 'tuple') return null;
  return index.items.reduce<number | null>(
    (all, each) => (all === null || typeof each !== 'number' ? null : all * each),
    1,
  );
};

const jitType: HostType = {
  name: 'kernel',
  parameters: [variadic('args'), keywords('kwargs')],
  call: ([args, named], context, self) => {
    const given = args !== null && typeof args === 'object' && args?.kind === 'tuple' ? args.items : [];
    const byName = new Map<string, PyValue>();
    if (named !== null && typeof named === 'object' && named?.kind === 'dict')
      for (const [key, value] of named.entries.values()) if (typeof key === 'string') byName.set(key, value);
    return context.call((self as PyHost<JitKernel>).value.function, given, byName);
  },
  getItem: (self, index, context) => {
    const grid = gridOf(index);
    if (grid !== 1 && grid !== 2)
      return context.raise(
        'ValueError',
        `a kernel runs on 1 or 2 cores; the grid is ${context.represent(index)}`,
      );
    return { kind: 'host', type: jitType, value: { ...(self as PyHost<JitKernel>).value, grid } };
  },
  getAttribute: (self, name, context) => {
    const { value } = self as PyHost<JitKernel>;
    if (name === 'func' || name === '__wrapped__') return value.function;
    if (name === 'with_schedule')
      return native('with_schedule', [{ name: 'schedule', kind: 'ordinary' }], () => self);
    return context.findAttribute(value.function, name);
  },
  represent: (self) => {
    const wrapped = (self as PyHost<JitKernel>).value.function;
    const name =
      typeof wrapped === 'object' && wrapped !== null && 'name' in wrapped ? wrapped.name : 'kernel';
    return `<nki kernel ${name}>`;
  },
};

/** The kernel behind a value that `nki.jit` made; undefined for anything else. */
export const jitKernelOf = (value: PyValue | undefined): JitKernel | undefined =>
  typeof value === 'object' && value !== null && value.kind === 'host' && value.type === jitType
    ? (value as PyHost<JitKernel>).value
    : undefined;

const wrap = (callee: PyValue): PyHost => ({
  kind: 'host',
  type: jitType,
  value: { function: callee, grid: null },
});

/** `nki.jit`, used bare or with options, which only matter to frameworks and compilers. Source: aws-neuron-sdk nki/api/nki.rst. */
export const jit = (): PyNative =>
  native('jit', [{ name: 'func', kind: 'ordinary', defaultValue: null }, keywords('options')], ([func]) =>
    func === null || func === undefined
      ? native('jit', [{ name: 'func', kind: 'ordinary' }], ([later]) => wrap(later as PyValue))
      : wrap(func),
  );
