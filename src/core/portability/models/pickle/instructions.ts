import { type PickleBytes, refusePickle } from './bytes.ts';
import { type PickleMachine, tupleOf } from './machine.ts';
import { CONTAINER, type PickleValue, UNKNOWN } from './values.ts';

type Instruction = (machine: PickleMachine, bytes: PickleBytes) => void;

const numberIn = (line: string): PickleValue => {
  if (line === '01') return true;
  if (line === '00') return false;
  const value = Number(line.replace(/L$/, ''));
  return Number.isFinite(value) ? value : UNKNOWN;
};

const key = (line: string): number => {
  const value = Number(line);
  if (!Number.isInteger(value) || value < 0)
    throw refusePickle('a place in the memo that is no number', '0 or more');
  return value;
};

const push =
  (value: PickleValue): Instruction =>
  (machine) =>
    machine.push(value);

const text =
  (lengthBytes: 1 | 4 | 8): Instruction =>
  (machine, bytes) =>
    machine.push(bytes.text(bytes.unsigned(lengthBytes)));

const skipped =
  (lengthBytes: 1 | 4 | 8): Instruction =>
  (machine, bytes) => {
    const length = bytes.unsigned(lengthBytes);
    bytes.skip(length);
    machine.push({ kind: 'bytes', length });
  };

const tuple =
  (length: 1 | 2 | 3): Instruction =>
  (machine) => {
    const third = length === 3 ? [machine.pop()] : [];
    const second = length === 1 ? [] : [machine.pop()];
    machine.push(tupleOf([machine.pop(), ...second, ...third]));
  };

/** Items go into the container below the mark, which stays; they are not kept. */
const fill: Instruction = (machine) => {
  machine.popMark();
  machine.top();
};

const build: Instruction = (machine) => machine.build(machine.pop());

/** NEWOBJ_EX: class, positional and keyword arguments. */
const newObjectEx: Instruction = (machine) => {
  machine.pop();
  const args = machine.pop();
  machine.call(machine.pop(), args);
};

const call: Instruction = (machine) => {
  const args = machine.pop();
  machine.call(machine.pop(), args);
};

const global: Instruction = (machine, bytes) => {
  const module = bytes.line();
  machine.global(module, bytes.line());
};

const stackGlobal: Instruction = (machine) => {
  const name = machine.pop();
  const module = machine.pop();
  // Names that are computed cannot be checked, which is reason enough to name them.
  machine.global(
    typeof module === 'string' ? module : '(computed)',
    typeof name === 'string' ? name : '(computed)',
  );
};

/** INST: the class in two lines, its arguments above the mark. */
const instance: Instruction = (machine, bytes) => {
  const module = bytes.line();
  const name = bytes.line();
  const args = tupleOf(machine.popMark());
  machine.global(module, name);
  machine.call(machine.pop(), args);
};

/** OBJ: class and arguments above the mark. */
const object: Instruction = (machine) => {
  const [of, ...args] = machine.popMark();
  if (of === undefined) throw refusePickle('an object without a class', 'a valid pickle');
  machine.call(of, tupleOf(args));
};

const persistent: Instruction = (machine) => machine.push({ kind: 'persistent', id: machine.pop() });

/** An entry of the registry of extensions, which only the loading process knows. */
const extension =
  (lengthBytes: 1 | 2 | 4): Instruction =>
  (machine, bytes) =>
    machine.global('copyreg', `extension ${bytes.unsigned(lengthBytes)}`);

const skip =
  (length: number): Instruction =>
  (_, bytes) =>
    bytes.skip(length);

