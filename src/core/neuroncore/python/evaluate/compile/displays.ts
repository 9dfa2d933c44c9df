import type { Dict, Expression, Span } from '../../ast.ts';
import { pyDict, pyList, pySet, pyTuple } from '../../construct.ts';
import type { PyValue } from '../../values.ts';
import { mergeInto } from '../builtins/dict.ts';
import type { Evaluate, Frame } from '../frame.ts';
import { setEntry } from '../runtime/subscript.ts';
import { compileExpression } from './expressions.ts';
import type { Scope } from './scope.ts';

type Fill = (frame: Frame, items: PyValue[]) => void;

const compileItems = (elements: readonly Expression[], scope: Scope): Fill => {
  const fills = elements.map((element): Fill => {
    const { span } = element;
    if (element.type !== 'Starred') {
      const value = compileExpression(element, scope);
      return (frame, items) => {
        items.push(value(frame));
      };
    }
    const value = compileExpression(element.value, scope);
    return (frame, items) => {
      const many = value(frame);
      frame.span = span;
      for (const item of frame.machine.collect(many)) items.push(item);
    };
  });
  return (frame, items) => {
    for (const fill of fills) fill(frame, items);
  };
};

/** The items of a display without stars, as an array. */
const compilePlain = (elements: readonly Expression[], scope: Scope): ((frame: Frame) => PyValue[]) => {
  const parts = elements.map((each) => compileExpression(each, scope));
  const [first, second, third] = parts;
  if (parts.length === 1 && first !== undefined) return (frame) => [first(frame)];
  if ((parts.length === 2 || parts.length === 3) && first !== undefined && second !== undefined) {
    return third === undefined
      ? (frame) => [first(frame), second(frame)]
      : (frame) => [first(frame), second(frame), third(frame)];
  }
  return (frame) => {
    const items: PyValue[] = [];
    for (const part of parts) items.push(part(frame));
    return items;
  };
};

/** `[a, *b]` or `(a, *b)`. */
export const compileSequence = (
  kind: 'list' | 'tuple',
  elements: readonly Expression[],
  scope: Scope,
): Evaluate => {
  if (elements.some((each) => each.type === 'Starred')) {
    const fill = compileItems(elements, scope);
    return (frame) => {
      const items: PyValue[] = [];
      fill(frame, items);
      return kind === 'list' ? pyList(items) : pyTuple(items);
    };
  }
  const items = compilePlain(elements, scope);
  const count = elements.length;
  if (kind === 'tuple') return (frame) => pyTuple(items(frame));
  return (frame) => {
    frame.machine.allocate(count);
    return pyList(items(frame));
  };
};

/** `{a, *b}`. */
export const compileSet = (elements: readonly Expression[], scope: Scope, span: Span): Evaluate => {
  const fill = compileItems(elements, scope);
  return (frame) => {
    const items: PyValue[] = [];
    fill(frame, items);
    frame.span = span;
    const set = pySet();
    for (const item of items) {
      const key = frame.machine.hashKey(item);
      if (!set.entries.has(key)) set.entries.set(key, item);
    }
    return set;
  };
};

/** `{a: b, **c}`. */
export const compileDict = (node: Dict, scope: Scope): Evaluate => {
  const { span } = node;
  const parts = node.values.map((value, index) => {
    const key = node.keys[index];
    return {
      key: key === null || key === undefined ? null : compileExpression(key, scope),
      value: compileExpression(value, scope),
    };
  });
  return (frame) => {
    const dict = pyDict();
    for (const part of parts) {
      const key = part.key === null ? null : part.key(frame);
      const value = part.value(frame);
      frame.span = span;
      if (part.key !== null) setEntry(frame.machine, dict, key, value);
      else if (isMapping(frame, value)) mergeInto(frame.machine, dict, value);
      else {
        frame.machine.raise('TypeError', `'${frame.machine.typeOf(value).name}' object is not a mapping`);
      }
    }
    return dict;
  };
};

/** Whether `**value` is possible. */
export const isMapping = (frame: Frame, value: PyValue): boolean =>
  (typeof value === 'object' && value !== null && value.kind === 'dict') ||
  frame.machine.findAttribute(value, 'keys') !== undefined;
