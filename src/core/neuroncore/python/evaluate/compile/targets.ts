import type { Expression, Span } from '../../ast.ts';
import { pyList } from '../../construct.ts';
import type { PyValue } from '../../values.ts';
import type { Frame } from '../frame.ts';
import { compileExpression } from './expressions.ts';
import { compileStoreName, type Store } from './names.ts';
import { refuse } from './refusals.ts';
import type { Scope } from './scope.ts';

/** Compiles the left side of an assignment. */
export const compileTarget = (target: Expression, scope: Scope): Store => {
  const { span } = target;
  switch (target.type) {
    case 'Name':
      return compileStoreName(scope, target.id);
    case 'Attribute': {
      const object = compileExpression(target.value, scope);
      const { attr } = target;
      return (frame, value) => {
        const owner = object(frame);
        frame.span = span;
        frame.machine.setAttribute(owner, attr, value);
      };
    }
    case 'Subscript': {
      const object = compileExpression(target.value, scope);
      const index = compileExpression(target.slice, scope);
      return (frame, value) => {
        const owner = object(frame);
        const at = index(frame);
        frame.span = span;
        frame.machine.setItem(owner, at, value);
      };
    }
    case 'Tuple':
    case 'List':
      return compileUnpacking(target.elts, scope, span);
    case 'Starred':
      return refuse(scope, span, 'A starred target must be in a list or tuple.', 'Write `*rest, = values`.');
    default:
      return refuse(
        scope,
        span,
        'This expression cannot be assigned to.',
        'Assign to a name, `x.y` or `x[i]`.',
      );
  }
};

const unpackItems = (frame: Frame, value: PyValue, span: Span): readonly PyValue[] => {
  if (typeof value === 'object' && value !== null && (value.kind === 'tuple' || value.kind === 'list')) {
    return value.items;
  }
  const { machine } = frame;
  frame.span = span;
  const iterator = machine.attempt('TypeError', () => machine.iterate(value));
  if (iterator === undefined) {
    return machine.raise('TypeError', `cannot unpack non-iterable ${machine.typeOf(value).name} object`);
  }
  return machine.collect(iterator);
};

const compileUnpacking = (elements: readonly Expression[], scope: Scope, span: Span): Store => {
  const star = elements.findIndex((each) => each.type === 'Starred');
  const stores = elements.map((each) => compileTarget(each.type === 'Starred' ? each.value : each, scope));
  const count = stores.length;
  if (star >= 0) return unpackStarred(stores, star, span);
  return (frame, value) => {
    const items = unpackItems(frame, value, span);
    if (items.length !== count) {
      frame.span = span;
      frame.machine.raise(
        'ValueError',
        items.length > count
          ? `too many values to unpack (expected ${count})`
          : `not enough values to unpack (expected ${count}, got ${items.length})`,
      );
    }
    for (let index = 0; index < count; index += 1) {
      const item = items[index];
      if (item !== undefined) stores[index]?.(frame, item);
    }
  };
};

const unpackStarred =
  (stores: readonly Store[], star: number, span: Span): Store =>
  (frame, value) => {
    const items = unpackItems(frame, value, span);
    const after = stores.length - star - 1;
    if (items.length < stores.length - 1) {
      frame.span = span;
      frame.machine.raise(
        'ValueError',
        `not enough values to unpack (expected at least ${stores.length - 1}, got ${items.length})`,
      );
    }
    const end = items.length - after;
    for (const [index, store] of stores.entries()) {
      const item =
        index === star
          ? pyList(items.slice(star, end))
          : items[index < star ? index : end + index - star - 1];
      if (item !== undefined) store(frame, item);
    }
  };
