import type { Candidate } from '../candidate.ts';
import { extensionOf } from '../files/kind.ts';
import { type LineIndex, placeOf } from '../prefilter/lines.ts';
import type { PatternMatch } from '../prefilter/prefilter.ts';
import type { Circumstance, FileKind, HitPlace } from '../scan.ts';
import { askedForInShell, inDeviceChoice, isSwitchedOff } from './choices.ts';
import type { FormatReading } from './formats.ts';
import type { GuardedText } from './guards.ts';
import { declaredKernel, launchedKernel } from './kernels.ts';
import { type Stretches, stretchAt } from './places.ts';
import { symbolOf } from './symbol.ts';

/** A text ready to be asked about its matches. */
export interface ReadText {
  readonly path: string;
  readonly kind: FileKind;
  readonly text: string;
  /** Rules that hold for any text of their files. */
  readonly byName: ReadonlySet<number>;
  readonly lines: LineIndex;
  readonly placeAt: (offset: number) => HitPlace;
  readonly guards: GuardedText;
  readonly optional: Stretches;
  readonly format: FormatReading;
}

interface Found {
  readonly start: number;
  readonly end: number;
  readonly lineNumber: number;
  /** As much of the line as stands near, and its offset: lines of hostile files are millions of characters long. */
  readonly line: string;
  readonly lineStart: number;
}

const NEAR = 300;

/**
 * A match without the blanks around it. One that continuation marks carried over lines stands where it ends, since what a
 * rule asks of a command (`docker run ... --gpus`) comes last.
 */
const placed = ({ text, lines }: ReadText, match: PatternMatch): Found => {
  const matched = text.slice(match.start, match.end);
  const first = match.start + matched.length - matched.trimStart().length;
  const end = Math.max(first + 1, match.start + matched.trimEnd().length);
  const { line } = placeOf(lines, end - 1);
  const lineBegin = lines.starts[line - 1] as number;
  const start = lineBegin > first ? lineBegin + text.slice(lineBegin, end).search(/\S|$/) : first;
  const lineStart = Math.max(lineBegin, start - NEAR);
  const lineEnd = Math.min((lines.starts[line] ?? text.length + 1) - 1, end + NEAR);
  return { start, end, lineNumber: line, line: text.slice(lineStart, lineEnd), lineStart };
};

/** The beginning of a line; lines of hostile files are millions of characters long. */
const nearText = ({ text, starts }: LineIndex, line: number): string => {
  const start = starts[line - 1];
  return start === undefined ? '' : text.slice(start, Math.min(starts[line] ?? text.length, start + NEAR));
};

/** Programs that a launcher runs: flags behind them are theirs. */
const PROGRAM = /(?:^|\s)(?:python[\d.]*|torchrun|accelerate|deepspeed|bash|sh|\S+\.(?:py|sh))\s/;

/** `srun python train.py --gpus=8`: no flag of the launcher, although it follows one. */
const isProgramFlag = (text: string, match: PatternMatch): boolean => {
  const matched = text.slice(match.start, match.end);
  const before = /^(?:srun|sbatch|salloc|docker|podman|nerdctl)\b([\s\S]*)--gpus$/.exec(matched)?.[1];
  return before !== undefined && /[=\s]/.test(text.charAt(match.end)) && PROGRAM.test(before);
};

const SETTINGS: ReadonlySet<FileKind> = new Set(['config', 'manifest', 'ci', 'shell', 'container']);

/** `#[cfg(feature = "cuda")]`: built in only where asked for. */
const RUST_FEATURE = /\bcfg(?:_attr)?!?\(/;

const circumstanceOf = (read: ReadText, found: Found, place: HitPlace): Circumstance => {
  const { start, end, line, lineStart, lineNumber } = found;
  if (place !== 'code' && place !== 'string') return 'plain';
  const from = start - lineStart;
  const to = end - lineStart;
  if (inDeviceChoice(line, from, to)) return 'device-agnostic';
  if (SETTINGS.has(read.kind) && isSwitchedOff(line, nearText(read.lines, lineNumber + 1), from, to))
    return 'switched-off';
  if (stretchAt(read.guards.guarded, start) >= 0 || stretchAt(read.optional, start) >= 0) return 'guarded';
  if (read.kind === 'other-code' && RUST_FEATURE.test(line.slice(0, from))) return 'guarded';
  return read.kind === 'shell' && askedForInShell(line, from, to) ? 'guarded' : 'plain';
};

/** The name of the kernel that a match declares or launches; null for matches of other things. */
const kernelOf = ({ kind, text }: ReadText, { start, end }: Found, place: HitPlace): string | null => {
  if (kind !== 'c-family' || place !== 'code') return null;
  if (text.startsWith('__global__', start)) return declaredKernel(text, end);
  // A pattern may take in the name before the mark of a launch.
  const mark = text.slice(start, end).indexOf('<<<');
  return mark < 0 ? null : launchedKernel(text, start + mark);
};

const INCLUDE_GUARD =
  /^\s*#\s*(?:ifndef|define|endif\s*\/[/*])\s+\w+_(?:H|HH|HPP|CUH|INCLUDED)_*\s*(?:\*\/)?\s*$/;
/** The name that a stage of a Dockerfile is given. */
const STAGE_NAME = /^\s*FROM\s.*\sAS\s+$/i;
const ADDRESS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+(?![\w+:/-])/g;

/** Whether a match is part of what only names somebody or something: an address of mail, the mark that a header was read. */
const isOnlyAName = (kind: FileKind, line: string, start: number, end: number): boolean =>
  (kind === 'c-family' && INCLUDE_GUARD.test(line)) ||
  (kind === 'container' && STAGE_NAME.test(line.slice(0, start).replace(/\S*$/, ''))) ||
  (line.includes('@') &&
    Array.from(line.matchAll(ADDRESS)).some(
      ({ index, 0: address }) => index < end && start < index + address.length,
    ));

/** A file that a rule finds by its name alone, as one hit at its start: `*.cu`. */
const wholeFile = (read: ReadText, rule: number): Candidate => ({
  rule,
  start: 0,
  end: 1,
  symbol: `*.${extensionOf(read.path)}`,
  place: 'code',
  circumstance: 'plain',
  evidence: 'text',
});

/** A match of a rule's pattern as a candidate for a hit; null for what only looks like one. */
export const candidateOf = (read: ReadText, match: PatternMatch): Candidate | null => {
  const { kind, text } = read;
  if (read.byName.has(match.rule)) return wholeFile(read, match.rule);
  if (kind !== 'prose' && isProgramFlag(text, match)) return null;
  const found = placed(read, match);
  const { start, end, lineNumber, lineStart, line } = found;
  if (isOnlyAName(kind, line, start - lineStart, end - lineStart)) return null;
  const place = stretchAt(read.guards.dead, start) >= 0 ? 'comment' : read.placeAt(start);
  const kernel = kernelOf(read, found, place);
  const image = /^\s*FROM\b/i.test(line) ? read.format.images.get(lineNumber) : undefined;
  const symbol =
    kernel ?? symbolOf(kind, image === undefined ? { text, lineStart, line, start, end } : ofImage(image));
  const evidence = kernel !== null ? 'syntax' : place === 'code' ? read.format.evidence : 'text';
  return {
    rule: match.rule,
    start,
    end,
    symbol,
    place,
    circumstance: circumstanceOf(read, found, place),
    evidence,
  };
};

/** An image as if it stood on a line of its own. */
const ofImage = (image: string): Parameters<typeof symbolOf>[1] => ({
  text: image,
  lineStart: 0,
  line: `FROM ${image}`,
  start: 0,
  end: image.length,
});
