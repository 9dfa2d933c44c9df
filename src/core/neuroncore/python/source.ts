/** One file of Python source text. */
export interface SourceFile {
  /** The path as the user knows it, for messages. */
  readonly path: string;
  readonly text: string;
}

/** A place in a source file. Lines and columns start at 1; columns count UTF-16 units. */
export interface Site {
  readonly file: SourceFile;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The text of one line of a file, without its line break; empty when there is no such line. */
export const lineText = (file: SourceFile, line: number): string => {
  const text = file.text.split(/\r\n|\r|\n/)[line - 1];
  return text === undefined ? '' : text;
};

/** A place as people read it: `kernel.py:12:5`. */
export const describeSite = (site: Site): string => `${site.file.path}:${site.line}:${site.column}`;
