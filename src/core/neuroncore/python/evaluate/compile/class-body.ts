import type { ClassDef, Span } from '../../ast.ts';
import { pyDict } from '../../construct.ts';
import type { PyClass, PyValue } from '../../values.ts';
import { OBJECT } from '../builtins/object.ts';
import type { Execute, Frame } from '../frame.ts';
import { callSpecial, isSubclass, lookUpOwn } from '../runtime/types.ts';
import { compileExpression } from './expressions.ts';
import { childFrame } from './frames.ts';
import { docstringOf, qualifiedName } from './functions.ts';
import { compileStoreName } from './names.ts';
import { refuse } from './refusals.ts';
import { resolutionOrder } from './resolution-order.ts';
import type { Scope } from './scope.ts';
import { compileBlock } from './statements.ts';

/** The classes among the written bases; an alias such as `Generic[T]` counts as its origin. */
const baseClasses = (frame: Frame, values: readonly PyValue[]): PyClass[] =>
  values.map((value) => {
    const origin =
      typeof value === 'object' && value !== null && value.kind === 'alias' ? value.origin : value;
    if (typeof origin === 'object' && origin !== null && origin.kind === 'class') {
      if (origin.name !== 'bool' || origin.builtin !== true) return origin;
      return frame.machine.raise('TypeError', "type 'bool' is not an acceptable base type");
    }
    return frame.machine.raise('TypeError', 'bases must be types');
  });

const metaOf = (bases: readonly PyClass[], given: PyValue | undefined): PyClass | undefined => {
  if (typeof given === 'object' && given !== null && given.kind === 'class') return given;
  return bases.find((each) => each.meta !== undefined)?.meta;
};

/** Tells attributes their name, and base classes that they have a new subclass. */
const announce = (frame: Frame, made: PyClass, keywords: ReadonlyMap<string, PyValue>): void => {
  const { machine } = frame;
  for (const [name, value] of made.attributes) {
    if (typeof value === 'object' && value !== null && value.kind === 'instance') {
      callSpecial(machine, value, '__set_name__', [made, name]);
    }
  }
  for (const base of made.order.slice(1).reverse()) base.subclassed?.(made, keywords, machine);
  const [, ...ancestors] = made.order;
  const hook = lookUpOwn({ ...made, order: ancestors }, '__init_subclass__');
  if (hook === undefined) return;
  const callee =
    typeof hook === 'object' && hook !== null && hook.kind === 'classmethod' ? hook.callee : hook;
  machine.call(callee, [made], keywords);
};

interface Header {
  readonly name: string;
  readonly qualifiedName: string;
  readonly span: Span;
}

const makeClass = (
  frame: Frame,
  header: Header,
  written: readonly PyValue[],
  keywords: Map<string, PyValue>,
  names: Map<string, PyValue>,
): PyClass => {
  const bases = baseClasses(frame, written);
  const direct = bases.length === 0 ? [OBJECT] : bases;
  const order: PyClass[] = [];
  const meta = metaOf(bases, keywords.get('metaclass'));
  keywords.delete('metaclass');
  const { line, column, endLine, endColumn } = header.span;
  const made: PyClass = {
    kind: 'class',
    name: header.name,
    order,
    bases: direct,
    attributes: names,
    site: { file: frame.file, line, column, endLine, endColumn },
    ...(meta === undefined ? {} : { meta }),
  };
  order.push(made);
  const rest = resolutionOrder(direct);
  if (rest === null) {
    frame.machine.raise(
      'TypeError',
      `Cannot create a consistent method resolution order (MRO) for bases ${direct.map((each) => each.name).join(', ')}`,
    );
  } else order.push(...rest);
  // A class with its own equality and no hash cannot be hashed.
  if (names.has('__eq__') && !names.has('__hash__')) names.set('__hash__', null);
  return made;
};

const checkMeta = (scope: Scope, node: ClassDef): void => {
  if (node.keywords.some((each) => each.arg === null)) {
    refuse(scope, node.span, '`**` in the bases of a class is not supported.', 'Write each keyword out.');
  }
};

/** `class name(...)`: runs the body, makes the class, applies its decorators and binds its name. */
export const compileClass = (node: ClassDef, outer: Scope): Execute => {
  checkMeta(outer, node);
  const scope = outer.unit.scopes.get(node) ?? outer;
  const decorators = node.decorator_list.map((each) => compileExpression(each, outer));
  const bases = node.bases.map((each) => compileExpression(each, outer));
  const keywords = node.keywords.map(
    (each) => [each.arg ?? '', compileExpression(each.value, outer)] as const,
  );
  const block = compileBlock(node.body, scope);
  const create = childFrame(scope);
  const classCell = scope.cells.get('__class__');
  const store = compileStoreName(outer, node.name);
  const docstring = docstringOf(node.body);
  const header = { name: node.name, qualifiedName: qualifiedName(outer, node.name), span: node.span };
  const { span } = node;
  return (frame) => {
    const wrappers = decorators.map((each) => each(frame));
    const written = bases.map((each) => each(frame));
    const given = new Map(keywords.map(([name, value]) => [name, value(frame)]));
    frame.span = span;
    const { machine } = frame;
    const names = new Map<string, PyValue>([
      ['__module__', frame.globals.get('__name__') ?? '__main__'],
      ['__qualname__', header.qualifiedName],
      ['__doc__', docstring],
    ]);
    const inner: Frame = { ...create(frame, machine, [], span), names };
    machine.enter();
    machine.frame = inner;
    block(inner);
    machine.frame = frame;
    machine.leave();
    const made = makeClass(frame, header, written, given, names);
    const cell = classCell === undefined ? undefined : inner.cells[classCell];
    if (cell !== undefined) cell.value = made;
    announce(frame, made, given);
    let value: PyValue = made;
    for (const wrapper of wrappers.reverse()) value = machine.call(wrapper, [value]);
    store(frame, value);
    return 0;
  };
};

/** Whether a class derives from an exception class and may be raised or caught. */
export const derivesFrom = (value: PyValue, ancestor: PyClass): value is PyClass =>
  typeof value === 'object' && value !== null && value.kind === 'class' && isSubclass(value, ancestor);

/** The annotations of a class body, made when the first one is met. */
export const annotationsIn = (names: Map<string, PyValue>): ReturnType<typeof pyDict> => {
  const known = names.get('__annotations__');
  if (typeof known === 'object' && known !== null && known.kind === 'dict') return known;
  const dict = pyDict();
  names.set('__annotations__', dict);
  return dict;
};
