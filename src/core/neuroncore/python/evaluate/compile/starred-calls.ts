import type { Call } from '../../ast.ts';
import type { PyValue } from '../../values.ts';
import { type Evaluate, type Frame, outOfSteps } from '../frame.ts';
import { callShaped } from '../runtime/call.ts';
import { isMapping } from './displays.ts';
import { compileExpression } from './expressions.ts';
import type { Scope } from './scope.ts';

/** A callee as messages about its stars name it: `module.function()`. */
const calleeText = (frame: Frame, callee: PyValue): string => {
  const find = (name: string): PyValue | undefined => frame.machine.findAttribute(callee, name);
  const name = find('__qualname__');
  const module = find('__module__');
  if (typeof name !== 'string') return `${frame.machine.typeOf(callee).name} object`;
  return typeof module === 'string' && module !== 'builtins' ? `${module}.${name}()` : `${name}()`;
};

type Collector = (frame: Frame, args: PyValue[], callee: PyValue) => void;

const compilePositional = (node: Call, scope: Scope): Collector[] =>
  node.args.map((each): Collector => {
    if (each.type !== 'Starred') {
      const value = compileExpression(each, scope);
      return (frame, args) => {
        args.push(value(frame));
      };
    }
    const many = compileExpression(each.value, scope);
    const { span } = each;
    return (frame, args, callee) => {
      const items = many(frame);
      const { machine } = frame;
      frame.span = span;
      const iterator = machine.attempt('TypeError', () => machine.iterate(items));
      if (iterator === undefined) {
        const found = machine.typeOf(items).name;
        machine.raise(
          'TypeError',
          `${calleeText(frame, callee)} argument after * must be an iterable, not ${found}`,
        );
      } else for (const item of machine.collect(iterator)) args.push(item);
    };
  });

const addKeyword = (
  frame: Frame,
  keywords: Map<string, PyValue>,
  callee: PyValue,
  name: string,
  value: PyValue,
): void => {
  if (keywords.has(name)) {
    frame.machine.raise(
      'TypeError',
      `${calleeText(frame, callee)} got multiple values for keyword argument '${name}'`,
    );
  }
  keywords.set(name, value);
};

const addMapping = (
  frame: Frame,
  keywords: Map<string, PyValue>,
  callee: PyValue,
  mapping: PyValue,
): void => {
  const { machine } = frame;
  if (!isMapping(frame, mapping)) {
    machine.raise(
      'TypeError',
      `${calleeText(frame, callee)} argument after ** must be a mapping, not ${machine.typeOf(mapping).name}`,
    );
  }
  for (const key of machine.collect(mapping)) {
    if (typeof key !== 'string') machine.raise('TypeError', 'keywords must be strings');
    else addKeyword(frame, keywords, callee, key, machine.getItem(mapping, key));
  }
};

/** A call with `*items` or `**mapping` among its arguments. */
export const compileStarredCall = (node: Call, scope: Scope): Evaluate => {
  const callee = compileExpression(node.func, scope);
  const positional = compilePositional(node, scope);
  const named = node.keywords.map((each) => ({
    name: each.arg,
    value: compileExpression(each.value, scope),
  }));
  const { span } = node;
  return (frame) => {
    const target = callee(frame);
    const args: PyValue[] = [];
    for (const each of positional) each(frame, args, target);
    const keywords = new Map<string, PyValue>();
    for (const each of named) {
      const value = each.value(frame);
      frame.span = span;
      if (each.name === null) addMapping(frame, keywords, target, value);
      else addKeyword(frame, keywords, target, each.name, value);
    }
    frame.span = span;
    const shape = { positional: args.length, keywords: [...keywords.keys()] };
    for (const value of keywords.values()) args.push(value);
    const { machine } = frame;
    if (--machine.stepsLeft < 0) outOfSteps(machine);
    return callShaped(machine, target, shape, args, null);
  };
};
