import {
  keywords,
  NOT_IMPLEMENTED,
  native,
  nativeClass,
  positional,
  pyDictOf,
  pyIterator,
  pyModule,
} from '../construct.ts';
import { INT, STR, TYPE } from '../evaluate/builtins/classes.ts';
import { OBJECT } from '../evaluate/builtins/object.ts';
import type { CallContext, PyClass, PyInstance, PyModule, PyNative, PyProperty, PyValue } from '../values.ts';
import {
  AUTO,
  distinctMembers,
  makeMember,
  makeMembers,
  membersOf,
  memberWithValue,
  valueOfMember,
} from './enum-members.ts';
import { classArgument, isClass } from './receive.ts';

const self = positional('self');

const asClass = (value: PyValue | undefined, context: CallContext): PyClass =>
  classArgument(value === undefined ? null : value, context, 'enum');

const asMember = (value: PyValue | undefined, context: CallContext): PyInstance =>
  typeof value === 'object' && value !== null && value.kind === 'instance'
    ? value
    : context.raise('TypeError', 'a member of an enumeration is expected');

const isFlag = (type: PyClass): boolean => type.order.includes(FLAG);

const combinations = new WeakMap<PyClass, Map<number, PyInstance>>();

/** The combination of flags with a number, the same object for the same number. */
const combination = (type: PyClass, value: PyValue, context: CallContext): PyInstance => {
  const bits = context.index(value);
  const made = combinations.get(type);
  const known = memberWithValue(type, bits, context) ?? made?.get(bits);
  if (known !== undefined) return known;
  const member = newCombination(type, bits, context);
  if (made === undefined) combinations.set(type, new Map([[bits, member]]));
  else made.set(bits, member);
  return member;
};

const newCombination = (type: PyClass, bits: number, context: CallContext): PyInstance => {
  const parts = distinctMembers(type).filter((each) => {
    const bit = valueOfMember(each);
    return typeof bit === 'number' && bit !== 0 && (bits & bit) === bit;
  });
  const name = parts.map((each) => context.text(each.attributes.get('_name_') ?? null)).join('|');
  return makeMember(type, name === '' ? null : name, bits, context);
};

const lookUpValue = (type: PyClass, value: PyValue, context: CallContext): PyValue => {
  const found = memberWithValue(type, value, context);
  if (found !== undefined) return found;
  if (isFlag(type) && typeof value === 'number') return combination(type, value, context);
  const missing = type.attributes.get('_missing_');
  if (typeof missing === 'object' && missing !== null && missing.kind === 'classmethod') {
    const other = context.call(missing.callee, [type, value]);
    if (other !== null) return other;
  }
  return context.raise('ValueError', `${context.represent(value)} is not a valid ${type.name}`);
};

const property = (name: string, get: PyNative['call']): readonly [string, PyProperty] => [
  name,
  { kind: 'property', getter: native(name, [self], get), setter: null },
];

const META_METHODS: readonly PyNative[] = [
  native('__call__', [self, positional('value')], ([type, value = null], context) =>
    lookUpValue(asClass(type, context), value, context),
  ),
  native('__iter__', [self], ([type], context) =>
    pyIterator('generator', distinctMembers(asClass(type, context))),
  ),
  native('__len__', [self], ([type], context) => distinctMembers(asClass(type, context)).length),
  native('__getitem__', [self, positional('name')], ([type, name = null], context) => {
    const found = membersOf(asClass(type, context)).get(context.text(name));
    return found === undefined ? context.raise('KeyError', context.text(name)) : found;
  }),
  native('__contains__', [self, positional('item')], ([type, item = null], context) =>
    distinctMembers(asClass(type, context)).some((each) => each === item),
  ),
  native('__repr__', [self], ([type], context) => `<enum '${asClass(type, context).name}'>`),
];

const ENUM_META = nativeClass(
  'EnumType',
  [TYPE, OBJECT],
  [
    ...META_METHODS.map((each) => [each.name, each] as const),
    property('__members__', ([type], context) => pyDictOf(membersOf(asClass(type, context)))),
  ],
);

const shown = (value: PyValue | undefined, context: CallContext): string => {
  const member = asMember(value, context);
  return `${member.type.name}.${context.text(member.attributes.get('_name_') ?? null)}`;
};

