import type { Expression } from '../../ast.ts';

/** The expressions directly inside one that opens no scope of its own. */
export const childExpressions = (node: Expression): readonly (Expression | null)[] => {
  switch (node.type) {
    case 'BoolOp':
    case 'JoinedStr':
      return node.values;
    case 'BinOp':
      return [node.left, node.right];
    case 'UnaryOp':
      return [node.operand];
    case 'IfExp':
      return [node.test, node.body, node.orelse];
    case 'Dict':
      return [...node.keys, ...node.values];
    case 'Set':
    case 'List':
    case 'Tuple':
      return node.elts;
    case 'Compare':
      return [node.left, ...node.comparators];
    case 'Call':
      return [node.func, ...node.args, ...node.keywords.map((each) => each.value)];
    case 'FormattedValue':
      return [node.value, node.format_spec];
    case 'Attribute':
    case 'Starred':
    case 'Await':
    case 'Yield':
    case 'YieldFrom':
      return [node.value];
    case 'Subscript':
      return [node.value, node.slice];
    case 'Slice':
      return [node.lower, node.upper, node.step];
    case 'NamedExpr':
      return [node.target, node.value];
    default:
      return [];
  }
};
