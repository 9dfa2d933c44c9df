import type { Expression } from '../../ast.ts';
import type { PyValue } from '../../values.ts';
import type { Evaluate } from '../frame.ts';
import { noAttribute } from '../runtime/attributes.ts';
import { integerFault } from '../runtime/integers.ts';
import { compileCall } from './calls.ts';
import { compileComprehension } from './comprehensions.ts';
import { compileCondition } from './conditions.ts';
import { constantValue } from './constants.ts';
import { compileDict, compileSequence, compileSet } from './displays.ts';
import { compileJoined } from './f-strings.ts';
import { compileLambda } from './functions.ts';
import { compileGenerator } from './generators.ts';
import { compileName, compileStoreName } from './names.ts';
import { compileBinary, compileCompare, compileUnary } from './operations.ts';
import { refuse } from './refusals.ts';
import type { Scope } from './scope.ts';

type Of<Type extends Expression['type']> = Extract<Expression, { readonly type: Type }>;

const compileLogic = (node: Of<'BoolOp'>, scope: Scope): Evaluate => {
  const parts = node.values.map((each) => ({ value: compileExpression(each, scope), span: each.span }));
  const last = parts.length - 1;
  const stopOn = node.op === 'Or';
  return (frame) => {
    let value: PyValue = null;
    for (let index = 0; index <= last; index += 1) {
      const part = parts[index];
      if (part === undefined) break;
      value = part.value(frame);
      if (index === last) break;
      if (typeof value !== 'boolean') frame.span = part.span;
      if ((typeof value === 'boolean' ? value : frame.machine.truth(value)) === stopOn) break;
    }
    return value;
  };
};

const compileAttribute = (node: Of<'Attribute'>, scope: Scope): Evaluate => {
  const object = compileExpression(node.value, scope);
  const { attr, span } = node;
  return (frame) => {
    const value = object(frame);
    if (typeof value === 'object' && value !== null) {
      if (value.kind === 'instance' || value.kind === 'module') {
        const own = value.attributes.get(attr);
        if (own !== undefined) return own;
      }
    }
    frame.span = span;
    const found = frame.machine.findAttribute(value, attr);
    return found === undefined ? noAttribute(frame.machine, value, attr) : found;
  };
};

const compileSubscript = (node: Of<'Subscript'>, scope: Scope): Evaluate => {
  const object = compileExpression(node.value, scope);
  const index = compileExpression(node.slice, scope);
  const { span } = node;
  return (frame) => {
    const value = object(frame);
    const at = index(frame);
    if (typeof at === 'number' && at >= 0 && typeof value === 'object' && value !== null) {
      if (value.kind === 'list' || value.kind === 'tuple') {
        const item = value.items[at];
        if (item !== undefined) return item;
      }
    }
    frame.span = span;
    if (
      typeof value === 'object' &&
      value !== null &&
      value.kind === 'host' &&
      value.type.class === undefined
    ) {
      const item = value.type.getItem?.(value, at, frame.machine);
      if (item !== undefined) return item;
    }
    return frame.machine.getItem(value, at);
  };
};

const compileSlice = (node: Of<'Slice'>, scope: Scope): Evaluate => {
  const part = (each: Expression | null): Evaluate =>
    each === null ? () => null : compileExpression(each, scope);
  const start = part(node.lower);
  const stop = part(node.upper);
  const step = part(node.step);
  return (frame) => ({ kind: 'slice', start: start(frame), stop: stop(frame), step: step(frame) });
};

const compileConditional = (node: Of<'IfExp'>, scope: Scope): Evaluate => {
  const holds = compileCondition(node.test, scope);
  const body = compileExpression(node.body, scope);
  const otherwise = compileExpression(node.orelse, scope);
  return (frame) => (holds(frame) ? body(frame) : otherwise(frame));
};

const compileWalrus = (node: Of<'NamedExpr'>, scope: Scope): Evaluate => {
  let home = scope;
  // Inside a comprehension `:=` binds a name of the function around it.
  while (home.kind === 'comprehension' && home.parent !== null) home = home.parent;
  const store = compileStoreName(home, node.target.id);
  const value = compileExpression(node.value, scope);
  return (frame) => {
    const result = value(frame);
    store(frame, result);
    return result;
  };
};

/** Compiles an expression that gives one value. */
export const compileExpression = (node: Expression, scope: Scope): Evaluate => {
  switch (node.type) {
    case 'Name':
      return compileName(scope, node.id, node.span);
    case 'Constant': {
      const value = constantValue(scope, node);
      const { span } = node;
      if (value !== undefined) return () => value;
      return (frame) => {
        frame.span = span;
        return integerFault(frame.machine);
      };
    }
    case 'BinOp':
      return compileBinary(node, scope);
    case 'UnaryOp':
      return compileUnary(node, scope);
    case 'Compare':
      return compileCompare(node, scope);
    case 'BoolOp':
      return compileLogic(node, scope);
    case 'Call':
      return compileCall(node, scope);
    case 'Attribute':
      return compileAttribute(node, scope);
    case 'Subscript':
      return compileSubscript(node, scope);
    case 'Slice':
      return compileSlice(node, scope);
    case 'IfExp':
      return compileConditional(node, scope);
    case 'NamedExpr':
      return compileWalrus(node, scope);
    default:
      return compileConstruction(node, scope);
  }
};

type Construction = Exclude<
  Expression,
  {
    type:
      | 'Name'
      | 'Constant'
      | 'BinOp'
      | 'UnaryOp'
      | 'Compare'
      | 'BoolOp'
      | 'Call'
      | 'Attribute'
      | 'Subscript'
      | 'Slice'
      | 'IfExp'
      | 'NamedExpr';
  }
>;

const compileConstruction = (node: Construction, scope: Scope): Evaluate => {
  switch (node.type) {
    case 'List':
    case 'Tuple':
      return compileSequence(node.type === 'List' ? 'list' : 'tuple', node.elts, scope);
    case 'Set':
      return compileSet(node.elts, scope, node.span);
    case 'Dict':
      return compileDict(node, scope);
    case 'ListComp':
    case 'SetComp':
    case 'DictComp':
      return compileComprehension(node, scope);
    case 'GeneratorExp':
      return compileGenerator(node, scope);
    case 'Lambda':
      return compileLambda(node, scope);
    case 'JoinedStr':
    case 'FormattedValue':
      return compileJoined(node, scope);
    case 'Starred':
      return refuse(
        scope,
        node.span,
        'A starred expression cannot stand here.',
        'Put it into a list or tuple display.',
      );
    case 'Await':
      return refuse(
        scope,
        node.span,
        '`await` is not supported: a kernel runs from top to bottom.',
        'Call the function without `await`.',
      );
    default:
      return refuse(
        scope,
        node.span,
        'Generators (`yield`) are not supported.',
        'Collect the values in a list and return it, or write a generator expression.',
      );
  }
};
