import { native, positional } from '../../construct.ts';
import type { CallContext, PyNative, PyValue } from '../../values.ts';
import { characterCount, characters, isFlat } from '../text/strings.ts';
import { asText, textArgument } from './receiver.ts';

const self = positional('self');
const BOUNDS = [positional('start', null), positional('end', null)];

interface Part {
  readonly text: string;
  /** Where the part begins, in characters; -1 when the bounds leave nothing, not even the empty text. */
  readonly start: number;
}

/** The part of a text between two bounds. */
const partOf = (context: CallContext, text: string, start: PyValue, end: PyValue): Part => {
  if (start === null && end === null) return { text, start: 0 };
  const parts = characters(text);
  const place = (value: PyValue, fallback: number): number => {
    if (value === null) return fallback;
    const at = context.index(value);
    return at < 0 ? Math.max(at + parts.length, 0) : at;
  };
  const from = place(start, 0);
  const to = Math.min(place(end, parts.length), parts.length);
  return from > to ? { text: '', start: -1 } : { text: parts.slice(from, to).join(''), start: from };
};

const countBefore = (text: string, at: number): number =>
  isFlat(text) ? at : characterCount(text.slice(0, at));

const find = (context: CallContext, args: readonly PyValue[], last: boolean): number => {
  const [text = null, what = null, start = null, end = null] = args;
  const part = partOf(context, asText(context, text), start, end);
  const piece = textArgument(context, what, 'find() argument 1');
  context.step(part.text.length >> 4);
  if (part.start < 0) return -1;
  const at = last ? part.text.lastIndexOf(piece) : part.text.indexOf(piece);
  return at < 0 ? -1 : part.start + countBefore(part.text, at);
};

const finding = (name: string, last: boolean, mustFind: boolean): PyNative =>
  native(name, [self, positional('sub'), ...BOUNDS], (args, context) => {
    const at = find(context, args, last);
    return at < 0 && mustFind ? context.raise('ValueError', 'substring not found') : at;
  });

const count: PyNative['call'] = ([text = null, what = null, start = null, end = null], context) => {
  const part = partOf(context, asText(context, text), start, end);
  const piece = textArgument(context, what, 'count() argument 1');
  if (part.start < 0) return 0;
  context.allocate(part.text.length);
  return piece === '' ? characterCount(part.text) + 1 : part.text.split(piece).length - 1;
};

const testing = (name: string, test: (text: string, piece: string) => boolean): PyNative =>
  native(
    name,
    [self, positional('part'), ...BOUNDS],
    ([text = null, what = null, start = null, end = null], context) => {
      const part = partOf(context, asText(context, text), start, end);
      const pieces = typeof what === 'object' && what !== null && what.kind === 'tuple' ? what.items : [what];
      return pieces.some((each) => {
        if (typeof each !== 'string') {
          return context.raise(
            'TypeError',
            `${name} first arg must be str or a tuple of str, not ${context.typeOf(each).name}`,
          );
        }
        return part.start >= 0 && test(part.text, each);
      });
    },
  );

/** Methods of `str` that look for a part. */
export const SEARCH_METHODS: readonly PyNative[] = [
  finding('find', false, false),
  finding('rfind', true, false),
  finding('index', false, true),
  finding('rindex', true, true),
  native('count', [self, positional('sub'), ...BOUNDS], count),
  testing('startswith', (text, piece) => text.startsWith(piece)),
  testing('endswith', (text, piece) => text.endsWith(piece)),
];
