/** Kinds of nodes that the scanner tells apart, as the grammar names them (`tree-sitter-python grammar.js`). 0: any other. */
export const NODE_KINDS = [
  'other',
  'ERROR',
  'module',
  'import_statement',
  'import_from_statement',
  'future_import_statement',
  'dotted_name',
  'aliased_import',
  'relative_import',
  'wildcard_import',
  'identifier',
  'attribute',
  'call',
  'argument_list',
  'keyword_argument',
  'string',
  'concatenated_string',
  'interpolation',
  'comment',
  'function_definition',
  'class_definition',
  'decorated_definition',
  'decorator',
  'parameters',
  'lambda_parameters',
  'default_parameter',
  'typed_parameter',
  'typed_default_parameter',
  'list_splat_pattern',
  'dictionary_splat_pattern',
  'lambda',
  'assignment',
  'augmented_assignment',
  'named_expression',
  'expression_statement',
  'expression_list',
  'block',
  'if_statement',
  'elif_clause',
  'else_clause',
  'try_statement',
  'except_clause',
  'with_statement',
  'with_clause',
  'with_item',
  'as_pattern',
  'as_pattern_target',
  'for_statement',
  'while_statement',
  'for_in_clause',
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
  'global_statement',
  'nonlocal_statement',
  'conditional_expression',
  'comparison_operator',
  'boolean_operator',
  'not_operator',
  'binary_operator',
  'unary_operator',
  'list',
  'tuple',
  'set',
  'dictionary',
  'pair',
  'subscript',
  'parenthesized_expression',
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'return_statement',
  'raise_statement',
  'continue_statement',
  'break_statement',
  'assert_statement',
  'type',
  'none',
  'case_clause',
] as const;
export type NodeKind = (typeof NODE_KINDS)[number];

/** The number that stands for a kind in a tree. */
export const KIND: Readonly<Record<NodeKind, number>> = Object.freeze(
  Object.fromEntries(NODE_KINDS.map((name, index) => [name, index])) as Record<NodeKind, number>,
);

/**
 * The named nodes of a syntax tree in the order of their beginnings, parents before children. Offsets count UTF-16 units.
 * Node 0 is the module.
 */
export interface PythonTree {
  readonly text: string;
  readonly size: number;
  /** Kind by node, an index of `NODE_KINDS`. */
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Parent by node; -1 for the module. */
  readonly parents: Int32Array;
  /** The next node with the same parent, or -1. */
  readonly nexts: Int32Array;
}

export const kindOf = (tree: PythonTree, node: number): number => tree.kinds[node] as number;
export const parentOf = (tree: PythonTree, node: number): number => tree.parents[node] as number;
export const startOf = (tree: PythonTree, node: number): number => tree.starts[node] as number;
export const endOf = (tree: PythonTree, node: number): number => tree.ends[node] as number;

export const textOf = (tree: PythonTree, node: number): string =>
  tree.text.slice(tree.starts[node] as number, tree.ends[node] as number);

/** The first child that is no comment, or -1. */
export const firstChild = (tree: PythonTree, node: number): number => {
  const child = node + 1;
  if (child >= tree.size || tree.parents[child] !== node) return -1;
  return tree.kinds[child] === KIND.comment ? nextSibling(tree, child) : child;
};

/** The next node with the same parent that is no comment, or -1. */
export const nextSibling = (tree: PythonTree, node: number): number => {
  let next = tree.nexts[node] as number;
  while (next >= 0 && tree.kinds[next] === KIND.comment) next = tree.nexts[next] as number;
  return next;
};

/** The children of a node without its comments. */
export const childrenOf = (tree: PythonTree, node: number): readonly number[] => {
  const children: number[] = [];
  for (let child = firstChild(tree, node); child >= 0; child = nextSibling(tree, child)) children.push(child);
  return children;
};

/** The first child of a kind, or -1. */
export const childOfKind = (tree: PythonTree, node: number, kind: number): number => {
  let child = firstChild(tree, node);
  while (child >= 0 && tree.kinds[child] !== kind) child = nextSibling(tree, child);
  return child;
};

/** The last child that is no comment, or -1. */
export const lastChild = (tree: PythonTree, node: number): number => {
  let last = -1;
  for (let child = firstChild(tree, node); child >= 0; child = nextSibling(tree, child)) last = child;
  return last;
};

/** What a text became when it was parsed. */
export interface ParsedPython {
  /** Null where the parser gave up. */
  readonly tree: PythonTree | null;
  /** Why it gave up: `nests deeper than 1500 levels`. */
  readonly refusal: string | null;
  /** Where the first syntax error is, in UTF-16 units; null where there is none. */
  readonly errorAt: number | null;
}

/** The tree of a text that the parser gave up: one error from its start to its end. */
export const bareTree = (text: string): PythonTree => ({
  text,
  size: 1,
  kinds: Uint8Array.of(KIND.ERROR),
  starts: Int32Array.of(0),
  ends: Int32Array.of(text.length),
  parents: Int32Array.of(-1),
  nexts: Int32Array.of(-1),
});
