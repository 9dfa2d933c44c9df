import type { CallContext, PyDict, PyList, PyObject, PySet, PyValue } from '../../values.ts';
import { unwrap } from '../runtime/types.ts';

const wrongReceiver = (context: CallContext, name: string, value: PyValue): never =>
  context.raise(
    'TypeError',
    `descriptor requires a '${name}' object but received a '${context.typeOf(value).name}'`,
  );

const ofKind =
  <Kind extends PyObject['kind']>(kind: Kind) =>
  (context: CallContext, value: PyValue): Extract<PyObject, { readonly kind: Kind }> => {
    const plain = unwrap(value);
    if (typeof plain === 'object' && plain !== null && plain.kind === kind) {
      return plain as Extract<PyObject, { readonly kind: Kind }>;
    }
    return wrongReceiver(context, kind, value);
  };

/** The list, dictionary, set, ... a method was called on; raises TypeError for anything else. */
export const asList: (context: CallContext, value: PyValue) => PyList = ofKind('list');
export const asDict: (context: CallContext, value: PyValue) => PyDict = ofKind('dict');
export const asSet: (context: CallContext, value: PyValue) => PySet = ofKind('set');
export const asTuple = ofKind('tuple');
export const asRange = ofKind('range');
export const asSlice = ofKind('slice');

/** The string a method was called on. */
export const asText = (context: CallContext, value: PyValue): string => {
  const plain = unwrap(value);
  return typeof plain === 'string' ? plain : wrongReceiver(context, 'str', value);
};

/** A string argument; raises TypeError naming the function for anything else. */
export const textArgument = (context: CallContext, value: PyValue, what: string): string => {
  const plain = unwrap(value);
  return typeof plain === 'string'
    ? plain
    : context.raise('TypeError', `${what} must be str, not ${context.typeOf(value).name}`);
};
