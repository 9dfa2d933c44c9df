import type { Site, SourceFile } from './source.ts';
import { describeSite, lineText } from './source.ts';

/** The exceptions with which Python refuses a source text. */
export type SyntaxErrorKind = 'SyntaxError' | 'IndentationError' | 'TabError';

/** A source text that is not Python 3.11: what is wrong and where. */
export class PythonSyntaxError extends Error {
  override readonly name = 'PythonSyntaxError';
  readonly site: Site;
  readonly kind: SyntaxErrorKind;
  /** What is wrong, without the place. */
  readonly detail: string;

  constructor(detail: string, site: Site, kind: SyntaxErrorKind = 'SyntaxError') {
    super(`${describeSite(site)}: ${detail}`);
    this.detail = detail;
    this.site = site;
    this.kind = kind;
  }
}

/** A place given by the edges of a token or a node of the tree. */
export const siteIn = (
  file: SourceFile,
  from: { readonly line: number; readonly column: number },
  to: { readonly endLine: number; readonly endColumn: number },
): Site => ({ file, line: from.line, column: from.column, endLine: to.endLine, endColumn: to.endColumn });

/**
 * A syntax error as people read it: place, kind, what is wrong, the line, and carets below the wrong part of it
 * (one caret when that part ends on a later line).
 */
export const describeSyntaxError = (error: PythonSyntaxError): string => {
  const { site, kind, detail } = error;
  const gutter = `${site.line} | `;
  const text = lineText(site.file, site.line).replaceAll('\t', ' ');
  const end = site.endLine === site.line ? site.endColumn : site.column + 1;
  const carets = '^'.repeat(Math.max(1, Math.min(end, text.length + 1) - site.column));
  return [
    `${describeSite(site)}: error: ${detail} [${kind}]`,
    `${gutter}${text}`,
    `${' '.repeat(gutter.length + site.column - 1)}${carets}`,
  ].join('\n');
};
