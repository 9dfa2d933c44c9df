import type { IsaEnum } from '../isa/table.ts';
import { pyTuple } from '../python/construct.ts';
import type { HostType, PyHost, PyValue } from '../python/values.ts';

/** A member of an enumeration of `nki.isa`. */
export interface EnumMember {
  readonly enumeration: string;
  readonly name: string;
  readonly value: number | string;
}

const memberType: HostType = {
  name: 'enumeration member',
  getAttribute: (self, name) => {
    const member = (self as PyHost<EnumMember>).value;
    if (name === 'name') return member.name;
    return name === 'value' ? member.value : undefined;
  },
  equals: (self, other) => {
    if (typeof other !== 'object' || other === null || other.kind !== 'host' || other.type !== memberType)
      return false;
    const [mine, theirs] = [(self as PyHost<EnumMember>).value, (other as PyHost<EnumMember>).value];
    return mine.enumeration === theirs.enumeration && mine.name === theirs.name;
  },
  hashKey: (self) => {
    const { enumeration, name } = (self as PyHost<EnumMember>).value;
    return `e${enumeration}.${name}`;
  },
  binary: (self, operator, other) => {
    const { value } = (self as PyHost<EnumMember>).value;
    const theirs = memberValue(other);
    if (typeof value !== 'number' || typeof theirs !== 'number') return undefined;
    return ORDERINGS[operator]?.(value, theirs);
  },
  index: (self, context) => {
    const { name, value } = (self as PyHost<EnumMember>).value;
    return typeof value === 'number' ? value : context.raise('TypeError', `${name} is not a number`);
  },
  represent: (self) => {
    const { enumeration, name } = (self as PyHost<EnumMember>).value;
    return `${enumeration}.${name}`;
  },
};

const ORDERINGS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const memberValue = (value: PyValue): number | string | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'object' || value === null || value.kind !== 'host' || value.type !== memberType)
    return undefined;
  return (value as PyHost<EnumMember>).value.value;
};

/** A member of an enumeration as kernels see it: it has a name and a value and is ordered by its value. */
export const enumMember = (
  enumeration: string,
  name: string,
  value: number | string,
): PyHost<EnumMember> => ({
  kind: 'host',
  type: memberType as HostType,
  value: { enumeration, name, value },
});

/** An enumeration whose members are its attributes; iterating gives them in order of definition. */
export const enumeration = (entry: IsaEnum): PyHost => {
  const members = new Map<string, PyValue>(
    Object.entries(entry.members).map(([name, value]) => [name, enumMember(entry.name, name, value)]),
  );
  const type: HostType = {
    name: entry.name,
    getAttribute: (_, name) => (name === '__members__' ? pyTuple([...members.values()]) : members.get(name)),
    getItem: (_, index, context) =>
      (typeof index === 'string' ? members.get(index) : undefined) ??
      context.raise('KeyError', `${entry.name} has no member ${context.represent(index)}`),
    parameters: [{ name: 'value', kind: 'ordinary' }],
    call: ([value], context) => {
      const found = Object.entries(entry.members).find(([, each]) => each === value);
      const member = found === undefined ? undefined : members.get(found[0]);
      return (
        member ?? context.raise('ValueError', `${context.represent(value as PyValue)} is not a ${entry.name}`)
      );
    },
    iterate: () => members.values(),
    represent: () => `<enum ${entry.name}>`,
  };
  enumerationTypes.add(type);
  return { kind: 'host', type, value: { name: entry.name } };
};

const enumerationTypes = new WeakSet<HostType>();

/** Whether a value is an enumeration of `nki.isa`, rather than one of its members. */
export const isEnumeration = (value: PyValue): boolean =>
  typeof value === 'object' && value !== null && value.kind === 'host' && enumerationTypes.has(value.type);
