import { NOT_IMPLEMENTED } from '../../construct.ts';
import type { PyValue } from '../../values.ts';
import { NAMED_CLASSES } from './classes.ts';
import { EXCEPTIONS } from './exceptions.ts';
import { VALUE_FUNCTIONS } from './functions.ts';
import { ITERATION_FUNCTIONS } from './iteration.ts';

/** Everything a program finds without importing it. */
export const BUILTINS: ReadonlyMap<string, PyValue> = new Map<string, PyValue>([
  ...NAMED_CLASSES.map((each) => [each.name, each] as const),
  ...EXCEPTIONS,
  ...VALUE_FUNCTIONS.map((each) => [each.name, each] as const),
  ...ITERATION_FUNCTIONS.map((each) => [each.name, each] as const),
  ['NotImplemented', NOT_IMPLEMENTED],
  ['Ellipsis', { kind: 'ellipsis' }],
  ['__debug__', true],
]);
