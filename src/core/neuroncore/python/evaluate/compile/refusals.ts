import type { Span } from '../../ast.ts';
import { UnsupportedPython } from '../errors.ts';
import type { Scope } from './scope.ts';

/** Refuses Python that kernels cannot use, where it stands. */
export const refuse = (scope: Scope, span: Span, message: string, advice: string): never => {
  const { line, column, endLine, endColumn } = span;
  throw new UnsupportedPython(message, { file: scope.unit.file, line, column, endLine, endColumn }, advice);
};
