import { packageSpelling } from '../files/own-packages.ts';
import type { FileKind } from '../scan.ts';

const SYMBOL_MAX = 80;
const WORD = /\w/;
const IMAGE = /(?:[a-zA-Z0-9][\w.-]*(?::\d+)?\/)+[\w.${}-]+(?:[:@][\w.${}:-]+)*/g;
const IMAGE_LINE = /\bFROM\b|\bimage\b|docker|podman|nvcr\.io|apptainer|singularity|container/i;
const REACH = 200;

/** A match grown to whole words at both ends: `NCCL_P` of `NCCL_P2P_LEVEL` stands for all of it. */
const wholeWords = (text: string, start: number, end: number): string => {
  let from = start;
  let to = end;
  if (WORD.test(text.charAt(start)))
    while (from > 0 && start - from < REACH && WORD.test(text.charAt(from - 1))) from -= 1;
  if (WORD.test(text.charAt(end - 1)))
    while (to < text.length && to - end < REACH && WORD.test(text.charAt(to))) to += 1;
  return text.slice(from, to);
};

/** The image that a match on a line about images is part of, without tag and digest: `nvcr.io/nvidia/pytorch`. */
const imageAt = (line: string, start: number, end: number): string | null => {
  if (!IMAGE_LINE.test(line)) return null;
  for (const { index, 0: image } of line.matchAll(IMAGE)) {
    if (index >= end || index + image.length <= start) continue;
    const path = image.replace(/@.*$/, '');
    const tag = path.lastIndexOf(':');
    return tag > path.lastIndexOf('/') ? path.slice(0, tag) : path;
  }
  return null;
};

/** The package that a match in a list of packages names, in the spelling of imports, without version and file ending. */
const packageAt = (line: string, start: number): string | null => {
  if (!/[A-Za-z]/.test(line.charAt(start))) return null;
  let from = start;
  let to = start;
  while (from > 0 && /[\w.-]/.test(line.charAt(from - 1))) from -= 1;
  while (to < line.length && /[\w.-]/.test(line.charAt(to))) to += 1;
  const token = line
    .slice(from, to)
    .replace(/^[.-]+|[.-]+$/g, '')
    .replace(/\.git$|-\d[\w.-]*$|\.__.*$/, '');
  return token === '' ? null : packageSpelling(token);
};

/** Of words with gaps between them, what the rule is after: the last flag, else the first and the last word. */
const ofPhrase = (matched: string): string => {
  const flag = matched.match(/(?<!\S)--?[a-z][\w-]*/gi)?.at(-1);
  if (flag !== undefined) return flag;
  const words = matched.split(' ');
  return words.length > 2 ? `${words[0]} ... ${words.at(-1)}` : matched;
};

/** Quotes, brackets and signs around a match that say how it is written and not what it is. */
const bare = (matched: string): string =>
  matched.replace(/^[\s"'`([{=:,]+/, '').replace(/[\s"'`([{=:,</]+$/, '') || matched;

/** A line of a text, or as much of it as stands near, its offset, and a match in it. */
export interface LineMatch {
  readonly text: string;
  readonly lineStart: number;
  readonly line: string;
  readonly start: number;
  readonly end: number;
}

/**
 * What was matched, in one spelling, so that what one change settles has one symbol: a package as it is imported, an image
 * without its tag, a variable of the environment whole, of a command the flag.
 */
export const symbolOf = (kind: FileKind, { text, lineStart, line, start, end }: LineMatch): string => {
  const image = imageAt(line, start - lineStart, end - lineStart);
  if (image !== null) return image.slice(0, SYMBOL_MAX);
  if (kind === 'requirements') {
    const name = packageAt(line, start - lineStart);
    if (name !== null) return name.slice(0, SYMBOL_MAX);
  }
  const matched = bare(wholeWords(text, start, Math.min(end, start + REACH))).replace(/\s+/g, ' ');
  return (matched.includes(' ') ? ofPhrase(matched) : matched).slice(0, SYMBOL_MAX);
};
