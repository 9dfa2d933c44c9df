import { native, positional } from '../../construct.ts';
import type { PyNative, PyValue } from '../../values.ts';
import { FORMAT_METHODS } from './str-format.ts';
import { PREDICATES } from './str-predicates.ts';
import { SEARCH_METHODS } from './str-search.ts';
import { SPLIT_METHODS } from './str-split.ts';
import { MAKE_TABLE, TRANSFORM_METHODS } from './str-transform.ts';

const OPERATORS: readonly PyNative[] = [
  ['__add__', '+'] as const,
  ['__mul__', '*'] as const,
  ['__mod__', '%'] as const,
].map(([name, symbol]) =>
  native(name, [positional('self'), positional('other')], ([left = null, right = null], context) =>
    context.binary(symbol, left, right),
  ),
);

const METHODS: readonly PyNative[] = [
  ...OPERATORS,
  ...TRANSFORM_METHODS,
  ...SPLIT_METHODS,
  ...SEARCH_METHODS,
  ...PREDICATES,
  ...FORMAT_METHODS,
];

/** The methods of `str`. Source: Python 3.11 documentation, library/stdtypes "String Methods". */
export const STR_ATTRIBUTES: readonly (readonly [string, PyValue])[] = [
  ['maketrans', { kind: 'staticmethod', callee: MAKE_TABLE }],
  ...METHODS.map((each) => [each.name, each] as const),
];
