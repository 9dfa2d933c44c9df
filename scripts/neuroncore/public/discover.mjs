// Which files of a checkout hold kernels of the modern dialect, by their syntax trees.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describeSyntaxError, PythonSyntaxError, parse } from '../../../dist/core/neuroncore/python/parse.js';

const SKIPPED = new Set(['node_modules', '__pycache__', 'venv', 'site-packages']);
/** A line that decorates a function with jit; files without one are not parsed. */
const MENTION = /^[ \t]*@(nki\.)?jit\b/m;
const LEGACY = /^[ \t]*(import|from)[ \t]+neuronxcc\b/m;

const pythonFiles = (folder, found = []) => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED.has(entry.name))
      pythonFiles(path, found);
    if (entry.isFile() && entry.name.endsWith('.py')) found.push(path);
  }
  return found;
};

const isJit = (decorator) => {
  const named = decorator.type === 'Call' ? decorator.func : decorator;
  if (named.type === 'Name') return named.id === 'jit';
  return (
    named.type === 'Attribute' &&
    named.attr === 'jit' &&
    named.value.type === 'Name' &&
    named.value.id === 'nki'
  );
};

const functionsOf = (file) =>
  parse(file)
    .body.filter((node) => node.type === 'FunctionDef' && node.decorator_list.some(isJit))
    .map((node) => ({ name: node.name, line: node.span.line, endLine: node.span.endLine }));

const nameIn = (folder, path) => relative(folder, path).split(sep).join('/');

/**
 * The files below a checkout with functions decorated with `nki.jit` that do not import the legacy `neuronxcc`, in
 * the order of their paths, and those that `isSpecified` by their path: parts of kernels that are run on their own.
 * Folders called `test` hold harnesses around kernels: their files are marked as such. A file that cannot be parsed has
 * no functions and says why in `syntaxError`.
 */
export const discover = (folder, isSpecified) =>
  pythonFiles(folder)
    .sort()
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
    .filter(
      ({ path, text }) => isSpecified(nameIn(folder, path)) || (MENTION.test(text) && !LEGACY.test(text)),
    )
    .map(({ path, text }) => {
      const name = nameIn(folder, path);
      const found = { folder, path, name, harness: name.split('/').includes('test') };
      try {
        return { ...found, functions: functionsOf({ path: name, text }), syntaxError: null };
      } catch (error) {
        if (!(error instanceof PythonSyntaxError)) throw error;
        return { ...found, functions: [], syntaxError: describeSyntaxError(error) };
      }
    })
    .filter(
      ({ name, functions, syntaxError }) => functions.length > 0 || syntaxError !== null || isSpecified(name),
    );
