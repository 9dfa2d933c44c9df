import { keywords, NOT_IMPLEMENTED, native, nativeClass, positional, variadic } from '../../construct.ts';
import type { PyClass, PyNative, PyValue } from '../../values.ts';
import { setPlainAttribute } from '../runtime/attributes.ts';
import { bareInstance } from '../runtime/instances.ts';

const self = positional('self');

const create: PyNative['call'] = ([type = null, args = null], context) => {
  if (typeof type !== 'object' || type === null || type.kind !== 'class') {
    return context.raise('TypeError', 'object.__new__(X): X is not a type object');
  }
  const values = typeof args === 'object' && args !== null && args.kind === 'tuple' ? args.items : [];
  return bareInstance(context, type, { positional: values.length, keywords: [] }, values);
};

const moduleOf = (type: PyClass): string => {
  const module = type.attributes.get('__module__');
  return typeof module === 'string' ? `${module}.` : '';
};

const METHODS: readonly PyNative[] = [
  native('__new__', [positional('cls'), variadic('args'), keywords('named')], create),
  native('__init__', [self, variadic('args'), keywords('named')], () => null),
  native('__init_subclass__', [positional('cls')], () => null),
  native('__eq__', [self, positional('other')], ([value = null, other = null]) =>
    value === other ? true : NOT_IMPLEMENTED,
  ),
  native('__ne__', [self, positional('other')], ([value = null, other = null]) =>
    value === other ? false : NOT_IMPLEMENTED,
  ),
  native('__hash__', [self], ([value = null], context) =>
    typeof value === 'object' && value !== null ? context.identity(value) : 0,
  ),
  native('__repr__', [self], ([value = null], context) => {
    if (typeof value !== 'object' || value === null || value.kind !== 'instance')
      return context.represent(value);
    const address = (0x7f0000000000 + context.identity(value) * 16).toString(16);
    return `<${moduleOf(value.type)}${value.type.name} object at 0x${address}>`;
  }),
  native('__str__', [self], ([value = null], context) => context.represent(value)),
  native('__format__', [self, positional('format_spec')], ([value = null, spec = null], context) =>
    context.format(value, typeof spec === 'string' ? spec : ''),
  ),
  native(
    '__setattr__',
    [self, positional('name'), positional('value')],
    ([value = null, name = null, item = null], context) => {
      setPlainAttribute(context, value, context.text(name), item);
      return null;
    },
  ),
  native('__getattribute__', [self, positional('name')], ([value = null, name = null], context) =>
    context.getAttribute(value, context.text(name)),
  ),
  native('__delattr__', [self, positional('name')], ([value = null, name = null], context) => {
    const attributes =
      typeof value === 'object' && value !== null && value.kind === 'instance' ? value.attributes : new Map();
    if (!attributes.delete(context.text(name))) context.raise('AttributeError', context.text(name));
    return null;
  }),
];

/** `object`, the class every other derives from. */
export const OBJECT: PyClass = nativeClass(
  'object',
  [],
  METHODS.map((each): [string, PyValue] => [
    each.name,
    each.name === '__new__'
      ? { kind: 'staticmethod', callee: each }
      : each.name === '__init_subclass__'
        ? { kind: 'classmethod', callee: each }
        : each,
  ]),
  { builtin: true },
);
