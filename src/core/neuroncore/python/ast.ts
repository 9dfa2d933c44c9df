/**
 * The syntax tree of Python 3.11, with the node and field names of CPython's `ast` module so that the two can be
 * compared field by field. Source: Python 3.11 documentation, library/ast, "Abstract Grammar".
 * Every node knows its place; `contexts` (Load, Store, Del) are left out because the position of a node implies them.
 */

/** Where a node stands. Lines and columns start at 1; columns count UTF-16 units. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface Node<Type extends string> {
  readonly type: Type;
  readonly span: Span;
}

export type ConstantValue =
  | { readonly kind: 'none' }
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'bool'; readonly value: boolean }
  /** An integer literal; `value` is exact. */
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'imaginary'; readonly value: number }
  | { readonly kind: 'str'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: string };

export type BinaryOperator =
  | 'Add'
  | 'Sub'
  | 'Mult'
  | 'MatMult'
  | 'Div'
  | 'Mod'
  | 'Pow'
  | 'LShift'
  | 'RShift'
  | 'BitOr'
  | 'BitXor'
  | 'BitAnd'
  | 'FloorDiv';
export type UnaryOperator = 'Invert' | 'Not' | 'UAdd' | 'USub';
export type CompareOperator = 'Eq' | 'NotEq' | 'Lt' | 'LtE' | 'Gt' | 'GtE' | 'Is' | 'IsNot' | 'In' | 'NotIn';

export interface Keyword extends Node<'keyword'> {
  /** null for `**mapping`. */
  readonly arg: string | null;
  readonly value: Expression;
}
export interface Argument extends Node<'arg'> {
  readonly arg: string;
  readonly annotation: Expression | null;
}
export interface Arguments {
  readonly posonlyargs: readonly Argument[];
  readonly args: readonly Argument[];
  readonly vararg: Argument | null;
  readonly kwonlyargs: readonly Argument[];
  /** One for each of `kwonlyargs`; null where there is no default. */
  readonly kw_defaults: readonly (Expression | null)[];
  readonly kwarg: Argument | null;
  /** The defaults of the last of `posonlyargs` and `args`. */
  readonly defaults: readonly Expression[];
}
export interface Comprehension {
  readonly target: Expression;
  readonly iter: Expression;
  readonly ifs: readonly Expression[];
  readonly is_async: boolean;
}

export interface BoolOp extends Node<'BoolOp'> {
  readonly op: 'And' | 'Or';
  readonly values: readonly Expression[];
}
export interface NamedExpr extends Node<'NamedExpr'> {
  readonly target: Name;
  readonly value: Expression;
}
export interface BinOp extends Node<'BinOp'> {
  readonly left: Expression;
  readonly op: BinaryOperator;
  readonly right: Expression;
}
export interface UnaryOp extends Node<'UnaryOp'> {
  readonly op: UnaryOperator;
  readonly operand: Expression;
}
export interface Lambda extends Node<'Lambda'> {
  readonly args: Arguments;
  readonly body: Expression;
}
export interface IfExp extends Node<'IfExp'> {
  readonly test: Expression;
  readonly body: Expression;
  readonly orelse: Expression;
}
/** A null key stands for `**mapping`. */
export interface Dict extends Node<'Dict'> {
  readonly keys: readonly (Expression | null)[];
  readonly values: readonly Expression[];
}
export interface SetDisplay extends Node<'Set'> {
  readonly elts: readonly Expression[];
}
export interface ListComp extends Node<'ListComp'> {
  readonly elt: Expression;
  readonly generators: readonly Comprehension[];
}
export interface SetComp extends Node<'SetComp'> {
  readonly elt: Expression;
  readonly generators: readonly Comprehension[];
}
export interface DictComp extends Node<'DictComp'> {
  readonly key: Expression;
  readonly value: Expression;
  readonly generators: readonly Comprehension[];
}
export interface GeneratorExp extends Node<'GeneratorExp'> {
  readonly elt: Expression;
  readonly generators: readonly Comprehension[];
}
export interface Await extends Node<'Await'> {
  readonly value: Expression;
}
export interface Yield extends Node<'Yield'> {
  readonly value: Expression | null;
}
export interface YieldFrom extends Node<'YieldFrom'> {
  readonly value: Expression;
}
export interface Compare extends Node<'Compare'> {
  readonly left: Expression;
  readonly ops: readonly CompareOperator[];
  readonly comparators: readonly Expression[];
}
export interface Call extends Node<'Call'> {
  readonly func: Expression;
  readonly args: readonly Expression[];
  readonly keywords: readonly Keyword[];
}
/** `conversion` is -1, or the character code of `s`, `r` or `a`. */
export interface FormattedValue extends Node<'FormattedValue'> {
  readonly value: Expression;
  readonly conversion: number;
  readonly format_spec: JoinedStr | null;
}
export interface JoinedStr extends Node<'JoinedStr'> {
  readonly values: readonly Expression[];
}
export interface Constant extends Node<'Constant'> {
  readonly value: ConstantValue;
}
export interface Attribute extends Node<'Attribute'> {
  readonly value: Expression;
  readonly attr: string;
}
export interface Subscript extends Node<'Subscript'> {
  readonly value: Expression;
  readonly slice: Expression;
}
export interface Starred extends Node<'Starred'> {
  readonly value: Expression;
}
export interface Name extends Node<'Name'> {
  readonly id: string;
}
export interface List extends Node<'List'> {
  readonly elts: readonly Expression[];
}
export interface Tuple extends Node<'Tuple'> {
  readonly elts: readonly Expression[];
}
export interface Slice extends Node<'Slice'> {
  readonly lower: Expression | null;
  readonly upper: Expression | null;
  readonly step: Expression | null;
}

