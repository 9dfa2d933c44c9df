import { InputError, type SourcePosition } from '../../input-error.ts';

/** A field of a table, unquoted, and where it begins. Lines and columns start at 1. */
export interface CsvField {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

export type CsvRow = readonly CsvField[];

export interface CsvText {
  readonly file: string;
  /** `,`, `;` or a tab: whichever the first line holds most of. */
  readonly separator: string;
  readonly rows: readonly CsvRow[];
  readonly positionOf: (at: { readonly line: number; readonly column: number }) => SourcePosition;
}

const ATTEMPTED = 'reading a CSV file';
const SEPARATORS = [',', ';', '\t'] as const;
const MOST_ROWS = 200_000;
const MOST_FIELD = 10_000;

/** Characters that no text of a table holds: control characters other than tab and line ends. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

const separatorOf = (firstLine: string): string => {
  const outside = firstLine.replaceAll(/"[^"]*"/g, '');
  const counts = SEPARATORS.map((separator) => outside.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
};

const lineEndAt = (text: string, at: number): number =>
  text[at] === '\n' ? 1 : text[at] === '\r' && text[at + 1] === '\n' ? 2 : 0;

interface Scanned {
  readonly text: string;
  /** Behind the field: at a separator, a line end or the end of the text. */
  readonly end: number;
}

type Fault = (offset: number, found: string, accepted: string) => InputError;

const quotedField = (text: string, start: number, separator: string, fault: Fault): Scanned => {
  let value = '';
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0)
      throw fault(start, 'a quote that is never closed', 'a second quote at the end of the field');
    value += text.slice(from, quote);
    if (text[quote + 1] === '"') {
      value += '"';
      from = quote + 2;
      continue;
    }
    const end = quote + 1;
    if (end < text.length && text[end] !== separator && lineEndAt(text, end) === 0)
      throw fault(
        end,
        'text behind a closing quote',
        'a separator or the end of the line; a quote inside is written twice',
      );
    return { text: value, end };
  }
};

const plainField = (text: string, start: number, separator: string, fault: Fault): Scanned => {
  let end = start;
  while (end < text.length && text[end] !== separator && lineEndAt(text, end) === 0) {
    if (text[end] === '"')
      throw fault(end, 'a quote inside a field', 'a field in quotes, with quotes inside it written twice');
    if (text[end] === '\r')
      throw fault(end, 'a carriage return by itself', 'lines that end with LF or CR LF');
    end += 1;
  }
  return { text: text.slice(start, end), end };
};

/**
 * Reads comma-, semicolon- or tab-separated text strictly by RFC 4180, with either line end and with or without a byte
 * order mark. Lines without anything are rows of one empty field. Throws InputError with line and column on unbalanced
 * quotes, control characters and lone carriage returns.
 */
export const parseCsv = (file: string, given: string): CsvText => {
  const text = given.startsWith('\ufeff') ? given.slice(1) : given;
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  const lineText = (line: number): string => {
    const start = lineStarts[line - 1];
    return start === undefined
      ? ''
      : text.slice(start, lineStarts[line] ?? text.length).replace(/\r?\n$/, '');
  };
  const positionOf: CsvText['positionOf'] = ({ line, column }) => ({
    file,
    line,
    column,
    lineText: lineText(line),
  });
  let line = 1;
  const placeOf = (offset: number) => {
    let found = line;
    while ((lineStarts[found] ?? Number.POSITIVE_INFINITY) <= offset) found += 1;
    return { line: found, column: offset - (lineStarts[found - 1] ?? offset) + 1 };
  };
  const fault: Fault = (offset, found, accepted) =>
    new InputError({ attempted: ATTEMPTED, found, accepted, position: positionOf(placeOf(offset)) });
  const control = CONTROL.exec(text);
  if (control !== null) throw fault(control.index, 'a control character', 'plain text in UTF-8');

  const separator = separatorOf(lineText(1));
  const rows: CsvField[][] = [];
  let row: CsvField[] = [];
  let at = 0;
  while (at < text.length || row.length > 0) {
    const place = placeOf(at);
    const scanned =
      text[at] === '"' ? quotedField(text, at, separator, fault) : plainField(text, at, separator, fault);
    if (scanned.text.length > MOST_FIELD)
      throw fault(at, 'a field without end', `at most ${MOST_FIELD} characters`);
    row.push({ text: scanned.text, ...place });
    at = scanned.end;
    line = placeOf(at).line;
    if (text[at] === separator) {
      at += 1;
      if (at < text.length) continue;
      row.push({ text: '', ...placeOf(at) });
    }
    at += lineEndAt(text, at);
    rows.push(row);
    row = [];
    if (rows.length > MOST_ROWS) throw fault(at, `more than ${MOST_ROWS} rows`, 'a shorter file');
  }
  return { file, separator, rows, positionOf };
};
