import type {
  Arguments,
  Comprehension,
  Expression,
  GeneratorExp,
  Module,
  NamedExpr,
  Statement,
} from '../../ast.ts';
import { createScope, layOut, type Scope, type Unit } from './scope.ts';
import { childExpressions } from './walk.ts';

interface Walk {
  readonly unit: Unit;
  readonly scopes: Scope[];
}

const open = (walk: Walk, node: object, kind: Scope['kind'], name: string, parent: Scope): Scope => {
  const scope = createScope(walk.unit, kind, name, parent);
  walk.unit.scopes.set(node, scope);
  walk.scopes.push(scope);
  return scope;
};

/** Finds every scope of a module and gives its variables their places. */
export const resolveModule = (module: Module, unit: Unit): Scope => {
  const scope = createScope(unit, 'module', '<module>', null);
  const walk: Walk = { unit, scopes: [scope] };
  visitBody(walk, module.body, scope);
  layOut(walk.scopes);
  return scope;
};

const visitBody = (walk: Walk, body: readonly Statement[], scope: Scope): void => {
  for (const statement of body) visitStatement(walk, statement, scope);
};

const visitAll = (walk: Walk, expressions: readonly (Expression | null)[], scope: Scope): void => {
  for (const expression of expressions) if (expression !== null) visit(walk, expression, scope);
};

/** Marks the names that an assignment to `target` binds, and visits the expressions in it. */
const bindTarget = (walk: Walk, target: Expression, scope: Scope): void => {
  if (target.type === 'Name') bind(target.id, scope);
  else if (target.type === 'Tuple' || target.type === 'List') {
    for (const each of target.elts) bindTarget(walk, each, scope);
  } else if (target.type === 'Starred') bindTarget(walk, target.value, scope);
  else visit(walk, target, scope);
};

const bind = (name: string, scope: Scope): void => {
  scope.bound.add(name);
  scope.uses.add(name);
};

const parametersOf = (args: Arguments): string[] => [
  ...[...args.posonlyargs, ...args.args].map((each) => each.arg),
  ...(args.vararg === null ? [] : [args.vararg.arg]),
  ...args.kwonlyargs.map((each) => each.arg),
  ...(args.kwarg === null ? [] : [args.kwarg.arg]),
];

const annotationsOf = (args: Arguments): (Expression | null)[] =>
  [...args.posonlyargs, ...args.args, ...args.kwonlyargs, args.vararg, args.kwarg].map((each) =>
    each === null ? null : each.annotation,
  );

const visitArguments = (walk: Walk, args: Arguments, scope: Scope): void => {
  visitAll(walk, args.defaults, scope);
  visitAll(walk, args.kw_defaults, scope);
  visitAll(walk, annotationsOf(args), scope);
};

const bindParameters = (args: Arguments, scope: Scope): void => {
  for (const name of parametersOf(args)) bind(name, scope);
};

const visitStatement = (walk: Walk, node: Statement, scope: Scope): void => {
  switch (node.type) {
    case 'FunctionDef':
    case 'AsyncFunctionDef': {
      visitAll(walk, node.decorator_list, scope);
      visitArguments(walk, node.args, scope);
      if (node.returns !== null) visit(walk, node.returns, scope);
      bind(node.name, scope);
      const inner = open(walk, node, 'function', node.name, scope);
      bindParameters(node.args, inner);
      visitBody(walk, node.body, inner);
      return;
    }
    case 'ClassDef': {
      visitAll(walk, node.decorator_list, scope);
      visitAll(walk, node.bases, scope);
      for (const keyword of node.keywords) visit(walk, keyword.value, scope);
      bind(node.name, scope);
      visitBody(walk, node.body, open(walk, node, 'class', node.name, scope));
      return;
    }
    case 'Assign':
      visit(walk, node.value, scope);
      for (const target of node.targets) bindTarget(walk, target, scope);
      return;
    case 'AugAssign':
      visit(walk, node.value, scope);
      bindTarget(walk, node.target, scope);
      return;
    case 'AnnAssign':
      visitAll(walk, [node.annotation, node.value], scope);
      bindTarget(walk, node.target, scope);
      return;
    case 'Delete':
      for (const target of node.targets) bindTarget(walk, target, scope);
      return;
    case 'Global':
      for (const name of node.names) scope.globals.add(name);
      return;
    case 'Nonlocal':
      for (const name of node.names) {
        scope.nonlocals.add(name);
        scope.uses.add(name);
      }
      return;
    case 'Import':
      for (const alias of node.names) {
        bind(alias.asname === null ? (alias.name.split('.')[0] ?? alias.name) : alias.asname, scope);
      }
      return;
    case 'ImportFrom':
      if (node.module === '__future__' && node.names.some((alias) => alias.name === 'annotations')) {
        walk.unit.lazyAnnotations = true;
      }
      for (const alias of node.names) bind(alias.asname === null ? alias.name : alias.asname, scope);
      return;
    default:
      visitControl(walk, node, scope);
  }
};

