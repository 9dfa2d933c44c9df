/** Where in a user's file something was found. Lines and columns start at 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The text of that line, for the caret. */
  readonly lineText: string;
}

export interface InputProblem {
  /** What was being done: `reading the request`. */
  readonly attempted: string;
  /** What was found there: `"40 parsecs"`. */
  readonly found: string;
  /** What is accepted there: `a duration such as 40 ms or 2 s`. */
  readonly accepted: string;
  readonly position?: SourcePosition;
}

/** Something a user gave that cannot be used. It ends a command with exit code 2 and is never shown as a stack trace. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problem: InputProblem;

  constructor(problem: InputProblem) {
    super(`${problem.attempted}: found ${problem.found}; accepted: ${problem.accepted}`);
    this.problem = problem;
  }
}

const EXCERPT_WIDTH = 100;

/** The error as people read it: file, line and column, the line itself and a caret below the place. */
export const describeInputProblem = (problem: InputProblem): string => {
  const { attempted, found, accepted, position } = problem;
  const message = `${attempted}\n  found:    ${found}\n  accepted: ${accepted}`;
  if (position === undefined) return message;
  const start = Math.max(0, position.column - 1 - EXCERPT_WIDTH / 2);
  const excerpt = position.lineText.slice(start, start + EXCERPT_WIDTH).replaceAll('\t', ' ');
  const gutter = `${position.line} | `;
  const caret = ' '.repeat(gutter.length + Math.max(0, position.column - 1 - start));
  return `${position.file}:${position.line}:${position.column}: ${message}\n${gutter}${excerpt}\n${caret}^`;
};
