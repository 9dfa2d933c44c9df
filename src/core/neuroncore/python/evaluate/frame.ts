import type { Span } from '../ast.ts';
import type { CallContext } from '../context.ts';
import type { SourceFile } from '../source.ts';
import type { PyHost, PyModule, PyValue } from '../values.ts';
import type { PythonException } from './errors.ts';
import type { EvaluationLimits } from './limits.ts';

/** What the evaluator asks of the program around it. */
export interface Hooks {
  /**
   * The module for an import; `level` counts the leading dots of a relative import, `name` is what follows them.
   * `a.b` gives the module b, after its parents. Undefined raises ModuleNotFoundError.
   */
  readonly importModule: (
    name: string,
    level: number,
    fromFile: SourceFile,
    context: CallContext,
  ) => PyModule | undefined;
  /** Takes what `print` writes, line breaks included. */
  readonly print: (text: string) => void;
}

/** One evaluation: its budget, its innermost frame and the services natives use. */
export interface Interpreter extends CallContext {
  readonly hooks: Hooks;
  readonly limits: EvaluationLimits;
  readonly builtins: ReadonlyMap<string, PyValue>;
  frame: Frame;
  depth: number;
  stepsLeft: number;
  itemsLeft: number;
  /** The exceptions being handled, innermost last, for a bare `raise` and for `__context__`. */
  readonly handled: PythonException[];
  /** Told of every comparison by identity of two objects; null when nobody asks. */
  onIdentity: ((left: PyValue, right: PyValue) => void) | null;
  /** Told of every object of the host that stands in a condition; null when nobody asks. */
  onCondition: ((value: PyHost) => void) | null;
}

/** A variable shared between frames. */
export interface Cell {
  value: PyValue | undefined;
}

/** One activation of a module, class body, function or generator expression. */
export interface Frame {
  readonly machine: Interpreter;
  readonly file: SourceFile;
  /** Own variables; undefined while unbound. */
  readonly slots: (PyValue | undefined)[];
  /** Own captured variables, then those of outer frames. */
  readonly cells: readonly Cell[];
  readonly globals: Map<string, PyValue>;
  /** The names of a class body; null elsewhere. */
  readonly names: Map<string, PyValue> | null;
  /** The frame that called this one; null for the outermost. */
  parent: Frame | null;
  /** The expression or statement being evaluated, as far as it can call or raise. */
  span: Span;
  /** What `return` left. */
  result: PyValue;
}

/** A compiled expression. */
export type Evaluate = (frame: Frame) => PyValue;

/** How a statement ended. */
export const NORMAL = 0;
export const BREAK = 1;
export const CONTINUE = 2;
export const RETURN = 3;
export type Completion = typeof NORMAL | typeof BREAK | typeof CONTINUE | typeof RETURN;

/** A compiled statement. */
export type Execute = (frame: Frame) => Completion;

/** Counts one loop iteration or call against the budget. */
export const countStep = (machine: Interpreter): void => {
  if (--machine.stepsLeft < 0) outOfSteps(machine);
};

/** Ends the kernel because its steps are used up. */
export const outOfSteps = (machine: Interpreter): never =>
  machine.fault(
    'evaluation-steps',
    `The Python of the kernel took more than ${machine.limits.steps} steps (loop iterations, calls and items visited); this is taken for a loop that does not end.`,
  );

/** Ends the kernel because calls or data are nested too deeply. */
export const tooDeep = (machine: Interpreter): never =>
  machine.fault(
    'evaluation-depth',
    `Calls or nested data go deeper than ${machine.limits.callDepth} levels; this is taken for a recursion that does not end.`,
  );
