import type { Site } from './source.ts';
import type { PyClass, PyIterator, PyValue } from './values.ts';

/** What native code may ask of the evaluator that calls it. */
export interface CallContext {
  /** The place of the call being evaluated, in the innermost Python frame. */
  readonly site: () => Site;
  /** The places of all calls under way, outermost first. */
  readonly stack: () => readonly Site[];
  /** Calls a Python or native callable. */
  readonly call: (
    callee: PyValue,
    args: readonly PyValue[],
    keywords?: ReadonlyMap<string, PyValue>,
  ) => PyValue;
  /** Raises a built-in Python exception (`ValueError`, `TypeError`, ...) at the present place. */
  readonly raise: (exceptionName: string, message: string) => never;
  /** Raises an exception object or class, as the statement `raise` does. */
  readonly raiseValue: (exception: PyValue) => never;
  /** Ends the kernel by a `KernelFault` at the present place, which Python's `except` does not catch. */
  readonly fault: (rule: string, message: string) => never;
  /** Runs `action`; undefined when it raised `exceptionName` or a class derived from it. */
  readonly attempt: <Result>(exceptionName: string, action: () => Result) => Result | undefined;

  readonly truth: (value: PyValue) => boolean;
  /** `left == right`, identity counting as equality. */
  readonly equals: (left: PyValue, right: PyValue) => boolean;
  /** `left op right` for `<`, `<=`, `>` and `>=`. */
  readonly compare: (operator: '<' | '<=' | '>' | '>=', left: PyValue, right: PyValue) => boolean;
  /** `left op right` for an arithmetic operator by its Python symbol. */
  readonly binary: (operator: string, left: PyValue, right: PyValue) => PyValue;
  /** The key under which dictionaries and sets keep a value; raises TypeError for what cannot be hashed. */
  readonly hashKey: (value: PyValue) => string;
  /** `repr(value)`. */
  readonly represent: (value: PyValue) => string;
  /** `str(value)`. */
  readonly text: (value: PyValue) => string;
  /** `format(value, specification)`. */
  readonly format: (value: PyValue, specification: string) => string;
  /** `iter(value)`. */
  readonly iterate: (value: PyValue) => PyIterator;
  /** All items of an iterable, counted against the budget. */
  readonly collect: (value: PyValue) => PyValue[];
  /** `len(value)`. */
  readonly length: (value: PyValue) => number;
  /** `getattr(value, name)`; undefined when there is no such attribute. */
  readonly findAttribute: (value: PyValue, name: string) => PyValue | undefined;
  readonly getAttribute: (value: PyValue, name: string) => PyValue;
  readonly setAttribute: (value: PyValue, name: string, item: PyValue) => void;
  readonly deleteAttribute: (value: PyValue, name: string) => void;
  readonly getItem: (value: PyValue, index: PyValue) => PyValue;
  readonly setItem: (value: PyValue, index: PyValue, item: PyValue) => void;
  readonly deleteItem: (value: PyValue, index: PyValue) => void;
  /** `item in container`. */
  readonly contains: (container: PyValue, item: PyValue) => boolean;
  /** `type(value)`. */
  readonly typeOf: (value: PyValue) => PyClass;
  /** A built-in by its name: `builtin('ValueError')`. */
  readonly builtin: (name: string) => PyValue;
  /** The int a value stands for (int, bool, `__index__`); raises TypeError for anything else. */
  readonly index: (value: PyValue) => number;
  /** A number that stays the same for the same object: `id(value)`. */
  readonly identity: (value: PyValue) => number;
  /** Counts work done inside a native against the budget of steps. */
  readonly step: (count: number) => void;
  /** Counts items or characters about to be created against the budget. */
  readonly allocate: (count: number) => void;
  /** Counts one level of nesting inside a native; `leave` ends it. */
  readonly enter: () => void;
  readonly leave: () => void;
  /** Writes to the standard output of the kernel. */
  readonly print: (text: string) => void;
}
