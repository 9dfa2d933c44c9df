import type { Arguments, Expression, FunctionDef, Lambda, Span, Statement } from '../../ast.ts';
import { pyDict, stringKey } from '../../construct.ts';
import type { Parameter, PyDict, PyFunction, PyValue } from '../../values.ts';
import { UnsupportedPython } from '../errors.ts';
import { type Evaluate, type Execute, type Frame, outOfSteps, tooDeep } from '../frame.ts';
import { compileExpression } from './expressions.ts';
import { type CreateFrame, childFrame } from './frames.ts';
import { compileStoreName } from './names.ts';
import { refuse } from './refusals.ts';
import type { Scope } from './scope.ts';
import { compileBlock } from './statements.ts';

/** Evaluates the defaults where the function is defined. */
const compileParameters = (args: Arguments, scope: Scope): ((frame: Frame) => Parameter[]) => {
  const places = [...args.posonlyargs, ...args.args];
  const firstDefault = places.length - args.defaults.length;
  const defaults = args.defaults.map((each) => compileExpression(each, scope));
  const keywordDefaults = args.kw_defaults.map((each) =>
    each === null ? null : compileExpression(each, scope),
  );
  return (frame) => {
    const values = defaults.map((each) => each(frame));
    const parameters: Parameter[] = places.map((each, index) => {
      const kind = index < args.posonlyargs.length ? 'positionalOnly' : 'ordinary';
      const value = values[index - firstDefault];
      return value === undefined ? { name: each.arg, kind } : { name: each.arg, kind, defaultValue: value };
    });
    if (args.vararg !== null) parameters.push({ name: args.vararg.arg, kind: 'variadic' });
    args.kwonlyargs.forEach((each, index) => {
      const value = keywordDefaults[index]?.(frame);
      parameters.push(
        value === undefined
          ? { name: each.arg, kind: 'keywordOnly' }
          : { name: each.arg, kind: 'keywordOnly', defaultValue: value },
      );
    });
    if (args.kwarg !== null) parameters.push({ name: args.kwarg.arg, kind: 'keywords' });
    return parameters;
  };
};

type Annotated = readonly (readonly [string, Expression])[];

const annotationsOf = (args: Arguments, returns: Expression | null): Annotated => {
  const all = [...args.posonlyargs, ...args.args, args.vararg, ...args.kwonlyargs, args.kwarg];
  const named = all.flatMap((each): [string, Expression][] =>
    each === null || each.annotation === null ? [] : [[each.arg, each.annotation]],
  );
  return returns === null ? named : [...named, ['return', returns]];
};

/** Evaluates annotations when they are asked for; those that raise are left out. */
const compileAnnotations = (annotated: Annotated, scope: Scope): ((frame: Frame) => PyDict) => {
  const parts = annotated.map(([name, node]) => [name, compileExpression(node, scope)] as const);
  return (frame) => {
    const dict = pyDict();
    // The frame may be in the middle of a call, whose place must stay what it is.
    const { span } = frame;
    for (const [name, evaluate] of parts) {
      const value = frame.machine.attempt('Exception', () => evaluate(frame));
      if (value !== undefined) dict.entries.set(stringKey(name), [name, value]);
    }
    frame.span = span;
    return dict;
  };
};

interface Body {
  readonly create: CreateFrame;
  readonly run: (frame: Frame) => PyValue;
  readonly span: Span;
}

/** Activates a function: a frame, its body, and back to the caller. */
const invoke = (defined: Frame, body: Body, args: readonly PyValue[]): PyValue => {
  const { machine } = defined;
  if (--machine.stepsLeft < 0) outOfSteps(machine);
  if (++machine.depth > machine.limits.callDepth) tooDeep(machine);
  const frame = body.create(defined, machine, args, body.span);
  const caller = machine.frame;
  machine.frame = frame;
  const result = body.run(frame);
  machine.frame = caller;
  machine.depth -= 1;
  return result;
};