type Control = Exclude<
  Statement,
  {
    type:
      | 'FunctionDef'
      | 'AsyncFunctionDef'
      | 'ClassDef'
      | 'Assign'
      | 'AugAssign'
      | 'AnnAssign'
      | 'Delete'
      | 'Global'
      | 'Nonlocal'
      | 'Import'
      | 'ImportFrom';
  }
>;

const visitControl = (walk: Walk, node: Control, scope: Scope): void => {
  switch (node.type) {
    case 'For':
    case 'AsyncFor':
      visit(walk, node.iter, scope);
      bindTarget(walk, node.target, scope);
      break;
    case 'While':
    case 'If':
      visit(walk, node.test, scope);
      break;
    case 'With':
    case 'AsyncWith':
      for (const item of node.items) {
        visit(walk, item.context_expr, scope);
        if (item.optional_vars !== null) bindTarget(walk, item.optional_vars, scope);
      }
      break;
    case 'Raise':
      visitAll(walk, [node.exc, node.cause], scope);
      return;
    case 'Assert':
      visitAll(walk, [node.test, node.msg], scope);
      return;
    case 'Return':
    case 'Expr':
      visitAll(walk, [node.value], scope);
      return;
    case 'Try':
    case 'TryStar':
      for (const handler of node.handlers) {
        visitAll(walk, [handler.exceptionType], scope);
        if (handler.name !== null) bind(handler.name, scope);
        visitBody(walk, handler.body, scope);
      }
      visitBody(walk, node.finalbody, scope);
      break;
    case 'Match':
      visit(walk, node.subject, scope);
      for (const each of node.cases) visitBody(walk, each.body, scope);
      return;
    default:
      return;
  }
  visitBody(walk, node.body, scope);
  if ('orelse' in node) visitBody(walk, node.orelse, scope);
};

const visit = (walk: Walk, node: Expression, scope: Scope): void => {
  switch (node.type) {
    case 'Name':
      scope.uses.add(node.id);
      // `super()` without arguments reads the class around it.
      if (node.id === 'super') scope.uses.add('__class__');
      return;
    case 'Lambda': {
      visitArguments(walk, node.args, scope);
      const inner = open(walk, node, 'function', '<lambda>', scope);
      bindParameters(node.args, inner);
      visit(walk, node.body, inner);
      return;
    }
    case 'NamedExpr':
      visitWalrus(walk, node, scope);
      return;
    case 'ListComp':
    case 'SetComp':
      visitComprehension(walk, node.generators, [node.elt], open(walk, node, 'comprehension', '', scope));
      return;
    case 'DictComp':
      visitComprehension(
        walk,
        node.generators,
        [node.key, node.value],
        open(walk, node, 'comprehension', '', scope),
      );
      return;
    case 'GeneratorExp':
      visitGenerator(walk, node, scope);
      return;
    default:
      visitAll(walk, childExpressions(node), scope);
  }
};

const visitWalrus = (walk: Walk, node: NamedExpr, scope: Scope): void => {
  visit(walk, node.value, scope);
  let home = scope;
  while (home.parent !== null && (home.kind === 'comprehension' || home.name === '<genexpr>')) {
    home.uses.add(node.target.id);
    home = home.parent;
  }
  bind(node.target.id, home);
};

const visitComprehension = (
  walk: Walk,
  generators: readonly Comprehension[],
  results: readonly Expression[],
  scope: Scope,
): void => {
  generators.forEach((each, index) => {
    // The first iterable is evaluated outside.
    visit(walk, each.iter, index === 0 && scope.parent !== null ? scope.parent : scope);
    bindTarget(walk, each.target, scope);
    visitAll(walk, each.ifs, scope);
  });
  visitAll(walk, results, scope);
};

const visitGenerator = (walk: Walk, node: GeneratorExp, scope: Scope): void => {
  const inner = open(walk, node, 'function', '<genexpr>', scope);
  visitComprehension(walk, node.generators, [node.elt], inner);
};