export type Expression =
  | BoolOp
  | NamedExpr
  | BinOp
  | UnaryOp
  | Lambda
  | IfExp
  | Dict
  | SetDisplay
  | ListComp
  | SetComp
  | DictComp
  | GeneratorExp
  | Await
  | Yield
  | YieldFrom
  | Compare
  | Call
  | FormattedValue
  | JoinedStr
  | Constant
  | Attribute
  | Subscript
  | Starred
  | Name
  | List
  | Tuple
  | Slice;

export interface Alias extends Node<'alias'> {
  readonly name: string;
  readonly asname: string | null;
}
export interface WithItem {
  readonly context_expr: Expression;
  readonly optional_vars: Expression | null;
}
export interface ExceptHandler extends Node<'ExceptHandler'> {
  readonly exceptionType: Expression | null;
  readonly name: string | null;
  readonly body: readonly Statement[];
}

export interface FunctionDef extends Node<'FunctionDef' | 'AsyncFunctionDef'> {
  readonly name: string;
  readonly args: Arguments;
  readonly body: readonly Statement[];
  readonly decorator_list: readonly Expression[];
  readonly returns: Expression | null;
}
export interface ClassDef extends Node<'ClassDef'> {
  readonly name: string;
  readonly bases: readonly Expression[];
  readonly keywords: readonly Keyword[];
  readonly body: readonly Statement[];
  readonly decorator_list: readonly Expression[];
}
export interface Return extends Node<'Return'> {
  readonly value: Expression | null;
}
export interface Delete extends Node<'Delete'> {
  readonly targets: readonly Expression[];
}
export interface Assign extends Node<'Assign'> {
  readonly targets: readonly Expression[];
  readonly value: Expression;
}
export interface AugAssign extends Node<'AugAssign'> {
  readonly target: Expression;
  readonly op: BinaryOperator;
  readonly value: Expression;
}
export interface AnnAssign extends Node<'AnnAssign'> {
  readonly target: Expression;
  readonly annotation: Expression;
  readonly value: Expression | null;
  readonly simple: boolean;
}
export interface For extends Node<'For' | 'AsyncFor'> {
  readonly target: Expression;
  readonly iter: Expression;
  readonly body: readonly Statement[];
  readonly orelse: readonly Statement[];
}
export interface While extends Node<'While'> {
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly orelse: readonly Statement[];
}
export interface If extends Node<'If'> {
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly orelse: readonly Statement[];
}
export interface With extends Node<'With' | 'AsyncWith'> {
  readonly items: readonly WithItem[];
  readonly body: readonly Statement[];
}
export interface Raise extends Node<'Raise'> {
  readonly exc: Expression | null;
  readonly cause: Expression | null;
}
export interface Try extends Node<'Try' | 'TryStar'> {
  readonly body: readonly Statement[];
  readonly handlers: readonly ExceptHandler[];
  readonly orelse: readonly Statement[];
  readonly finalbody: readonly Statement[];
}
export interface Assert extends Node<'Assert'> {
  readonly test: Expression;
  readonly msg: Expression | null;
}
export interface Import extends Node<'Import'> {
  readonly names: readonly Alias[];
}
export interface ImportFrom extends Node<'ImportFrom'> {
  readonly module: string | null;
  readonly names: readonly Alias[];
  readonly level: number;
}
export interface Global extends Node<'Global'> {
  readonly names: readonly string[];
}
export interface Nonlocal extends Node<'Nonlocal'> {
  readonly names: readonly string[];
}
export interface ExprStatement extends Node<'Expr'> {
  readonly value: Expression;
}
export type Pass = Node<'Pass'>;
export type Break = Node<'Break'>;
export type Continue = Node<'Continue'>;
/** `match`: recognised with its subject and extent so that it can be refused where it stands; cases keep their patterns as opaque text. */
export interface Match extends Node<'Match'> {
  readonly subject: Expression;
  readonly cases: readonly { readonly guard: Expression | null; readonly body: readonly Statement[] }[];
}

export type Statement =
  | FunctionDef
  | ClassDef
  | Return
  | Delete
  | Assign
  | AugAssign
  | AnnAssign
  | For
  | While
  | If
  | With
  | Raise
  | Try
  | Assert
  | Import
  | ImportFrom
  | Global
  | Nonlocal
  | ExprStatement
  | Pass
  | Break
  | Continue
  | Match;

export interface Module {
  readonly type: 'Module';
  readonly body: readonly Statement[];
}
