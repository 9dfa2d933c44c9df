import type { Statement } from '../../ast.ts';
import { stringKey } from '../../construct.ts';
import type { PyValue } from '../../values.ts';
import { type Execute, type Frame, NORMAL } from '../frame.ts';
import { inPlaceOperation } from '../runtime/operators.ts';
import { annotationsIn } from './class-body.ts';
import { compileExpression } from './expressions.ts';
import { compileDeleteName, compileName, compileStoreName } from './names.ts';
import { applyOperator, plainNumber, SYMBOLS } from './operations.ts';
import { refuse } from './refusals.ts';
import { accessOf, type Scope } from './scope.ts';
import { compileTarget } from './targets.ts';

type Of<Type extends Statement['type']> = Extract<Statement, { readonly type: Type }>;

/** `a = b = value`. */
export const compileAssign = (node: Of<'Assign'>, scope: Scope): Execute => {
  const value = compileExpression(node.value, scope);
  const stores = node.targets.map((each) => compileTarget(each, scope));
  const [only, second] = stores;
  if (only !== undefined && second === undefined) {
    const target = node.targets[0];
    const access = target?.type === 'Name' ? accessOf(scope, target.id) : null;
    if (access?.kind === 'slot') {
      const { index } = access;
      return (frame) => {
        frame.slots[index] = value(frame);
        return NORMAL;
      };
    }
    return (frame) => {
      only(frame, value(frame));
      return NORMAL;
    };
  }
  return (frame) => {
    const result = value(frame);
    for (const store of stores) store(frame, result);
    return NORMAL;
  };
};

const FLOAT_OPERATORS = new Set(['+', '-', '*', '/', '//', '%']);

/** `target op= value`. */
export const compileAugmented = (node: Of<'AugAssign'>, scope: Scope): Execute => {
  const { target, span } = node;
  const apply = applyOperator(node.op);
  const symbol = SYMBOLS[node.op];
  const value = compileExpression(node.value, scope);
  // Operators that floats lack name themselves `op=` in their error.
  const numeric = FLOAT_OPERATORS.has(symbol);
  const combine = (frame: Frame, left: PyValue, right: PyValue): PyValue => {
    if (plainNumber(left) !== undefined && plainNumber(right) !== undefined && numeric) {
      return apply(frame, left, right, span);
    }
    frame.span = span;
    return inPlaceOperation(frame.machine, symbol, left, right);
  };
  if (target.type === 'Name') {
    const load = compileName(scope, target.id, target.span);
    const access = accessOf(scope, target.id);
    if (access.kind === 'slot') {
      const { index } = access;
      return (frame) => {
        const left = load(frame);
        frame.slots[index] = combine(frame, left, value(frame));
        return NORMAL;
      };
    }
    const store = compileStoreName(scope, target.id);
    return (frame) => {
      const left = load(frame);
      store(frame, combine(frame, left, value(frame)));
      return NORMAL;
    };
  }
  if (target.type === 'Attribute') {
    const object = compileExpression(target.value, scope);
    const { attr } = target;
    return (frame) => {
      const owner = object(frame);
      frame.span = target.span;
      const left = frame.machine.getAttribute(owner, attr);
      frame.machine.setAttribute(owner, attr, combine(frame, left, value(frame)));
      return NORMAL;
    };
  }
  if (target.type !== 'Subscript') {
    return refuse(
      scope,
      span,
      'This cannot be the target of an augmented assignment.',
      'Assign to each part.',
    );
  }
  const object = compileExpression(target.value, scope);
  const index = compileExpression(target.slice, scope);
  return (frame) => {
    const owner = object(frame);
    const at = index(frame);
    frame.span = target.span;
    const left = frame.machine.getItem(owner, at);
    frame.machine.setItem(owner, at, combine(frame, left, value(frame)));
    return NORMAL;
  };
};

/** `x: T = value`; in a class body and at the top of a module the annotation is kept. */
export const compileAnnotated = (node: Of<'AnnAssign'>, scope: Scope): Execute | null => {
  const assign =
    node.value === null
      ? null
      : compileAssign({ type: 'Assign', span: node.span, targets: [node.target], value: node.value }, scope);
  if (scope.kind === 'function' || !node.simple || node.target.type !== 'Name') return assign;
  const name = node.target.id;
  const text = annotationText(node, scope);
  const evaluate = scope.unit.lazyAnnotations ? null : compileExpression(node.annotation, scope);
  return (frame) => {
    assign?.(frame);
    const value = evaluate === null ? text : frame.machine.attempt('Exception', () => evaluate(frame));
    const names = frame.names === null ? frame.globals : frame.names;
    annotationsIn(names).entries.set(stringKey(name), [name, value === undefined ? text : value]);
    return NORMAL;
  };
};

/** The text of an annotation, which stands for it when it cannot be evaluated. */
const annotationText = (node: Of<'AnnAssign'>, scope: Scope): string => {
  const { line, column, endLine, endColumn } = node.annotation.span;
  const lines = scope.unit.file.text.split(/\r\n|\r|\n/).slice(line - 1, endLine);
  return lines
    .map((each, index) =>
      each.slice(index === 0 ? column - 1 : 0, index === lines.length - 1 ? endColumn - 1 : undefined),
    )
    .join('\n');
};

/** `del target`. */
export const compileDelete = (node: Of<'Delete'>, scope: Scope): Execute => {
  const removals = node.targets.map((target): ((frame: Frame) => void) => {
    const { span } = target;
    if (target.type === 'Name') return compileDeleteName(scope, target.id, span);
    if (target.type === 'Attribute') {
      const object = compileExpression(target.value, scope);
      const { attr } = target;
      return (frame) => {
        const owner = object(frame);
        frame.span = span;
        frame.machine.deleteAttribute(owner, attr);
      };
    }
    if (target.type === 'Subscript') {
      const object = compileExpression(target.value, scope);
      const index = compileExpression(target.slice, scope);
      return (frame) => {
        const owner = object(frame);
        const at = index(frame);
        frame.span = span;
        frame.machine.deleteItem(owner, at);
      };
    }
    if (target.type === 'Tuple' || target.type === 'List') {
      const inner = compileDelete({ type: 'Delete', span, targets: target.elts }, scope);
      return (frame) => {
        inner(frame);
      };
    }
    return refuse(scope, span, 'This expression cannot be deleted.', 'Delete a name, `x.y` or `x[i]`.');
  });
  return (frame) => {
    for (const remove of removals) remove(frame);
    return NORMAL;
  };
};
