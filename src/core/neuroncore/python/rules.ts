import type { Arguments, Comprehension, Expression, Keyword, Module, Span, Statement, Try } from './ast.ts';
import type { SourceFile } from './source.ts';
import { PythonSyntaxError, siteIn } from './syntax-error.ts';

/** How high a tree may be before it is refused, so that whatever walks it by recursion is safe. */
const MOST_HEIGHT = 1000;

/** What stands around a node. */
interface Around {
  readonly file: SourceFile;
  readonly place: 'module' | 'class' | 'function' | 'async';
  readonly loop: boolean;
  /** Inside the body of `except*`, which nothing may leave by a jump; `loop` counts from there. */
  readonly exceptStar: boolean;
}

interface AnyNode {
  readonly type: string;
  readonly span: Span;
}

const refuse = (around: Around, at: { readonly span: Span }, detail: string): never => {
  throw new PythonSyntaxError(detail, siteIn(around.file, at.span, at.span));
};

/** Where `*x` may stand directly. */
const STAR_HOLDERS: ReadonlySet<string> = new Set(['Tuple', 'List', 'Set', 'Call', 'ClassDef', 'arg']);

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && 'type' in value && 'span' in value;

/** Visits what a node or a part of one holds, in the order of its fields. */
const visitParts = (value: object, holder: string, around: Around, height: number): void => {
  for (const part of Object.values(value)) {
    if (typeof part !== 'object' || part === null) continue;
    if (Array.isArray(part)) {
      for (const each of part)
        if (typeof each === 'object' && each !== null) visitPart(each, holder, around, height);
    } else visitPart(part, holder, around, height);
  }
};

const visitPart = (part: object, holder: string, around: Around, height: number): void => {
  if (isNode(part)) visit(part as Expression, holder, around, height);
  else if (!('kind' in part) && !('line' in part)) {
    if ('target' in part && 'iter' in part) checkClause(part as Comprehension, around);
    visitParts(part, '', around, height);
  }
};

const checkClause = (clause: Comprehension, around: Around): void => {
  checkStars(clause.target, around);
  if (clause.is_async && around.place !== 'async')
    refuse(around, clause.target, 'asynchronous comprehension outside of an asynchronous function');
};

const visitAll = (nodes: readonly AnyNode[], around: Around, height: number): void => {
  for (const node of nodes) visit(node as Statement, '', around, height);
};

/** A target takes the rest of the values in one place at most. */
const checkStars = (target: Expression, around: Around): void => {
  if (target.type === 'Starred')
    refuse(around, target, 'a starred assignment target must be in a list or tuple');
  if (target.type !== 'Tuple' && target.type !== 'List') return;
  if (target.elts.filter((each) => each.type === 'Starred').length > 1)
    refuse(around, target, 'multiple starred expressions in assignment');
  for (const each of target.elts) checkStars(each.type === 'Starred' ? each.value : each, around);
};

const checkKeywords = (keywords: readonly Keyword[], around: Around): void => {
  const seen = new Set<string>();
  for (const keyword of keywords) {
    if (keyword.arg === null) continue;
    if (seen.has(keyword.arg)) refuse(around, keyword, `keyword argument repeated: ${keyword.arg}`);
    seen.add(keyword.arg);
  }
};

const checkParameters = (args: Arguments, around: Around): void => {
  const seen = new Set<string>();
  const extra = [args.vararg, args.kwarg].flatMap((each) => (each === null ? [] : [each]));
  for (const parameter of [...args.posonlyargs, ...args.args, ...args.kwonlyargs, ...extra]) {
    if (seen.has(parameter.arg))
      refuse(around, parameter, `duplicate argument '${parameter.arg}' in function definition`);
    seen.add(parameter.arg);
  }
};

const checkHandlers = (node: Try, around: Around): void => {
  const bare = node.handlers.findIndex((each) => each.exceptionType === null);
  const handler = node.handlers[bare];
  if (handler !== undefined && bare < node.handlers.length - 1)
    refuse(around, handler, "default 'except:' must be last");
};

const NO_JUMP = "'break', 'continue' and 'return' cannot appear in an except* block";

