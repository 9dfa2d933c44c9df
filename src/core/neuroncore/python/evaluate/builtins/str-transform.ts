import { native, optional, positional, pyDict } from '../../construct.ts';
import type { CallContext, PyNative, PyValue } from '../../values.ts';
import { setEntry } from '../runtime/subscript.ts';
import { characterCount, characters } from '../text/strings.ts';
import { asText, textArgument } from './receiver.ts';

const self = positional('self');

const plain = (name: string, transform: (text: string) => string): PyNative =>
  native(name, [self], ([text = null], context) => {
    const own = asText(context, text);
    context.allocate(own.length);
    return transform(own);
  });

const capitalise = (text: string): string => {
  const [first = '', ...rest] = characters(text);
  return first.toUpperCase() + rest.join('').toLowerCase();
};

const titleCase = (text: string): string => text.replace(/\p{L}+/gu, (word) => capitalise(word));

const swapCase = (text: string): string =>
  characters(text)
    .map((each) => (each === each.toUpperCase() ? each.toLowerCase() : each.toUpperCase()))
    .join('');

const WHITE = '[\\s\\x1c-\\x1f\\x85]';

const escapeClass = (text: string): string => text.replace(/[\\\]^-]/g, '\\$&');

const stripping = (name: string, left: boolean, right: boolean): PyNative =>
  native(name, [self, positional('chars', null)], ([text = null, chars = null], context) => {
    const own = asText(context, text);
    context.allocate(own.length);
    if (chars === '') return own;
    const set = chars === null ? WHITE : `[${escapeClass(textArgument(context, chars, `${name} arg`))}]`;
    const matcher = new RegExp(set, 'u');
    const parts = characters(own);
    let start = 0;
    let end = parts.length;
    while (left && start < end && matcher.test(parts[start] ?? '')) start += 1;
    while (right && end > start && matcher.test(parts[end - 1] ?? '')) end -= 1;
    return parts.slice(start, end).join('');
  });

const padding = (name: string, pad: (missing: number, width: number) => number): PyNative =>
  native(
    name,
    [self, positional('width'), positional('fillchar', ' ')],
    ([text = null, width = null, fill = null], context) => {
      const own = asText(context, text);
      const mark = textArgument(context, fill, 'The fill character');
      if (characterCount(mark) !== 1) {
        return context.raise('TypeError', 'The fill character must be exactly one character long');
      }
      const wide = context.index(width);
      const missing = wide - characterCount(own);
      if (missing <= 0) return own;
      context.allocate(missing);
      const left = pad(missing, wide);
      return mark.repeat(left) + own + mark.repeat(missing - left);
    },
  );

const zeroFill: PyNative['call'] = ([text = null, width = null], context) => {
  const own = asText(context, text);
  const missing = context.index(width) - characterCount(own);
  if (missing <= 0) return own;
  context.allocate(missing);
  const sign = /^[-+]/.test(own) ? own.slice(0, 1) : '';
  return sign + '0'.repeat(missing) + own.slice(sign.length);
};

const replace: PyNative['call'] = ([text = null, old = null, next = null, limit = null], context) => {
  const own = asText(context, text);
  const from = textArgument(context, old, 'replace() argument 1');
  const to = textArgument(context, next, 'replace() argument 2');
  const most = context.index(limit);
  const pieces = from === '' ? ['', ...characters(own), ''] : own.split(from);
  const count = most < 0 ? pieces.length - 1 : Math.min(most, pieces.length - 1);
  context.allocate(own.length + count * to.length);
  return (
    pieces.slice(0, count + 1).join(to) +
    (count < pieces.length - 1 ? from + pieces.slice(count + 1).join(from) : '')
  );
};

const removing = (
  name: string,
  test: (text: string, part: string) => boolean,
  cut: (text: string, part: string) => string,
): PyNative =>
  native(name, [self, positional('part')], ([text = null, part = null], context) => {
    const own = asText(context, text);
    const piece = textArgument(context, part, `${name}() argument`);
    return piece !== '' && test(own, piece) ? cut(own, piece) : own;
  });

const expandTabs: PyNative['call'] = ([text = null, size = null], context) => {
  const width = context.index(size);
  let column = 0;
  let expanded = '';
  for (const character of asText(context, text)) {
    if (character === '\t') {
      const count = width > 0 ? width - (column % width) : 0;
      context.allocate(count);
      expanded += ' '.repeat(count);
      column += count;
    } else {
      expanded += character;
      column = character === '\n' || character === '\r' ? 0 : column + 1;
    }
  }
  return expanded;
};

const codeOf = (context: CallContext, value: PyValue): number =>
  typeof value === 'string' ? (value.codePointAt(0) ?? 0) : context.index(value);

const makeTable: PyNative['call'] = ([from = null, to = null, drop = null], context) => {
  const table = pyDict();
  if (typeof from === 'object' && from !== null && from.kind === 'dict') {
    for (const [key, value] of from.entries.values()) setEntry(context, table, codeOf(context, key), value);
    return table;
  }
  const sources = characters(textArgument(context, from, 'maketrans() argument 1'));
  const targets = characters(textArgument(context, to, 'maketrans() argument 2'));
  if (sources.length !== targets.length) {
    return context.raise('ValueError', 'the first two maketrans arguments must have equal length');
  }
  sources.forEach((each, index) => {
    setEntry(context, table, codeOf(context, each), codeOf(context, targets[index] ?? ''));
  });
  if (drop !== null)
    for (const each of characters(context.text(drop))) setEntry(context, table, codeOf(context, each), null);
  return table;
};

const translate: PyNative['call'] = ([text = null, table = null], context) => {
  let translated = '';
  for (const character of asText(context, text)) {
    context.step(1);
    const found = context.attempt('LookupError', () => context.getItem(table, codeOf(context, character)));
    if (found === undefined) translated += character;
    else if (typeof found === 'number') translated += String.fromCodePoint(found);
    else if (found !== null) translated += context.text(found);
  }
  return translated;
};

/** Methods of `str` that give a changed text. */
export const TRANSFORM_METHODS: readonly PyNative[] = [
  plain('upper', (text) => text.toUpperCase()),
  plain('lower', (text) => text.toLowerCase()),
  plain('casefold', (text) => text.toLowerCase().replaceAll('ß', 'ss')),
  plain('capitalize', capitalise),
  plain('title', titleCase),
  plain('swapcase', swapCase),
  stripping('strip', true, true),
  stripping('lstrip', true, false),
  stripping('rstrip', false, true),
  padding('ljust', () => 0),
  padding('rjust', (missing) => missing),
  padding('center', (missing, width) => Math.floor(missing / 2) + (missing & width & 1)),
  native('zfill', [self, positional('width')], zeroFill),
  native('replace', [self, positional('old'), positional('new'), positional('count', -1)], replace),
  removing(
    'removeprefix',
    (text, part) => text.startsWith(part),
    (text, part) => text.slice(part.length),
  ),
  removing(
    'removesuffix',
    (text, part) => text.endsWith(part),
    (text, part) => text.slice(0, -part.length),
  ),
  native('expandtabs', [self, optional('tabsize', 8)], expandTabs),
  native('translate', [self, positional('table')], translate),
];

/** `str.maketrans`. */
export const MAKE_TABLE: PyNative = native(
  'maketrans',
  [positional('x'), positional('y', null), positional('z', null)],
  makeTable,
);