/** Protocols 0 to 5 by their opcodes, STOP left out. Source: python/cpython, Lib/pickletools.py. */
const INSTRUCTIONS: Readonly<Record<string, Instruction>> = Object.freeze({
  '(': (machine) => machine.mark(),
  '0': (machine) => machine.discard(),
  '1': (machine) => {
    machine.popMark();
  },
  '2': (machine) => machine.push(machine.top()),
  F: (machine, bytes) => machine.push(numberIn(bytes.line())),
  I: (machine, bytes) => machine.push(numberIn(bytes.line())),
  L: (machine, bytes) => machine.push(numberIn(bytes.line())),
  J: (machine, bytes) => machine.push(bytes.signed32()),
  K: (machine, bytes) => machine.push(bytes.unsigned(1)),
  M: (machine, bytes) => machine.push(bytes.unsigned(2)),
  G: (machine, bytes) => machine.push(bytes.float()),
  N: push(null),
  '\x88': push(true),
  '\x89': push(false),
  '\x8a': (machine, bytes) => machine.push(bytes.long(bytes.unsigned(1)) ?? UNKNOWN),
  '\x8b': (machine, bytes) => machine.push(bytes.long(bytes.unsigned(4)) ?? UNKNOWN),
  S: (machine, bytes) => machine.push(bytes.line().replace(/^(['"])(.*)\1$/, '$2')),
  V: (machine, bytes) => machine.push(bytes.line()),
  T: text(4),
  U: text(1),
  X: text(4),
  '\x8c': text(1),
  '\x8d': text(8),
  B: skipped(4),
  C: skipped(1),
  '\x8e': skipped(8),
  '\x96': skipped(8),
  '\x97': push(UNKNOWN),
  '\x98': skip(0),
  ']': push(CONTAINER),
  '}': push(CONTAINER),
  '\x8f': push(CONTAINER),
  ')': push(tupleOf([])),
  t: (machine) => machine.push(tupleOf(machine.popMark())),
  '\x85': tuple(1),
  '\x86': tuple(2),
  '\x87': tuple(3),
  l: (machine) => {
    machine.popMark();
    machine.push(CONTAINER);
  },
  d: (machine) => {
    machine.popMark();
    machine.push(CONTAINER);
  },
  '\x91': (machine) => {
    machine.popMark();
    machine.push(CONTAINER);
  },
  a: (machine) => {
    machine.pop();
    machine.top();
  },
  s: (machine) => {
    machine.pop();
    machine.pop();
    machine.top();
  },
  e: fill,
  u: fill,
  '\x90': fill,
  b: build,
  R: call,
  '\x81': call,
  '\x92': newObjectEx,
  c: global,
  '\x93': stackGlobal,
  i: instance,
  o: object,
  P: (machine, bytes) => machine.push({ kind: 'persistent', id: bytes.line() }),
  Q: persistent,
  '\x82': extension(1),
  '\x83': extension(2),
  '\x84': extension(4),
  p: (machine, bytes) => machine.remember(key(bytes.line())),
  q: (machine, bytes) => machine.remember(bytes.unsigned(1)),
  r: (machine, bytes) => machine.remember(bytes.unsigned(4)),
  '\x94': (machine) => machine.memoize(),
  g: (machine, bytes) => machine.push(machine.recall(key(bytes.line()))),
  h: (machine, bytes) => machine.push(machine.recall(bytes.unsigned(1))),
  j: (machine, bytes) => machine.push(machine.recall(bytes.unsigned(4))),
  '\x80': skip(1),
  '\x95': skip(8),
});

/** Instructions by byte, as an array: a pickle has millions. */
const BY_BYTE: readonly (Instruction | undefined)[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return Object.hasOwn(INSTRUCTIONS, character) ? INSTRUCTIONS[character] : undefined;
});

const STOP = 0x2e;
/** A checkpoint of 100,000 tensors has 6 million. */
const MOST_INSTRUCTIONS = 10_000_000;

/**
 * Follows one pickle from the cursor to its STOP and gives the value that is left. Nothing is imported or called. Throws
 * InputError on an unknown instruction, at the end of the file, and after 10 million instructions.
 */
export const followPickle = (machine: PickleMachine, bytes: PickleBytes): PickleValue => {
  for (let count = 0; count < MOST_INSTRUCTIONS; count += 1) {
    const byte = bytes.byte();
    if (byte === STOP) return machine.pop();
    const instruction = BY_BYTE[byte];
    if (instruction === undefined)
      throw refusePickle(
        `the byte 0x${byte.toString(16).padStart(2, '0')} at ${bytes.position() - 1} where an instruction belongs`,
        'pickle protocols 0 to 5',
      );
    instruction(machine, bytes);
  }
  throw refusePickle(`more than ${MOST_INSTRUCTIONS.toLocaleString('en-GB')} instructions`, 'a checkpoint');
};
