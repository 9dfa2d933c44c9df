import { type PythonScanner, preparePythonScanner } from '../../core/portability/python/scanner.ts';
import type { Rule } from '../../core/portability/rule.ts';
import { openPythonParser } from './python-parser.ts';

/** Opens the scanner of Python files and notebooks for some rules, once per thread. */
export const openPythonScanner = async (rules: readonly Rule[]): Promise<PythonScanner> => {
  const { parse } = await openPythonParser();
  return preparePythonScanner(rules, (text) => parse(text));
};
