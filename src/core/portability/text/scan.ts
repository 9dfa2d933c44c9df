import { type Candidate, hitsOf, settleCandidates } from '../candidate.ts';
import { declaredPackage } from '../files/own-packages.ts';
import { countLines, indexLines } from '../prefilter/lines.ts';
import {
  findMatches,
  type PatternMatch,
  type Prefilter,
  preparePrefilter,
  type RuleSelection,
  selectRules,
} from '../prefilter/prefilter.ts';
import type { Rule } from '../rule.ts';
import type { FileKind, FileRole, FileScan, Hit } from '../scan.ts';
import { applySuppressions, readSuppressions } from '../suppression.ts';
import { candidateOf, type ReadText } from './candidates.ts';
import { readFormat } from './formats.ts';
import { guardedText } from './guards.ts';
import { launchesIn } from './kernels.ts';
import { placesIn } from './places.ts';
import { isLockFile, optionalStretches } from './requirements.ts';
import { type Syntax, syntaxOf } from './syntax.ts';

/** Rules made ready for every file that is not Python. Hold one per thread. */
export interface TextScanner {
  /**
   * Holds the rules against a text. `bytes`: the size of the whole file, of which the text may be the head. Pure in its
   * result, and never throws, whatever the text.
   */
  readonly scan: (kind: FileKind, path: string, role: FileRole, text: string, bytes: number) => FileScan;
}

interface Prepared {
  readonly rules: readonly Rule[];
  readonly requires: readonly (RegExp | null)[];
  readonly prefilter: Prefilter;
  /** Rules whose pattern any text matches: the name of the file decides. */
  readonly byName: ReadonlySet<number>;
  /** The rule that launches of kernels belong to; -1 where there is none. */
  readonly launches: number;
}

/** A file as hostile as it likes gives at most so many hits. */
const HITS_MAX = 5_000;

/** Names under which files of a kind are looked up too: a script without an ending is a `*.sh`, a `*.qmd` is a `*.md`. */
const NAMES_OF_KIND: Readonly<Partial<Record<FileKind, string>>> = {
  shell: 'script.sh',
  container: 'Dockerfile',
  prose: 'text.md',
  ci: 'pipeline.yml',
};
const NAMES_OF_EXTENSION: Readonly<Record<string, string>> = {
  cc: 'file.cpp',
  cxx: 'file.cpp',
  hh: 'file.hpp',
  hxx: 'file.hpp',
  inl: 'file.h',
  inc: 'file.h',
  hip: 'file.cpp',
};

const selectionOf = (prefilter: Prefilter, kind: FileKind, path: string): RuleSelection => {
  const extension = /\.([^./]+)(?:\.(?:in|j2|jinja2?|tmpl|template|tpl))?$/.exec(path.toLowerCase());
  const names = [
    path,
    path.slice(0, path.length - (extension?.[0] ?? '').length) +
      (extension === null ? '' : `.${extension[1]}`),
    NAMES_OF_KIND[kind],
    NAMES_OF_EXTENSION[extension?.[1] ?? ''],
  ].filter((name) => name !== undefined);
  return [...new Set(names.flatMap((name) => selectRules(prefilter, name)))].sort((a, b) => a - b);
};

/** Lines that a backslash joins, as one line of the same length, so that patterns of commands see the command whole. */
const joined = (text: string, { joinsLines }: Syntax): string =>
  joinsLines ? text.replace(/\\\r?\n/g, (mark) => ' '.repeat(mark.length)) : text;

/** Launches whose arguments go over lines: the pattern, which stays on one line, does not see them. */
const furtherLaunches = (
  { launches }: Prepared,
  kind: FileKind,
  text: string,
  matches: readonly PatternMatch[],
): readonly PatternMatch[] => {
  if (kind !== 'c-family' || launches < 0 || !text.includes('<<<')) return [];
  const known = new Set(
    matches.filter(({ rule }) => rule === launches).map(({ start }) => text.indexOf('<<<', start)),
  );
  return launchesIn(text)
    .filter((start) => !known.has(start))
    .map((start) => ({ rule: launches, start, end: start + 3 }));
};

