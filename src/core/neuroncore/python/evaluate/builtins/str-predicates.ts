import { native, positional } from '../../construct.ts';
import type { PyNative } from '../../values.ts';
import { isPrintable } from '../text/strings.ts';
import { asText } from './receiver.ts';

const predicate = (name: string, test: (text: string) => boolean): PyNative =>
  native(name, [positional('self')], ([text = null], context) => {
    const own = asText(context, text);
    context.step(own.length >> 4);
    return test(own);
  });

const isTitle = (text: string): boolean => {
  let inWord = false;
  let found = false;
  for (const each of text) {
    const upper = /\p{Lu}|\p{Lt}/u.test(each);
    const lower = /\p{Ll}/u.test(each);
    if ((upper && inWord) || (lower && !inWord)) return false;
    inWord = upper || lower;
    found ||= inWord;
  }
  return found;
};

/** Methods of `str` that tell what a text consists of. */
export const PREDICATES: readonly PyNative[] = [
  predicate('isdigit', (text) => /^[\p{Nd}\u00b2\u00b3\u00b9\u2070-\u2089]+$/u.test(text)),
  predicate('isdecimal', (text) => /^\p{Nd}+$/u.test(text)),
  predicate('isnumeric', (text) => /^\p{N}+$/u.test(text)),
  predicate('isalpha', (text) => /^\p{L}+$/u.test(text)),
  predicate('isalnum', (text) => /^[\p{L}\p{N}]+$/u.test(text)),
  predicate('isspace', (text) => /^[\s\x1c-\x1f\x85]+$/u.test(text)),
  predicate('isupper', (text) => /\p{Lu}/u.test(text) && !/[\p{Ll}\p{Lt}]/u.test(text)),
  predicate('islower', (text) => /\p{Ll}/u.test(text) && !/[\p{Lu}\p{Lt}]/u.test(text)),
  predicate('istitle', isTitle),
  predicate('isidentifier', (text) => /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u.test(text)),
  predicate('isascii', (text) => /^[\x00-\x7f]*$/.test(text)),
  predicate('isprintable', (text) => [...text].every(isPrintable)),
];