const checkJump = (node: Statement, around: Around): void => {
  if (node.type === 'Return') {
    if (around.place === 'module' || around.place === 'class')
      refuse(around, node, "'return' outside function");
    if (around.exceptStar) refuse(around, node, NO_JUMP);
  } else if (!around.loop) {
    if (around.exceptStar) refuse(around, node, NO_JUMP);
    refuse(around, node, node.type === 'Break' ? "'break' outside loop" : "'continue' not properly in loop");
  }
};

const isOutsideFunctions = ({ place }: Around): boolean => place === 'module' || place === 'class';

/** Checks a node itself. */
const check = (node: Expression | Statement, around: Around): void => {
  switch (node.type) {
    case 'Return':
    case 'Break':
    case 'Continue':
      checkJump(node, around);
      break;
    case 'Yield':
    case 'YieldFrom':
      if (isOutsideFunctions(around)) refuse(around, node, "'yield' outside function");
      if (node.type === 'YieldFrom' && around.place === 'async')
        refuse(around, node, "'yield from' inside async function");
      break;
    case 'Await':
    case 'AsyncFor':
    case 'AsyncWith':
      if (around.place !== 'async') refuse(around, node, `'${WORDS.get(node.type)}' outside async function`);
      break;
    case 'Assign':
      for (const target of node.targets) checkStars(target, around);
      break;
    case 'Call':
    case 'ClassDef':
      checkKeywords(node.keywords, around);
      break;
    case 'Try':
    case 'TryStar':
      checkHandlers(node, around);
      break;
    case 'Nonlocal':
      if (around.place === 'module') refuse(around, node, 'nonlocal declaration not allowed at module level');
      break;
    case 'ImportFrom':
      if (around.place !== 'module' && node.names.some((each) => each.name === '*'))
        refuse(around, node, 'import * only allowed at module level');
      break;
    default:
  }
};

const WORDS: ReadonlyMap<string, string> = new Map([
  ['Await', 'await'],
  ['AsyncFor', 'async for'],
  ['AsyncWith', 'async with'],
]);

const visit = (node: Expression | Statement, holder: string, around: Around, height: number): void => {
  if (height > MOST_HEIGHT)
    refuse(around, node, `more than ${MOST_HEIGHT} levels of expressions and blocks inside each other`);
  if (node.type === 'Starred' && !STAR_HOLDERS.has(holder))
    refuse(around, node, "can't use a starred expression here");
  check(node, around);
  const next = height + 1;
  switch (node.type) {
    case 'FunctionDef':
    case 'AsyncFunctionDef': {
      checkParameters(node.args, around);
      const place = node.type === 'FunctionDef' ? 'function' : 'async';
      visitParts([node.decorator_list, node.args, node.returns], node.type, around, next);
      visitAll(node.body, { file: around.file, place, loop: false, exceptStar: false }, next);
      break;
    }
    case 'Lambda':
      checkParameters(node.args, around);
      visitParts(node.args, node.type, around, next);
      visit(node.body, '', { file: around.file, place: 'function', loop: false, exceptStar: false }, next);
      break;
    case 'ClassDef':
      visitParts([node.decorator_list, node.bases, node.keywords], node.type, around, next);
      visitAll(node.body, { file: around.file, place: 'class', loop: false, exceptStar: false }, next);
      break;
    case 'While':
    case 'For':
    case 'AsyncFor':
      if (node.type !== 'While') checkStars(node.target, around);
      visitParts(node.type === 'While' ? [node.test] : [node.target, node.iter], node.type, around, next);
      visitAll(node.body, { ...around, loop: true }, next);
      visitAll(node.orelse, around, next);
      break;
    case 'TryStar':
      visitAll(node.body, around, next);
      visitParts(node.handlers, node.type, { ...around, loop: false, exceptStar: true }, next);
      visitAll([...node.orelse, ...node.finalbody], around, next);
      break;
    default:
      visitParts(node, node.type, around, next);
  }
};

/**
 * Refuses what the grammar allows but CPython's compiler does not: jumps and `yield` outside what they belong to,
 * stars where none may stand, names given twice. Source: Python 3.11 documentation, reference/simple_stmts and
 * reference/expressions. Also refuses a tree higher than 1000 nodes.
 */
export const checkRules = (module: Module, file: SourceFile): void =>
  visitAll(module.body, { file, place: 'module', loop: false, exceptStar: false }, 0);
