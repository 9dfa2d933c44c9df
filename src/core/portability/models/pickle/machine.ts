import { type PickleBytes, refusePickle } from './bytes.ts';
import { CONTAINER, type PickleValue, UNKNOWN } from './values.ts';

const MOST_KEPT = 1_000_000;
/** Tuples and calls over the life of a machine: each may hold the one before, so none is known to be forgotten. */
const MOST_MADE = 1_000_000;
const LONGEST_TUPLE = 10_000;

/** Who is told what a pickle would do. */
export interface PickleSink {
  /** A class or function that loading the pickle would import. */
  readonly global: (module: string, name: string) => void;
  /** A call that loading would make. */
  readonly call: (of: PickleValue, args: PickleValue) => void;
  /** `__setstate__` or an update of the object with a state. */
  readonly build: (object: PickleValue, state: PickleValue) => void;
}

const MARK = Symbol('mark');
type Slot = PickleValue | typeof MARK;

/** Stack and memo of a pickle that is followed without ever importing or calling anything. */
export interface PickleMachine {
  readonly push: (value: PickleValue) => void;
  readonly pop: () => PickleValue;
  /** The topmost value; stays. */
  readonly top: () => PickleValue;
  readonly mark: () => void;
  /** Takes everything above the last mark, and the mark. */
  readonly popMark: () => readonly PickleValue[];
  /** POP takes a value or a mark. */
  readonly discard: () => void;
  readonly remember: (key: number) => void;
  readonly memoize: () => void;
  readonly recall: (key: number) => PickleValue;
  readonly global: (module: string, name: string) => void;
  readonly call: (of: PickleValue, args: PickleValue) => void;
  readonly build: (state: PickleValue) => void;
}

/** An empty machine over a sink. At most 2 million values are kept on stack and in memo; beyond it throws InputError. */
export const pickleMachine = (sink: PickleSink, bytes: PickleBytes): PickleMachine => {
  const stack: Slot[] = [];
  const memo = new Map<number, PickleValue>();
  const bounded = (): void => {
    if (stack.length + memo.size > MOST_KEPT)
      throw refusePickle(`more than ${MOST_KEPT.toLocaleString('en-GB')} values at once`, 'a checkpoint');
  };
  const empty = (): Error =>
    refusePickle(`an instruction without its operands before byte ${bytes.position()}`, 'a valid pickle');
  const pop = (): PickleValue => {
    const value = stack.pop();
    if (value === undefined || typeof value === 'symbol') throw empty();
    return value;
  };
  const top = (): PickleValue => {
    const value = stack.at(-1);
    if (value === undefined || typeof value === 'symbol') throw empty();
    return value;
  };
  let made = 0;
  const push = (value: PickleValue): void => {
    if (typeof value === 'object' && value !== null) made += 1;
    if (made > MOST_MADE)
      throw refusePickle(`more than ${MOST_MADE.toLocaleString('en-GB')} objects`, 'a checkpoint');
    stack.push(value);
    bounded();
  };
  const popMark = (): readonly PickleValue[] => {
    const at = stack.lastIndexOf(MARK);
    if (at < 0) throw empty();
    const values = stack.splice(at).slice(1);
    return values.filter((value): value is PickleValue => typeof value !== 'symbol');
  };
  const remember = (key: number): void => {
    memo.set(key, top());
    bounded();
  };
  const call = (of: PickleValue, args: PickleValue): void => {
    sink.call(of, args);
    push({ kind: 'call', of, args });
  };
  return {
    push,
    pop,
    top,
    popMark,
    remember,
    call,
    mark: () => {
      stack.push(MARK);
      bounded();
    },
    discard: () => {
      if (stack.pop() === undefined) throw empty();
    },
    memoize: () => remember(memo.size),
    recall: (key) => {
      const value = memo.get(key);
      return value === undefined ? UNKNOWN : value;
    },
    global: (module, name) => {
      sink.global(module, name);
      push({ kind: 'global', module, name });
    },
    build: (state) => sink.build(top(), state),
  };
};

/** A tuple of these values; what is in a very long one is not kept. */
export const tupleOf = (items: readonly PickleValue[]): PickleValue =>
  items.length > LONGEST_TUPLE ? CONTAINER : { kind: 'tuple', items };
