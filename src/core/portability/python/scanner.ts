import { filePatternTest } from '../prefilter/file-pattern.ts';
import { countLines, indexLines, type LineIndex, placeOf } from '../prefilter/lines.ts';
import { findMatches, type Prefilter, preparePrefilter, type RuleSelection } from '../prefilter/prefilter.ts';
import type { Rule } from '../rule.ts';
import type { FileRole, FileScan } from '../scan.ts';
import { importsByLine } from './facts.ts';
import { gateOf, type MatcherGate, opensGate } from './gate.ts';
import { indexMatchers, type MatcherIndex } from './matchers.ts';
import { mapToNotebook, readNotebook } from './notebook.ts';
import { scanModule, type TextSpan } from './scan.ts';
import { bareTree, type ParsedPython } from './tree.ts';

/** Reads Python and notebooks by the rules that it was opened with. Nothing of them is run. */
export interface PythonScanner {
  /** `path` from the root, with `/`; a path that ends in `.ipynb` is read as a notebook. */
  readonly scan: (path: string, role: FileRole, text: string) => FileScan;
}

interface Prepared {
  readonly prefilter: Prefilter;
  readonly selection: RuleSelection;
  readonly gate: MatcherGate;
  readonly index: MatcherIndex;
  readonly parse: (text: string) => ParsedPython;
}

/** A text to scan: the code as it stands, the code as the parser can read it, and the stretches where they differ. */
interface Source {
  readonly text: string;
  readonly readable: string;
  readonly byText: readonly TextSpan[];
}

const bytesOf = (text: string): number => {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7ff && (code < 0xd800 || code > 0xdfff)) bytes += 2;
    else if (code > 0x7f) bytes += 1;
  }
  return bytes;
};

const remarksOf = (
  { refusal, errorAt }: ParsedPython,
  lineOf: (offset: number) => number,
): readonly string[] => {
  if (refusal !== null) return [`${refusal}; searched as text`];
  if (errorAt === null) return [];
  return [
    `line ${lineOf(errorAt)}: from here the parser cannot follow everything; what it leaves is searched as text`,
  ];
};

const scanSource = (
  prepared: Prepared,
  file: Pick<FileScan, 'path' | 'kind' | 'role' | 'bytes'>,
  source: Source,
  lineOf: (lines: LineIndex, offset: number) => number,
): FileScan => {
  const { prefilter, selection, gate, index, parse } = prepared;
  const { matches, words } = findMatches(prefilter, selection, source.text);
  const lines = indexLines(source.text);
  const worth = matches.length > 0 || opensGate(gate, words) || source.text.includes('rackwright:');
  if (!worth)
    return {
      ...file,
      lines: countLines(lines),
      hits: [],
      suppressions: [],
      facts: importsByLine(source.readable),
      remarks: [],
    };
  const parsed = parse(source.readable);
  const module = {
    text: source.text,
    tree: parsed.tree ?? bareTree(source.readable),
    matches,
    byText: source.byText,
  };
  const remarks = remarksOf(parsed, (offset) => lineOf(lines, offset));
  return scanModule(module, index, { ...file, lines, remarks });
};

const scanNotebook = (prepared: Prepared, path: string, role: FileRole, text: string): FileScan => {
  const fileLines = indexLines(text);
  const file = { path, kind: 'notebook' as const, role, bytes: bytesOf(text) };
  const notebook = readNotebook(text);
  const scan = scanSource(
    prepared,
    file,
    notebook,
    (_, offset) => placeOf(fileLines, notebook.fileOffset(offset)).line,
  );
  return mapToNotebook(scan, notebook, fileLines);
};

const isNotebook = (path: string): boolean => path.toLowerCase().endsWith('.ipynb');

/** Makes rules ready for Python files. `parse` gives the syntax tree; what it refuses is searched as text. */
export const preparePythonScanner = (
  rules: readonly Rule[],
  parse: (text: string) => ParsedPython,
): PythonScanner => {
  const own = rules.filter(({ files, decidedBy }) => {
    const applies = filePatternTest(files);
    return decidedBy === 'scanner' && (applies('module.py') || applies('notebook.ipynb'));
  });
  const gate = gateOf(own);
  const prefilter = preparePrefilter(own, gate.words);
  const prepared = { prefilter, selection: [...own.keys()], gate, index: indexMatchers(own), parse };
  const scan = (path: string, role: FileRole, text: string): FileScan => {
    if (isNotebook(path)) return scanNotebook(prepared, path, role, text);
    const source = { text, readable: text, byText: [] };
    const file = { path, kind: 'python' as const, role, bytes: bytesOf(text) };
    return scanSource(prepared, file, source, (lines, offset) => placeOf(lines, offset).line);
  };
  return { scan };
};
