import type { Comprehension, DictComp, ListComp, SetComp } from '../../ast.ts';
import { pyDict, pyList, pySet } from '../../construct.ts';
import type { PyIterator, PyValue } from '../../values.ts';
import { type Cell, type Evaluate, type Frame, outOfSteps } from '../frame.ts';
import { setEntry } from '../runtime/subscript.ts';
import { type Condition, compileCondition } from './conditions.ts';
import { compileExpression } from './expressions.ts';
import type { Store } from './names.ts';
import { refuse } from './refusals.ts';
import type { Scope } from './scope.ts';
import { compileTarget } from './targets.ts';

/** One `for ... in ... if ...` of a comprehension. */
export interface Clause {
  /** Absent for the first clause, whose iterable is evaluated outside. */
  readonly iterable: Evaluate;
  readonly span: Comprehension['target']['span'];
  readonly store: Store;
  readonly conditions: readonly Condition[];
}

/** The clauses of a comprehension; the first iterable is compiled in the scope around it. */
export const compileClauses = (generators: readonly Comprehension[], scope: Scope, outer: Scope): Clause[] =>
  generators.map((each, index) => {
    if (each.is_async) {
      refuse(scope, each.target.span, '`async for` is not supported.', 'Write `for`.');
    }
    return {
      iterable: compileExpression(each.iter, index === 0 ? outer : scope),
      span: each.iter.span,
      store: compileTarget(each.target, scope),
      conditions: each.ifs.map((test) => compileCondition(test, scope)),
    };
  });

/** Whether an item passes the conditions of its clause. */
export const passes = (frame: Frame, clause: Clause): boolean => {
  for (const holds of clause.conditions) if (!holds(frame)) return false;
  return true;
};

/** The iterator of a clause. */
export const clauseIterator = (frame: Frame, clause: Clause): PyIterator => {
  const iterable = clause.iterable(frame);
  frame.span = clause.span;
  return frame.machine.iterate(iterable);
};

type Visit = (frame: Frame) => void;

/** Runs `visit` for every combination of items, innermost clause fastest. */
const compileLoops = (clauses: readonly Clause[], visit: Visit): Visit =>
  clauses.reduceRight<Visit>(
    (inner, clause) => (frame) => {
      const { machine } = frame;
      const iterator = clauseIterator(frame, clause);
      for (let item = iterator.next(); item !== undefined; item = iterator.next()) {
        if (--machine.stepsLeft < 0) outOfSteps(machine);
        clause.store(frame, item);
        if (passes(frame, clause)) inner(frame);
      }
    },
    visit,
  );

/** Captured variables of a comprehension get cells of their own each time it runs. */
const freshCells = (scope: Scope): Visit | null => {
  const indices = [...scope.cells.values()];
  if (indices.length === 0) return null;
  return (frame) => {
    const cells = frame.cells as Cell[];
    for (const index of indices) cells[index] = { value: undefined };
  };
};

/** Builds one result; it waits in a slot of its own, so that a recursive call builds another. */
const compileCollecting = <Result extends PyValue>(
  clauses: readonly Clause[],
  scope: Scope,
  create: () => Result,
  add: (frame: Frame, result: Result) => void,
): Evaluate => {
  const slot = scope.owner.slotCount++;
  const loops = compileLoops(clauses, (frame) => add(frame, frame.slots[slot] as Result));
  const prepare = freshCells(scope);
  return (frame) => {
    const result = create();
    frame.slots[slot] = result;
    prepare?.(frame);
    loops(frame);
    return result;
  };
};

/** `[x for ...]`, `{x for ...}` and `{k: v for ...}`. */
export const compileComprehension = (node: ListComp | SetComp | DictComp, outer: Scope): Evaluate => {
  const scope = outer.unit.scopes.get(node) ?? outer;
  const clauses = compileClauses(node.generators, scope, outer);
  const { span } = node;
  if (node.type === 'DictComp') {
    const key = compileExpression(node.key, scope);
    const value = compileExpression(node.value, scope);
    return compileCollecting(clauses, scope, pyDict, (frame, dict) => {
      const name = key(frame);
      const item = value(frame);
      frame.span = span;
      setEntry(frame.machine, dict, name, item);
    });
  }
  const element = compileExpression(node.elt, scope);
  if (node.type === 'SetComp') {
    return compileCollecting(clauses, scope, pySet, (frame, set) => {
      const item = element(frame);
      frame.span = span;
      const key = frame.machine.hashKey(item);
      frame.machine.allocate(1);
      if (!set.entries.has(key)) set.entries.set(key, item);
    });
  }
  return compileCollecting(
    clauses,
    scope,
    () => pyList([]),
    (frame, list) => {
      frame.machine.allocate(1);
      list.items.push(element(frame));
    },
  );
};
