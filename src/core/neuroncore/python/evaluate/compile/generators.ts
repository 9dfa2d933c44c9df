import type { GeneratorExp } from '../../ast.ts';
import type { PyIterator, PyValue } from '../../values.ts';
import { type Evaluate, type Frame, outOfSteps } from '../frame.ts';
import { type Clause, clauseIterator, compileClauses, passes } from './comprehensions.ts';
import { compileExpression } from './expressions.ts';
import { childFrame } from './frames.ts';
import type { Scope } from './scope.ts';

/** The items of a generator expression from clause `level` on, found one by one as they are asked for. */
function* items(
  frame: Frame,
  clauses: readonly Clause[],
  level: number,
  source: PyIterator,
  element: Evaluate,
): Generator<PyValue, void> {
  const { machine } = frame;
  const clause = clauses[level];
  if (clause === undefined) return;
  const next = clauses[level + 1];
  for (let item = source.next(); item !== undefined; item = source.next()) {
    if (--machine.stepsLeft < 0) outOfSteps(machine);
    clause.store(frame, item);
    if (!passes(frame, clause)) continue;
    if (next === undefined) yield element(frame);
    else yield* items(frame, clauses, level + 1, clauseIterator(frame, next), element);
  }
}

/** Runs one step of a suspended frame on top of the frame that asks for it. */
const resume = (frame: Frame, generator: Generator<PyValue, void>): PyValue | undefined => {
  const { machine } = frame;
  const caller = machine.frame;
  machine.enter();
  frame.parent = caller;
  machine.frame = frame;
  const step = generator.next();
  machine.frame = caller;
  machine.leave();
  return step.done === true ? undefined : step.value;
};

/** `(x for ...)`: the first iterable is evaluated at once, everything else when an item is asked for. */
export const compileGenerator = (node: GeneratorExp, outer: Scope): Evaluate => {
  const scope = outer.unit.scopes.get(node) ?? outer;
  const clauses = compileClauses(node.generators, scope, outer);
  const element = compileExpression(node.elt, scope);
  const create = childFrame(scope);
  const [first] = clauses;
  return (frame) => {
    if (first === undefined) return null;
    const source = clauseIterator(frame, first);
    const inner = create(frame, frame.machine, [], node.span);
    const generator = items(inner, clauses, 0, source, element);
    return { kind: 'iterator', name: 'generator', next: () => resume(inner, generator) };
  };
};
