import { keywords, native, positional, pyDict, pyIterator, pyTuple } from '../../construct.ts';
import type { CallContext, PyClassMethod, PyDict, PyNative, PyValue } from '../../values.ts';
import { raiseKey, setEntry } from '../runtime/subscript.ts';
import { asDict } from './receiver.ts';

const self = positional('self');

const mergePair = (context: CallContext, dict: PyDict, pair: PyValue, index: number): void => {
  const parts = context.attempt('TypeError', () => context.collect(pair));
  if (parts === undefined) {
    context.raise('TypeError', `cannot convert dictionary update sequence element #${index} to a sequence`);
    return;
  }
  const [key, value] = parts;
  if (parts.length !== 2 || key === undefined || value === undefined) {
    context.raise(
      'ValueError',
      `dictionary update sequence element #${index} has length ${parts.length}; 2 is required`,
    );
    return;
  }
  setEntry(context, dict, key, value);
};

/** Adds the entries of a mapping, or of an iterable of pairs. */
export const mergeInto = (context: CallContext, dict: PyDict, source: PyValue): void => {
  if (typeof source === 'object' && source !== null && source.kind === 'dict') {
    context.allocate(source.entries.size);
    for (const [hash, entry] of source.entries) {
      const known = dict.entries.get(hash);
      dict.entries.set(hash, known === undefined ? entry : [known[0], entry[1]]);
    }
    return;
  }
  const keys = context.findAttribute(source, 'keys');
  if (keys !== undefined) {
    for (const key of context.collect(context.call(keys, []))) {
      setEntry(context, dict, key, context.getItem(source, key));
    }
    return;
  }
  for (const [index, pair] of context.collect(source).entries()) mergePair(context, dict, pair, index);
};

const pop: PyNative['call'] = ([dict = null, key = null, fallback], context) => {
  const { entries } = asDict(context, dict);
  const hash = context.hashKey(key);
  const entry = entries.get(hash);
  if (entry === undefined) {
    return fallback === undefined || fallback === MISSING ? raiseKey(context, key) : fallback;
  }
  entries.delete(hash);
  return entry[1];
};

/** Stands for an argument that was not given. */
export const MISSING: PyValue = { kind: 'native', name: '<missing>', parameters: [], call: () => null };

const popItem: PyNative['call'] = ([dict = null], context) => {
  const { entries } = asDict(context, dict);
  const last = [...entries].at(-1);
  context.step(entries.size);
  if (last === undefined) return context.raise('KeyError', 'popitem(): dictionary is empty');
  entries.delete(last[0]);
  return pyTuple(last[1]);
};

const setDefault: PyNative['call'] = ([dict = null, key = null, value = null], context) => {
  const plain = asDict(context, dict);
  const entry = plain.entries.get(context.hashKey(key));
  if (entry !== undefined) return entry[1];
  setEntry(context, plain, key, value);
  return value;
};

const update: PyNative['call'] = ([dict = null, other = MISSING, more = null], context) => {
  const plain = asDict(context, dict);
  if (other !== MISSING) mergeInto(context, plain, other);
  mergeInto(context, plain, more);
  return null;
};

const view = (part: 'keys' | 'values' | 'items'): PyNative =>
  native(part, [self], ([dict = null], context) => ({
    kind: 'dictView',
    part,
    dict: asDict(context, dict),
  }));

/** The methods of `dict`. Source: Python 3.11 documentation, library/stdtypes "Mapping Types". */
export const DICT_METHODS: readonly PyNative[] = [
  view('keys'),
  view('values'),
  view('items'),
  native(
    'get',
    [self, positional('key'), positional('default', null)],
    ([dict = null, key = null, fallback = null], context) => {
      const entry = asDict(context, dict).entries.get(context.hashKey(key));
      return entry === undefined ? fallback : entry[1];
    },
  ),
  native('pop', [self, positional('key'), positional('default', MISSING)], pop),
  native('popitem', [self], popItem),
  native('setdefault', [self, positional('key'), positional('default', null)], setDefault),
  native('update', [self, positional('other', MISSING), keywords('more')], update),
  native('__init__', [self, positional('other', MISSING), keywords('more')], update),
  native('clear', [self], ([dict = null], context) => {
    asDict(context, dict).entries.clear();
    return null;
  }),
  native('copy', [self], ([dict = null], context) => {
    const copy = pyDict();
    mergeInto(context, copy, asDict(context, dict));
    return copy;
  }),
  native('__reversed__', [self], ([dict = null], context) =>
    pyIterator('dict_reversekeyiterator', context.collect(asDict(context, dict)).reverse()),
  ),
];

/** `dict.fromkeys(keys, value)`. */
export const DICT_FROM_KEYS: PyClassMethod = {
  kind: 'classmethod',
  callee: native(
    'fromkeys',
    [positional('cls'), positional('iterable'), positional('value', null)],
    ([, keys = null, value = null], context) => {
      const dict = pyDict();
      for (const key of context.collect(keys)) setEntry(context, dict, key, value);
      return dict;
    },
  ),
};