/** In a lock file a package counts once, where it is named first. */
const oncePerSymbol = (hits: readonly Hit[]): readonly Hit[] => {
  const seen = new Set<string>();
  return hits.filter(({ rule, symbol }) => {
    const key = `${rule} ${symbol}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
};

const readText = (
  byName: ReadonlySet<number>,
  kind: FileKind,
  path: string,
  text: string,
  syntax: Syntax,
): ReadText => ({
  path,
  kind,
  text,
  byName,
  lines: indexLines(text),
  placeAt: placesIn(text, syntax),
  guards: guardedText(text, syntax.branching),
  optional: optionalStretches(path, text),
  format: readFormat(kind, path, text),
});

const scanText = (
  prepared: Prepared,
  kind: FileKind,
  path: string,
  role: FileRole,
  text: string,
  bytes: number,
): FileScan => {
  const { rules, requires, prefilter } = prepared;
  const syntax = syntaxOf(kind, path);
  const own = kind === 'requirements' || kind === 'build' ? declaredPackage(path, text) : null;
  const facts = own === null ? [] : [`package:${own}`];
  const { matches: found } = findMatches(prefilter, selectionOf(prefilter, kind, path), joined(text, syntax));
  const matches = [...found, ...furtherLaunches(prepared, kind, text, found)];
  const marked = text.includes('rackwright:');
  if (matches.length === 0 && !marked) {
    const lines = countLines(indexLines(text));
    return { path, kind, role, bytes, lines, hits: [], suppressions: [], facts, remarks: [] };
  }
  const read = readText(prepared.byName, kind, path, text, syntax);
  const candidates = matches
    .slice(0, HITS_MAX)
    .map((match) => candidateOf(read, match))
    .filter((candidate): candidate is Candidate => candidate !== null);
  const settled = hitsOf(rules, read.lines, settleCandidates(rules, requires, text, candidates));
  const hasComments = syntax.tokens !== null;
  const marks = readSuppressions(read.lines, (offset) => !hasComments || read.placeAt(offset) === 'comment');
  const { hits, suppressions } = applySuppressions(settled, marks);
  const cut = matches.length > HITS_MAX ? [`${matches.length} matches: only the first ${HITS_MAX} kept`] : [];
  return {
    path,
    kind,
    role,
    bytes,
    lines: countLines(read.lines),
    hits: isLockFile(path) ? oncePerSymbol(hits) : hits,
    suppressions,
    facts,
    remarks: [...read.format.remarks, ...cut, ...marks.remarks],
  };
};

/**
 * Makes rules ready for texts that are not Python: C and its family, other languages, build files, lists of packages,
 * containers, manifests, shell, pipelines, settings and prose. Throws SyntaxError for a pattern that is no regular
 * expression.
 */
export const openTextScanner = (rules: readonly Rule[]): TextScanner => {
  const scanned = rules.filter(({ decidedBy }) => decidedBy === 'scanner');
  const holds = (pattern: string, text: string): boolean => new RegExp(pattern, 'm').test(text);
  const prepared: Prepared = {
    byName: new Set(scanned.flatMap(({ pattern }, index) => (holds(pattern, '\u0001') ? [index] : []))),
    rules: scanned,
    requires: scanned.map(({ requires }) => (requires === null ? null : new RegExp(requires, 'm'))),
    prefilter: preparePrefilter(scanned),
    launches: scanned.findIndex(({ pattern }) => holds(pattern, 'k<<<a, b>>>') && !holds(pattern, '\u0001')),
  };
  return Object.freeze({
    scan: (kind: FileKind, path: string, role: FileRole, text: string, bytes: number) =>
      scanText(prepared, kind, path, role, text, bytes),
  });
};
