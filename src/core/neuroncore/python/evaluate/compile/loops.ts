import type { For, While } from '../../ast.ts';
import type { PyRange } from '../../values.ts';
import { BREAK, type Completion, type Execute, type Frame, NORMAL, outOfSteps, RETURN } from '../frame.ts';
import { rangeCount } from '../runtime/slices.ts';
import { compileCondition } from './conditions.ts';
import { compileExpression } from './expressions.ts';
import type { Store } from './names.ts';
import { refuse } from './refusals.ts';
import { accessOf, type Scope } from './scope.ts';
import { compileBlock } from './statements.ts';
import { compileTarget } from './targets.ts';

/** Runs the body for each number; the loop variable lies in a slot. */
const countInSlot = (frame: Frame, range: PyRange, slot: number, body: Execute): Completion => {
  const { machine, slots } = frame;
  const { start, step } = range;
  const count = rangeCount(start, range.stop, step);
  for (let index = 0; index < count; index += 1) {
    if (--machine.stepsLeft < 0) outOfSteps(machine);
    slots[slot] = start + index * step;
    const completion = body(frame);
    if (completion === BREAK || completion === RETURN) return completion;
  }
  return NORMAL;
};

const visitItems = (
  frame: Frame,
  node: For,
  iterable: Parameters<Store>[1],
  store: Store,
  body: Execute,
): Completion => {
  const { machine } = frame;
  frame.span = node.iter.span;
  const iterator = machine.iterate(iterable);
  for (;;) {
    frame.span = node.iter.span;
    const item = iterator.next();
    if (item === undefined) return NORMAL;
    if (--machine.stepsLeft < 0) outOfSteps(machine);
    store(frame, item);
    const completion = body(frame);
    if (completion === BREAK || completion === RETURN) return completion;
  }
};

/** `for target in iterable: ... else: ...`. */
export const compileFor = (node: For, scope: Scope): Execute => {
  if (node.type === 'AsyncFor') {
    return refuse(scope, node.span, '`async for` is not supported.', 'Write `for`.');
  }
  const iterable = compileExpression(node.iter, scope);
  const store = compileTarget(node.target, scope);
  const body = compileBlock(node.body, scope);
  const otherwise = node.orelse.length === 0 ? null : compileBlock(node.orelse, scope);
  const access = node.target.type === 'Name' ? accessOf(scope, node.target.id) : null;
  const slot = access?.kind === 'slot' ? access.index : null;
  return (frame) => {
    const value = iterable(frame);
    const completion =
      slot !== null && typeof value === 'object' && value !== null && value.kind === 'range'
        ? countInSlot(frame, value, slot, body)
        : visitItems(frame, node, value, store, body);
    if (completion === RETURN) return RETURN;
    return completion === BREAK || otherwise === null ? NORMAL : otherwise(frame);
  };
};

/** `while test: ... else: ...`. */
export const compileWhile = (node: While, scope: Scope): Execute => {
  const holds = compileCondition(node.test, scope);
  const body = compileBlock(node.body, scope);
  const otherwise = node.orelse.length === 0 ? null : compileBlock(node.orelse, scope);
  const { span } = node.test;
  return (frame) => {
    const { machine } = frame;
    for (;;) {
      if (--machine.stepsLeft < 0) {
        frame.span = span;
        outOfSteps(machine);
      }
      if (!holds(frame)) break;
      const completion = body(frame);
      if (completion === RETURN) return RETURN;
      if (completion === BREAK) return NORMAL;
    }
    return otherwise === null ? NORMAL : otherwise(frame);
  };
};