const ENUM = nativeClass(
  'Enum',
  [OBJECT],
  [
    property('name', ([member], context) => asMember(member, context).attributes.get('_name_') ?? null),
    property('value', ([member], context) => valueOfMember(asMember(member, context))),
    [
      '__repr__',
      native('__repr__', [self], ([member], context) => {
        const value = valueOfMember(asMember(member, context));
        return `<${shown(member, context)}: ${context.represent(value)}>`;
      }),
    ],
    ['__str__', native('__str__', [self], ([member], context) => shown(member, context))],
    [
      '__format__',
      native('__format__', [self, positional('spec')], ([member = null, spec = null], context) =>
        context.format(context.text(member), context.text(spec)),
      ),
    ],
  ],
  { meta: ENUM_META, subclassed: (subclass, _keywords, context) => makeMembers(subclass, context) },
);

const plainText = (type: 'int' | 'str'): readonly (readonly [string, PyValue])[] => [
  [
    '__str__',
    native('__str__', [self], ([member], context) => context.text(valueOfMember(asMember(member, context)))),
  ],
  [
    '__format__',
    native('__format__', [self, positional('spec')], ([member, spec = null], context) => {
      const value = valueOfMember(asMember(member, context));
      return context.format(type === 'str' ? context.text(value) : value, context.text(spec));
    }),
  ],
];

const BITS: readonly (readonly [string, string])[] = [
  ['__or__', '|'],
  ['__and__', '&'],
  ['__xor__', '^'],
];

const bitMethod = ([name, operator]: readonly [string, string]): readonly [string, PyNative] => [
  name,
  native(name, [self, positional('other')], ([member, other = null], context) => {
    const left = asMember(member, context);
    const isOwn =
      typeof other === 'object' && other !== null && other.kind === 'instance' && other.type === left.type;
    if (!isOwn) return NOT_IMPLEMENTED;
    const value = context.binary(operator, valueOfMember(left), valueOfMember(other));
    return combination(left.type, value, context);
  }),
];

const FLAG: PyClass = nativeClass(
  'Flag',
  [ENUM, OBJECT],
  [
    ...BITS.map(bitMethod),
    [
      '__invert__',
      native('__invert__', [self], ([member], context) => {
        const own = asMember(member, context);
        const all = distinctMembers(own.type).reduce(
          (sum, each) => sum | context.index(valueOfMember(each)),
          0,
        );
        return combination(own.type, all & ~context.index(valueOfMember(own)), context);
      }),
    ],
    [
      '__bool__',
      native('__bool__', [self], ([member], context) => valueOfMember(asMember(member, context)) !== 0),
    ],
    [
      '__contains__',
      native('__contains__', [self, positional('other')], ([member, other], context) => {
        const bits = context.index(valueOfMember(asMember(other, context)));
        return (context.index(valueOfMember(asMember(member, context))) & bits) === bits;
      }),
    ],
  ],
);

const INT_ENUM = nativeClass('IntEnum', [INT, ENUM, OBJECT], plainText('int'));
const STR_ENUM = nativeClass('StrEnum', [STR, ENUM, OBJECT], plainText('str'));
const INT_FLAG = nativeClass('IntFlag', [INT, FLAG, ENUM, OBJECT], plainText('int'));

const unique = native('unique', [positional('enumeration')], ([value = null], context) => {
  const type = classArgument(value, context, 'unique');
  for (const [name, member] of membersOf(type)) {
    const first = member.attributes.get('_name_');
    if (first !== name)
      context.raise(
        'ValueError',
        `duplicate values found in <enum '${type.name}'>: ${name} -> ${context.text(first ?? null)}`,
      );
  }
  return type;
});

const passThrough = (name: string): PyNative =>
  native(name, [positional('value', null), keywords('named')], ([value = null]) =>
    isClass(value) || value !== null
      ? value
      : native('decorator', [positional('cls')], ([type = null]) => type),
  );

/** `enum`. Source: Python 3.11 documentation, library/enum; `Flag` without its boundaries. */
export const enumModule = (name: string): PyModule =>
  pyModule(name, [
    ['Enum', ENUM],
    ['EnumMeta', ENUM_META],
    ['EnumType', ENUM_META],
    ['IntEnum', INT_ENUM],
    ['StrEnum', STR_ENUM],
    ['Flag', FLAG],
    ['IntFlag', INT_FLAG],
    ['auto', AUTO],
    ['unique', unique],
    ['member', passThrough('member')],
    ['nonmember', passThrough('nonmember')],
  ]);
