import { describe, expect, it } from 'vitest';
import {
  childrenOf,
  firstChild,
  KIND,
  kindOf,
  NODE_KINDS,
  type PythonTree,
  parentOf,
  textOf,
} from '../../core/portability/python/tree.ts';
import { openPythonParser, PARSE_LIMITS } from './python-parser.ts';

const { parse } = await openPythonParser();

const treeOf = (text: string): PythonTree => {
  const { tree } = parse(text);
  if (tree === null) throw new Error('refused');
  return tree;
};

/** Kinds and texts of a node and what is below it. */
const outline = (tree: PythonTree, node: number): string => {
  const below = childrenOf(tree, node).map((child) => outline(tree, child));
  return `${NODE_KINDS[kindOf(tree, node)]}${below.length === 0 ? ` ${textOf(tree, node)}` : `(${below.join(', ')})`}`;
};

describe('openPythonParser', () => {
  it('copies the named nodes, parents before children, without what is inside plain strings', () => {
    const tree = treeOf('x = t.f("a", k=f"b{c}")  # d\n');
    expect(outline(tree, 0)).toBe(
      'module(expression_statement(assignment(identifier x, call(attribute(identifier t, identifier f), ' +
        'argument_list(string "a", keyword_argument(identifier k, string(other f", other b, interpolation(identifier c), other ")))))))',
    );
    for (let node = 1; node < tree.size; node += 1) expect(parentOf(tree, node)).toBeLessThan(node);
    expect(tree.kinds.includes(KIND.comment)).toBe(true);
  });

  it('counts offsets in UTF-16 units', () => {
    const tree = treeOf('s = "😀é"; y\n');
    const names = Array.from({ length: tree.size }, (_, node) => node).filter(
      (node) => kindOf(tree, node) === KIND.identifier,
    );
    expect(names.map((node) => textOf(tree, node))).toEqual(['s', 'y']);
  });

  it('gives trees that later texts do not change', () => {
    const first = treeOf('a.b\n');
    treeOf('c = 1\n'.repeat(10_000));
    expect(outline(first, firstChild(first, 0))).toBe(
      'expression_statement(attribute(identifier a, identifier b))',
    );
  });

  it('refuses what is beyond its limits and reads on afterwards', () => {
    expect(parse('x', { ...PARSE_LIMITS, unitsMax: 0 }).refusal).toBe('is longer than 0 characters');
    expect(parse('[[[[x]]]]', { ...PARSE_LIMITS, depthMax: 3 }).refusal).toBe('nests deeper than 3 levels');
    const slow = parse('x = 1\n'.repeat(20_000), { ...PARSE_LIMITS, millisecondsMax: 0 });
    expect(slow).toEqual({ tree: null, refusal: 'takes longer than 0 s to parse', errorAt: null });
    expect(outline(treeOf('x'), 0)).toBe('module(expression_statement(identifier x))');
  });

  it('says where the first error is', () => {
    expect(parse('x = 1\n').errorAt).toBe(null);
    expect(parse('x = 1\ny = = 2\n').errorAt).toBe(10);
  });
});
