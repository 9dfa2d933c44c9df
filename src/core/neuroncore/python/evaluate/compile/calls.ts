import type { Call, Expression } from '../../ast.ts';
import type { PyValue } from '../../values.ts';
import { SUPER } from '../builtins/classes.ts';
import { type Evaluate, type Frame, outOfSteps } from '../frame.ts';
import type { CallShape } from '../runtime/binding.ts';
import { callDirectly, callShaped, emptyCache } from '../runtime/call.ts';
import { lookUp } from '../runtime/types.ts';
import { compileExpression } from './expressions.ts';
import { accessOf, type Scope } from './scope.ts';
import { compileStarredCall } from './starred-calls.ts';

/** Compiles a call: the callee once, then the arguments from left to right. */
export const compileCall = (node: Call, scope: Scope): Evaluate => {
  const special = compileBareSuper(node, scope);
  if (special !== null) return special;
  const starred =
    node.args.some((each) => each.type === 'Starred') || node.keywords.some((each) => each.arg === null);
  if (starred) return compileStarredCall(node, scope);
  if (node.func.type === 'Attribute') return compileMethodCall(node, node.func, scope);
  return compilePlainCall(node, scope);
};

const compileValues = (node: Call, scope: Scope): Evaluate[] => [
  ...node.args.map((each) => compileExpression(each, scope)),
  ...node.keywords.map((each) => compileExpression(each.value, scope)),
];

const shapeOf = (node: Call, self: number): CallShape => ({
  positional: node.args.length + self,
  keywords: node.keywords.map((each) => each.arg ?? ''),
});

const compilePlainCall = (node: Call, scope: Scope): Evaluate => {
  const callee = compileExpression(node.func, scope);
  const parts = compileValues(node, scope);
  const shape = shapeOf(node, 0);
  const { span } = node;
  const cache = emptyCache();
  return (frame) => {
    const target = callee(frame);
    const values = new Array<PyValue>(parts.length);
    for (let index = 0; index < parts.length; index += 1) {
      const part = parts[index];
      if (part !== undefined) values[index] = part(frame);
    }
    frame.span = span;
    const { machine } = frame;
    if (--machine.stepsLeft < 0) outOfSteps(machine);
    return callShaped(machine, target, shape, values, cache);
  };
};

/** `object.method(...)` without making the bound method first. */
const compileMethodCall = (
  node: Call,
  func: Extract<Expression, { type: 'Attribute' }>,
  scope: Scope,
): Evaluate => {
  const object = compileExpression(func.value, scope);
  const attribute = func.attr;
  const parts = compileValues(node, scope);
  const shape = shapeOf(node, 0);
  const shapeWithSelf = shapeOf(node, 1);
  const { span } = node;
  const funcSpan = func.span;
  const cache = emptyCache();
  return (frame) => {
    const self = object(frame);
    const { machine } = frame;
    const method = directMethod(frame, self, attribute);
    let target: PyValue = null;
    let count = 0;
    const values = new Array<PyValue>(method === undefined ? parts.length : parts.length + 1);
    if (method !== undefined) values[count++] = self;
    else {
      frame.span = funcSpan;
      target = memberOf(self, attribute) ?? machine.getAttribute(self, attribute);
    }
    for (let index = 0; index < parts.length; index += 1) {
      const part = parts[index];
      if (part !== undefined) values[count++] = part(frame);
    }
    frame.span = span;
    if (--machine.stepsLeft < 0) outOfSteps(machine);
    return method === undefined
      ? callShaped(machine, target, shape, values, cache)
      : callDirectly(machine, method, shapeWithSelf, values, cache);
  };
};

/** What a module holds by that name; undefined for everything that takes a longer look. */
const memberOf = (value: PyValue, name: string): PyValue | undefined =>
  typeof value === 'object' && value !== null && value.kind === 'module'
    ? value.attributes.get(name)
    : undefined;

/** The function behind a method that can be called with `self` in front; undefined when it must be looked up in full. */
const directMethod = (frame: Frame, self: PyValue, name: string) => {
  if (typeof self === 'object' && self !== null) {
    switch (self.kind) {
      case 'instance':
        if (self.payload !== undefined || self.attributes.has(name)) return undefined;
        break;
      case 'list':
      case 'dict':
      case 'tuple':
      case 'set':
        break;
      default:
        return undefined;
    }
  } else if (typeof self !== 'string') return undefined;
  const found = lookUp(frame.machine.typeOf(self), name);
  if (typeof found !== 'object' || found === null) return undefined;
  return found.kind === 'function' || found.kind === 'native' ? found : undefined;
};

/** `super()` in a method: the class around it and the method's first argument. */
const compileBareSuper = (node: Call, scope: Scope): Evaluate | null => {
  if (node.func.type !== 'Name' || node.func.id !== 'super') return null;
  if (node.args.length + node.keywords.length > 0 || scope.owner.kind !== 'function') return null;
  const access = accessOf(scope, '__class__');
  if (access.kind !== 'cell') return null;
  const callee = compileExpression(node.func, scope);
  const { index } = access;
  const first = [...scope.owner.bound][0];
  const cell = first === undefined ? undefined : scope.owner.cells.get(first);
  const { span } = node;
  return (frame) => {
    const target = callee(frame);
    frame.span = span;
    if (target !== SUPER) return frame.machine.call(target, []);
    const type = frame.cells[index]?.value;
    const self = cell === undefined ? frame.slots[0] : frame.cells[cell]?.value;
    if (type === undefined || self === undefined) {
      return frame.machine.raise('RuntimeError', 'super(): no arguments');
    }
    return frame.machine.call(SUPER, [type, self]);
  };
};
