import type { HitPlace } from '../scan.ts';
import type { Syntax } from './syntax.ts';

/** Stretches of a text in order, none over another. */
export interface Stretches {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Whether an offset lies in a stretch: its index, or -1. */
export const stretchAt = ({ starts, ends }: Stretches, offset: number): number => {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= offset) low = middle + 1;
    else high = middle;
  }
  return low > 0 && (ends[low - 1] as number) > offset ? low - 1 : -1;
};

/**
 * What stands at an offset of a text: code, a comment, a string. The text is gone through once, at the first question; texts
 * of most files are never asked about.
 */
export const placesIn = (text: string, syntax: Syntax): ((offset: number) => HitPlace) => {
  if (syntax.tokens === null) return () => syntax.base;
  const tokens = new RegExp(syntax.tokens, 'gm');
  let found: (Stretches & { readonly places: readonly HitPlace[] }) | null = null;
  const read = (): Stretches & { readonly places: readonly HitPlace[] } => {
    const starts: number[] = [];
    const ends: number[] = [];
    const places: HitPlace[] = [];
    for (const { index, 0: token } of text.matchAll(tokens)) {
      const isComment = syntax.comment?.test(token.trimStart()) ?? true;
      if (syntax.directive?.test(token) === true || token === '') continue;
      starts.push(index);
      ends.push(index + token.length);
      places.push(isComment ? 'comment' : syntax.strings);
    }
    return { starts, ends, places };
  };
  return (offset) => {
    found ??= read();
    const at = stretchAt(found, offset);
    return at < 0 ? syntax.base : (found.places[at] ?? syntax.base);
  };
};
