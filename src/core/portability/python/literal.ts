import { childrenOf, KIND, kindOf, type PythonTree, parentOf, textOf } from './tree.ts';

const OPENING = /^([A-Za-z]{0,3})("""|'''|"|')/;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };

const unescaped = (text: string): string =>
  text.replace(
    /\\([\s\S])/g,
    (whole, letter: string) => ESCAPES[letter] ?? (/\w/.test(letter) ? whole : letter),
  );

/** What a written string is worth: null for bytes, and where something is filled in. */
const valueOfPart = (written: string): string | null => {
  const [opening, prefix = '', quote = ''] = OPENING.exec(written) ?? [];
  if (opening === undefined || /b/i.test(prefix)) return null;
  const content = written.slice(opening.length, Math.max(opening.length, written.length - quote.length));
  if (/[ft]/i.test(prefix) && /[{}]/.test(content)) return null;
  return content.includes('\\') && !/r/i.test(prefix) ? unescaped(content) : content;
};

/** The value of a string node, adjacent strings joined; null where it is no constant or is no string. */
export const stringValue = (tree: PythonTree, node: number): string | null => {
  const kind = kindOf(tree, node);
  if (kind === KIND.string) return valueOfPart(textOf(tree, node));
  if (kind !== KIND.concatenated_string) return null;
  const parts = childrenOf(tree, node).map((part) => valueOfPart(textOf(tree, part)));
  return parts.includes(null) ? null : parts.join('');
};

/** Whether a string is a statement of its own: it documents what it stands in and is never used. */
export const isDocumentation = (tree: PythonTree, node: number): boolean => {
  const parent = parentOf(tree, node);
  if (parent < 0) return false;
  if (kindOf(tree, parent) === KIND.concatenated_string) return isDocumentation(tree, parent);
  return kindOf(tree, parent) === KIND.expression_statement;
};
