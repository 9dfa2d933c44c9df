/** Where a notebook stops being one that can be read. */
export class NotebookError extends Error {
  override readonly name = 'NotebookError';
  /** In UTF-16 units of the file. */
  readonly offset: number;

  constructor(offset: number, expected: string) {
    super(`expected ${expected}`);
    this.offset = offset;
  }
}

/** A place in JSON text. Reading goes forward only, so that every string's place in the file is known. */
export interface JsonReader {
  readonly text: string;
  at: number;
}

/** Receives the value of a string piece by piece: text that stands in the file from that offset on. */
export type StringSink = (piece: string, offset: number) => void;

const BLANK = /[ \t\r\n]*/y;

/** The sign after blanks, without taking it. */
export const peek = (reader: JsonReader): string => {
  BLANK.lastIndex = reader.at;
  BLANK.test(reader.text);
  reader.at = BLANK.lastIndex;
  return reader.text.charAt(reader.at);
};

const take = (reader: JsonReader, sign: string): void => {
  if (peek(reader) !== sign) throw new NotebookError(reader.at, `"${sign}"`);
  reader.at += 1;
};

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

const takeEscape = (reader: JsonReader, sink: StringSink): void => {
  const start = reader.at;
  const letter = reader.text.charAt(start + 1);
  const code = letter === 'u' ? /^[0-9a-fA-F]{4}/.exec(reader.text.slice(start + 2, start + 6)) : null;
  if (letter === '' || (letter === 'u' && code === null)) throw new NotebookError(start, 'an escape');
  reader.at += code === null ? 2 : 6;
  sink(
    code === null ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(code[0], 16)),
    start,
  );
};

const PLAIN = /[^"\\]*/y;

/** Takes a string, giving its value to the sink. */
export const takeString = (reader: JsonReader, sink: StringSink): void => {
  take(reader, '"');
  for (;;) {
    PLAIN.lastIndex = reader.at;
    PLAIN.test(reader.text);
    if (PLAIN.lastIndex > reader.at) sink(reader.text.slice(reader.at, PLAIN.lastIndex), reader.at);
    reader.at = PLAIN.lastIndex;
    const sign = reader.text.charAt(reader.at);
    if (sign === '') throw new NotebookError(reader.at, 'the end of a string');
    if (sign === '"') break;
    takeEscape(reader, sink);
  }
  reader.at += 1;
};

/** Takes a string and gives its value. */
export const stringOf = (reader: JsonReader): string => {
  const pieces: string[] = [];
  takeString(reader, (piece) => pieces.push(piece));
  return pieces.join('');
};

const ignore: StringSink = () => undefined;
const OTHER = /[^"{}[\]]*/y;

/** Passes over a value whatever it is: outputs with images are long, and may nest without end. */
export const skipValue = (reader: JsonReader): void => {
  let depth = 0;
  do {
    const sign = peek(reader);
    if (sign === '') throw new NotebookError(reader.at, 'the end of a value');
    if (sign === '"') takeString(reader, ignore);
    else if (sign === '{' || sign === '[' || sign === '}' || sign === ']') {
      depth += sign === '{' || sign === '[' ? 1 : -1;
      reader.at += 1;
      if (depth < 0) throw new NotebookError(reader.at, 'a value');
    } else if (depth > 0) {
      OTHER.lastIndex = reader.at;
      OTHER.test(reader.text);
      reader.at = OTHER.lastIndex;
    } else skipScalar(reader);
  } while (depth > 0);
};

const SCALAR = /[^,\]}\s]+/y;

const skipScalar = (reader: JsonReader): void => {
  SCALAR.lastIndex = reader.at;
  if (!SCALAR.test(reader.text)) throw new NotebookError(reader.at, 'a value');
  reader.at = SCALAR.lastIndex;
};

const eachOf = (reader: JsonReader, open: string, close: string, takeOne: () => void): void => {
  take(reader, open);
  if (peek(reader) === close) {
    reader.at += 1;
    return;
  }
  for (;;) {
    takeOne();
    if (peek(reader) !== ',') break;
    reader.at += 1;
  }
  take(reader, close);
};

/** Takes an object; `takeMember` takes the value of each of its members. */
export const eachMember = (reader: JsonReader, takeMember: (name: string) => void): void =>
  eachOf(reader, '{', '}', () => {
    const name = stringOf(reader);
    take(reader, ':');
    takeMember(name);
  });

/** Takes a list; `takeEntry` takes each of its entries. */
export const eachEntry = (reader: JsonReader, takeEntry: () => void): void =>
  eachOf(reader, '[', ']', takeEntry);
