import { nativeClass } from '../construct.ts';
import { OBJECT } from '../evaluate/builtins/object.ts';
import type { CallContext, PyClass, PyInstance, PyValue } from '../values.ts';
import { isInstance } from './receive.ts';

/** What `auto()` makes: a value chosen when the class is made. */
export const AUTO = nativeClass('auto', [OBJECT], []);

const MEMBERS = new WeakMap<PyClass, Map<string, PyInstance>>();

/** The members of an enumeration by their names, aliases included; empty for a class without members. */
export const membersOf = (type: PyClass): ReadonlyMap<string, PyInstance> => {
  const members = MEMBERS.get(type);
  return members === undefined ? new Map() : members;
};

/** The members in the order in which they were written, aliases left out. */
export const distinctMembers = (type: PyClass): PyInstance[] => [...new Set(membersOf(type).values())];

/** The value of a member. */
export const valueOfMember = (member: PyInstance): PyValue => {
  const value = member.attributes.get('_value_');
  return value === undefined ? null : value;
};

/** Attributes that a class of an enumeration may have besides its members. */
const isMemberValue = (name: string, value: PyValue): boolean => {
  if (/^_.*_$/.test(name) || name.startsWith('__')) return false;
  if (typeof value !== 'object' || value === null) return true;
  return !['function', 'native', 'property', 'staticmethod', 'classmethod', 'bound', 'class'].includes(
    value.kind,
  );
};

const isDescendantOf = (type: PyClass, name: string): boolean =>
  type.order.some((each) => each.name === name && each.site === null);

/** What `auto()` stands for: one more than the last number, the next bit of a flag, or the name of a string. */
const automaticValue = (
  type: PyClass,
  name: string,
  earlier: readonly PyValue[],
  context: CallContext,
): PyValue => {
  const own = type.order
    .map((each) => each.attributes.get('_generate_next_value_'))
    .find((each) => each !== undefined);
  if (own !== undefined) {
    const callee = typeof own === 'object' && own !== null && own.kind === 'staticmethod' ? own.callee : own;
    return context.call(callee, [name, 1, earlier.length, { kind: 'list', items: [...earlier] }]);
  }
  if (isDescendantOf(type, 'StrEnum')) return name.toLowerCase();
  const numbers = earlier.filter((each): each is number => typeof each === 'number');
  const last = numbers.length === 0 ? 0 : Math.max(...numbers);
  if (!isDescendantOf(type, 'Flag')) return last + 1;
  return last <= 0 ? 1 : 2 ** (Math.floor(Math.log2(last)) + 1);
};

/** The built-in class, such as `int` or `str`, whose values the members also are. */
const mixedIn = (type: PyClass): PyClass | undefined =>
  type.order.find((each) => each.construct !== undefined);

/** A member with its name and value, which may be one that no name stands for (a combination of flags). */
export const makeMember = (
  type: PyClass,
  name: string | null,
  value: PyValue,
  context: CallContext,
): PyInstance => {
  const base = mixedIn(type);
  const attributes = new Map<string, PyValue>([
    ['_name_', name],
    ['_value_', value],
  ]);
  const args = typeof value === 'object' && value !== null && value.kind === 'tuple' ? value.items : [value];
  const payload = base === undefined ? undefined : context.call(base, args);
  const member: PyInstance =
    payload === undefined
      ? { kind: 'instance', type, attributes }
      : { kind: 'instance', type, attributes, payload };
  const init = type.order.find((each) => each.builtin !== true && each.attributes.has('__init__'));
  const own = init?.attributes.get('__init__');
  if (typeof own === 'object' && own !== null && own.kind === 'function')
    context.call(own, [member, ...args]);
  return member;
};

/** Makes the attributes of a new class derived from `Enum` into its members. */
export const makeMembers = (type: PyClass, context: CallContext): void => {
  const ancestor = type.order.slice(1).find((each) => membersOf(each).size > 0);
  if (ancestor !== undefined)
    context.raise('TypeError', `<enum '${type.name}'> cannot extend <enum '${ancestor.name}'>`);
  const members = new Map<string, PyInstance>();
  const values: PyValue[] = [];
  for (const [name, given] of [...type.attributes]) {
    if (!isMemberValue(name, given)) continue;
    const value = isInstance(given, AUTO) ? automaticValue(type, name, values, context) : given;
    const same = [...members.values()].find((each) => context.equals(valueOfMember(each), value));
    const member = same === undefined ? makeMember(type, name, value, context) : same;
    if (same === undefined) values.push(value);
    members.set(name, member);
    type.attributes.set(name, member);
  }
  MEMBERS.set(type, members);
};

/** The member that has a value; undefined when none has. */
export const memberWithValue = (
  type: PyClass,
  value: PyValue,
  context: CallContext,
): PyInstance | undefined =>
  distinctMembers(type).find((each) => each === value || context.equals(valueOfMember(each), value));