/** The name of a function with those of the functions and classes around it. */
export const qualifiedName = (scope: Scope, name: string): string => {
  for (let each: Scope | null = scope; each !== null; each = each.parent) {
    if (each.kind === 'function') return `${qualifiedName(each.parent ?? each, each.name)}.<locals>.${name}`;
    if (each.kind === 'class') return `${qualifiedName(each.parent ?? each, each.name)}.${name}`;
  }
  return name;
};

/** The text that a body begins with. */
export const docstringOf = (body: readonly Statement[]): string | null => {
  const [first] = body;
  if (first?.type !== 'Expr' || first.value.type !== 'Constant') return null;
  return first.value.value.kind === 'str' ? first.value.value.value : null;
};

interface Definition {
  readonly name: string;
  readonly args: Arguments;
  readonly returns: Expression | null;
  readonly docstring: string | null;
  readonly span: Span;
}

const compileDefinition = (
  definition: Definition,
  outer: Scope,
  body: Body,
): ((frame: Frame) => PyFunction) => {
  const parameters = compileParameters(definition.args, outer);
  const annotated = annotationsOf(definition.args, definition.returns);
  const annotations = compileAnnotations(annotated, outer);
  const { name, docstring } = definition;
  const qualified = qualifiedName(outer, name);
  const { line, column, endLine, endColumn } = definition.span;
  return (frame) => ({
    kind: 'function',
    name,
    qualifiedName: qualified,
    parameters: parameters(frame),
    site: { file: frame.file, line, column, endLine, endColumn },
    invoke: (args) => invoke(frame, body, args),
    attributes: new Map(),
    module: frame.globals.get('__name__') ?? null,
    docstring,
    annotations: () => annotations(frame),
  });
};

/** A body that refuses to run, for a function whose text cannot be compiled. */
const refusedBody =
  (refusal: UnsupportedPython): ((frame: Frame) => PyValue) =>
  () => {
    throw refusal;
  };

const runBlock =
  (block: Execute) =>
  (frame: Frame): PyValue => {
    block(frame);
    return frame.result;
  };

const compileBody = (node: FunctionDef, scope: Scope): ((frame: Frame) => PyValue) => {
  try {
    if (node.type === 'AsyncFunctionDef') {
      refuse(scope, node.span, '`async def` is not supported.', 'Write `def`.');
    }
    return runBlock(compileBlock(node.body, scope));
  } catch (error) {
    if (!(error instanceof UnsupportedPython)) throw error;
    scope.unit.refusals.push(error);
    return refusedBody(error);
  }
};

/** `def name(...)`: defines the function, applies its decorators and binds its name. */
export const compileFunction = (node: FunctionDef, outer: Scope): Execute => {
  const scope = outer.unit.scopes.get(node) ?? outer;
  const decorators = node.decorator_list.map((each) => compileExpression(each, outer));
  const run = compileBody(node, scope);
  const body = { create: childFrame(scope), run, span: node.span };
  const define = compileDefinition({ ...node, docstring: docstringOf(node.body) }, outer, body);
  const store = compileStoreName(outer, node.name);
  const { span } = node;
  return (frame) => {
    const wrappers = decorators.map((each) => each(frame));
    frame.span = span;
    let value: PyValue = define(frame);
    for (const wrapper of wrappers.reverse()) value = frame.machine.call(wrapper, [value]);
    store(frame, value);
    return 0;
  };
};

/** `lambda ...: ...`. */
export const compileLambda = (node: Lambda, outer: Scope): Evaluate => {
  const scope = outer.unit.scopes.get(node) ?? outer;
  const run = compileExpression(node.body, scope);
  const body = { create: childFrame(scope), run, span: node.span };
  return compileDefinition(
    { name: '<lambda>', args: node.args, returns: null, docstring: null, span: node.span },
    outer,
    body,
  );
};
