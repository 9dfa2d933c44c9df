import { countLines, indexLines, type LineIndex, placeOf } from '../prefilter/lines.ts';
import type { FileScan, Hit } from '../scan.ts';
import { hideMagics } from './magics.ts';
import {
  eachEntry,
  eachMember,
  type JsonReader,
  NotebookError,
  peek,
  skipValue,
  stringOf,
  takeString,
} from './notebook-json.ts';
import type { TextSpan } from './scan.ts';

/** The cells of a notebook as one text, and where in the file each part of it stands. */
export interface Notebook {
  /** Code and prose of all cells in their order, as they were written. */
  readonly text: string;
  /** The same length; everything that is no Python is a comment. */
  readonly readable: string;
  readonly byText: readonly TextSpan[];
  readonly fileOffset: (offset: number) => number;
  /** Where the file could not be read further; null when it was read whole. */
  readonly failure: NotebookError | null;
}

/** Text of cells while it is collected. */
interface Collected {
  text: string[];
  length: number;
  /** By run of text that stands in the file as it is: where it begins in the joined text, and in the file. */
  readonly runStarts: number[];
  readonly runOffsets: number[];
}

interface Cell {
  readonly kind: 'code' | 'prose';
  readonly start: number;
  readonly end: number;
}

const add = (into: Collected, piece: string, offset: number): void => {
  into.runStarts.push(into.length);
  into.runOffsets.push(offset);
  into.text.push(piece);
  into.length += piece.length;
};

const takeSource = (reader: JsonReader, into: Collected): void => {
  const takeLine = (): void =>
    peek(reader) === '"'
      ? takeString(reader, (piece, offset) => add(into, piece, offset))
      : skipValue(reader);
  if (peek(reader) === '[') eachEntry(reader, takeLine);
  else takeLine();
};

/** The member that holds a cell's text: `source`, in old notebooks `input`. */
const SOURCES: ReadonlySet<string> = new Set(['source', 'input']);

const takeCell = (reader: JsonReader, into: Collected, cells: Cell[]): void => {
  const start = into.length;
  let kind = 'code';
  eachMember(reader, (name) => {
    if (name === 'cell_type' && peek(reader) === '"') kind = stringOf(reader);
    else if (SOURCES.has(name)) takeSource(reader, into);
    else skipValue(reader);
  });
  add(into, '\n', reader.at - 1);
  cells.push({ kind: kind === 'code' ? 'code' : 'prose', start, end: into.length });
};

const takeCells = (reader: JsonReader, into: Collected, cells: Cell[]): void =>
  eachEntry(reader, () => (peek(reader) === '{' ? takeCell(reader, into, cells) : skipValue(reader)));

const takeSheet = (reader: JsonReader, into: Collected, cells: Cell[]): void =>
  eachMember(reader, (name) => {
    if (name === 'cells' && peek(reader) === '[') takeCells(reader, into, cells);
    else if (name === 'worksheets' && peek(reader) === '[')
      eachEntry(reader, () => (peek(reader) === '{' ? takeSheet(reader, into, cells) : skipValue(reader)));
    else skipValue(reader);
  });

const offsetIn = ({ runStarts, runOffsets }: Collected, offset: number): number => {
  let low = 0;
  let high = runStarts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runStarts[middle] as number) <= offset) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : (runOffsets[low - 1] as number) + offset - (runStarts[low - 1] as number);
};

/**
 * Reads the cells of a notebook (nbformat 3 and 4), outputs left out. A file that is no JSON, or breaks off, gives the
 * cells before that place and `failure`.
 */
export const readNotebook = (file: string): Notebook => {
  const into: Collected = { text: [], length: 0, runStarts: [], runOffsets: [] };
  const cells: Cell[] = [];
  let failure: NotebookError | null = null;
  try {
    takeSheet({ text: file, at: file.startsWith('\ufeff') ? 1 : 0 }, into, cells);
  } catch (error) {
    if (!(error instanceof NotebookError) && !(error instanceof RangeError)) throw error;
    failure =
      error instanceof NotebookError ? error : new NotebookError(0, 'fewer worksheets inside each other');
  }
  const text = into.text.join('');
  const hidden = cells.map(({ kind, start, end }) => hideMagics(text.slice(start, end), start, kind));
  const last = cells[cells.length - 1];
  const tail = last === undefined ? text : text.slice(last.end);
  return {
    text,
    readable: hidden.map(({ readable }) => readable).join('') + tail,
    byText: hidden.flatMap(({ spans }) => spans),
    fileOffset: (offset) => offsetIn(into, offset),
    failure,
  };
};

/** How long the sign at an offset of the file is, as it is written there. */
const writtenWidth = (file: string, offset: number): number => {
  if (file.charAt(offset) !== '\\') return 1;
  return file.charAt(offset + 1) === 'u' ? 6 : 2;
};

const mapHit = (hit: Hit, code: LineIndex, notebook: Notebook, file: LineIndex): Hit => {
  const start = (code.starts[hit.line - 1] as number) + hit.column - 1;
  const lastSign = notebook.fileOffset(start + hit.endColumn - hit.column - 1);
  const first = placeOf(file, notebook.fileOffset(start));
  const last = placeOf(file, lastSign);
  const endColumn = last.column + writtenWidth(file.text, lastSign);
  return { ...hit, ...first, endColumn: last.line === first.line ? endColumn : first.column + 1 };
};

/** A scan of a notebook's joined text with every place as the notebook's file has it. Excerpts stay lines of code. */
export const mapToNotebook = (scan: FileScan, notebook: Notebook, file: LineIndex): FileScan => {
  const code = indexLines(notebook.text);
  const { failure } = notebook;
  return {
    ...scan,
    lines: countLines(file),
    hits: scan.hits.map((hit) => mapHit(hit, code, notebook, file)),
    suppressions: scan.suppressions.map((each) => ({
      ...each,
      line: placeOf(file, notebook.fileOffset(code.starts[each.line - 1] as number)).line,
    })),
    remarks: [
      ...scan.remarks,
      ...(failure === null
        ? []
        : [`line ${placeOf(file, failure.offset).line}: no notebook from here on (${failure.message})`]),
    ],
  };
};
