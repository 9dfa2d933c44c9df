import type { Audit } from '../../portability/audit.ts';
import { SEVERITIES } from '../../portability/rule.ts';
import type { Finding } from '../../portability/verdict.ts';

/** A line of a file, for the code around a finding. Lines start at 1; the text is as it stands, without its line end. */
export interface ExcerptLine {
  readonly line: number;
  readonly text: string;
}

/** Lines around findings by path, as far as somebody read them; files and lines may be missing. */
export type Excerpts = ReadonlyMap<string, readonly ExcerptLine[]>;

/** What is wanted around findings: so many lines before and after each, so many lines in all. */
export interface ExcerptWish {
  readonly around: number;
  readonly most: number;
}

const byWeight = (a: Finding, b: Finding): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);

/**
 * The lines of each file that the code around its findings needs, in order. The worst findings come first, until `most`
 * lines are asked for, so that the page of a large repository stays small.
 */
export const linesForExcerpts = (
  audit: Pick<Audit, 'findings'>,
  { around, most }: ExcerptWish,
): ReadonlyMap<string, readonly number[]> => {
  const wanted = new Map<string, Set<number>>();
  let left = most;
  for (const { path, line } of audit.findings.toSorted(byWeight)) {
    if (left <= 0) break;
    const lines = wanted.get(path) ?? new Set<number>();
    wanted.set(path, lines);
    for (let each = Math.max(1, line - around); each <= line + around && left > 0; each += 1) {
      if (!lines.has(each)) left -= 1;
      lines.add(each);
    }
  }
  return new Map([...wanted].map(([path, lines]) => [path, [...lines].toSorted((a, b) => a - b)]));
};
