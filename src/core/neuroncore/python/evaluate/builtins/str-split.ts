import { native, optional, positional, pyList, pyTuple } from '../../construct.ts';
import type { CallContext, PyNative, PyValue } from '../../values.ts';
import { unwrap } from '../runtime/types.ts';
import { asText, textArgument } from './receiver.ts';

const self = positional('self');

const separator = (context: CallContext, value: PyValue): string => {
  const text = textArgument(context, value, 'sep');
  return text === '' ? context.raise('ValueError', 'empty separator') : text;
};

const onWhite = (text: string, most: number): string[] => {
  const parts: string[] = [];
  let rest = text.replace(/^[\s\x1c-\x1f]+/, '');
  while (rest !== '') {
    if (most >= 0 && parts.length === most) return [...parts, rest];
    const end = rest.search(/[\s\x1c-\x1f]/);
    if (end < 0) return [...parts, rest];
    parts.push(rest.slice(0, end));
    rest = rest.slice(end).replace(/^[\s\x1c-\x1f]+/, '');
  }
  return parts;
};

const onWhiteFromRight = (text: string, most: number): string[] => {
  const words = text.split(/[\s\x1c-\x1f]+/).filter((each) => each !== '');
  if (most < 0 || words.length <= most) return words;
  const last = words.slice(words.length - most);
  let rest = text.replace(/[\s\x1c-\x1f]+$/, '');
  for (const word of last.toReversed())
    rest = rest.slice(0, rest.length - word.length).replace(/[\s\x1c-\x1f]+$/, '');
  return [rest, ...last];
};

const splitFromRight = (text: string, mark: string, most: number): string[] => {
  const parts: string[] = [];
  let rest = text;
  while (most < 0 || parts.length < most) {
    const at = rest.lastIndexOf(mark);
    if (at < 0) break;
    parts.push(rest.slice(at + mark.length));
    rest = rest.slice(0, at);
  }
  return [...parts, rest].reverse();
};

const splitText = (text: string, mark: string, most: number, fromRight: boolean): string[] => {
  if (fromRight) return splitFromRight(text, mark, most);
  const parts = text.split(mark);
  if (most < 0 || parts.length <= most + 1) return parts;
  return [...parts.slice(0, most), parts.slice(most).join(mark)];
};

const splitting = (name: string, fromRight: boolean): PyNative =>
  native(
    name,
    [self, optional('sep', null), optional('maxsplit', -1)],
    ([text = null, mark = null, limit = null], context) => {
      const own = asText(context, text);
      const most = context.index(limit);
      context.step(own.length);
      context.allocate(own.length);
      if (mark !== null) return pyList(splitText(own, separator(context, mark), most, fromRight));
      if (most < 0) return pyList(own.split(/[\s\x1c-\x1f]+/).filter((each) => each !== ''));
      return pyList(fromRight ? onWhiteFromRight(own, most) : onWhite(own, most));
    },
  );

const partition: PyNative['call'] = ([text = null, mark = null], context) => {
  const own = asText(context, text);
  const between = separator(context, mark);
  const at = own.indexOf(between);
  return pyTuple(at < 0 ? [own, '', ''] : [own.slice(0, at), between, own.slice(at + between.length)]);
};

const rpartition: PyNative['call'] = ([text = null, mark = null], context) => {
  const own = asText(context, text);
  const between = separator(context, mark);
  const at = own.lastIndexOf(between);
  return pyTuple(at < 0 ? ['', '', own] : [own.slice(0, at), between, own.slice(at + between.length)]);
};

const splitLines: PyNative['call'] = ([text = null, keep = null], context) => {
  const own = asText(context, text);
  context.allocate(own.length);
  const lines =
    own.match(/[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|$)/g) ?? [];
  const full = lines.filter((each) => each !== '');
  return pyList(
    context.truth(keep)
      ? full
      : full.map((each) => each.replace(/(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])$/, '')),
  );
};

const join: PyNative['call'] = ([text = null, parts = null], context) => {
  const own = asText(context, text);
  const texts: string[] = [];
  let length = 0;
  for (const [index, part] of context.collect(parts).entries()) {
    const piece = unwrap(part);
    if (typeof piece !== 'string') {
      return context.raise(
        'TypeError',
        `sequence item ${index}: expected str instance, ${context.typeOf(part).name} found`,
      );
    }
    texts.push(piece);
    length += own.length + piece.length;
  }
  context.allocate(length);
  return texts.join(own);
};

/** Methods of `str` that take a text apart or put one together. */
export const SPLIT_METHODS: readonly PyNative[] = [
  splitting('split', false),
  splitting('rsplit', true),
  native('partition', [self, positional('sep')], partition),
  native('rpartition', [self, positional('sep')], rpartition),
  native('splitlines', [self, optional('keepends', false)], splitLines),
  native('join', [self, positional('iterable')], join),
];
