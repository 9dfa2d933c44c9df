import type { Expression } from '../ast.ts';

const NAMES: { readonly [type in Exclude<Expression['type'], 'Constant'>]: string } = {
  Attribute: 'attribute',
  Subscript: 'subscript',
  Starred: 'starred',
  Name: 'name',
  List: 'list',
  Tuple: 'tuple',
  Lambda: 'lambda',
  Call: 'function call',
  BoolOp: 'expression',
  BinOp: 'expression',
  UnaryOp: 'expression',
  GeneratorExp: 'generator expression',
  Yield: 'yield expression',
  YieldFrom: 'yield expression',
  Await: 'await expression',
  ListComp: 'list comprehension',
  SetComp: 'set comprehension',
  DictComp: 'dict comprehension',
  Dict: 'dict literal',
  Set: 'set display',
  JoinedStr: 'f-string expression',
  FormattedValue: 'f-string expression',
  Compare: 'comparison',
  IfExp: 'conditional expression',
  NamedExpr: 'named expression',
  Slice: 'slice',
};

/** What people call an expression of this kind, for messages. */
export const nameOfExpression = (expression: Expression): string => {
  if (expression.type !== 'Constant') return NAMES[expression.type];
  const { value } = expression;
  if (value.kind === 'none') return 'None';
  if (value.kind === 'ellipsis') return 'ellipsis';
  if (value.kind === 'bool') return value.value ? 'True' : 'False';
  return 'literal';
};
