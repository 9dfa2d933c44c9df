import { KernelFault } from '../../machine/diagnostic.ts';
import type { Span } from '../ast.ts';
import type { Site, SourceFile } from '../source.ts';
import type { PyValue } from '../values.ts';
import { BASE_EXCEPTION } from './builtins/exceptions.ts';
import { BUILTINS } from './builtins/table.ts';
import { PythonException } from './errors.ts';
import { type Frame, type Hooks, type Interpreter, outOfSteps, tooDeep } from './frame.ts';
import { DEFAULT_LIMITS, type EvaluationLimits } from './limits.ts';
import { deleteAttribute, findAttribute, noAttribute, setAttribute } from './runtime/attributes.ts';
import { call } from './runtime/call.ts';
import { contains, lengthOf, truth } from './runtime/containment.ts';
import { equals } from './runtime/equality.ts';
import { createIdentities, hashKey, identityOf } from './runtime/hashing.ts';
import { collect, iterate } from './runtime/iterate.ts';
import { binaryOperation } from './runtime/operators.ts';
import { richOrder } from './runtime/ordering.ts';
import { represent, textOf } from './runtime/represent.ts';
import { deleteItem, getItem, setItem } from './runtime/subscript.ts';
import { isSubclass } from './runtime/types.ts';
import { createTypeOf, formatValue, indexOf, isException } from './services.ts';

const NOWHERE: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 };
const OUTSIDE: SourceFile = { path: '<call>', text: '' };

/** Raising takes about as long as this many turns of a loop, and so counts as many against the budget. */
const STEPS_OF_AN_EXCEPTION = 100;

const siteOf = ({ file, span }: Frame): Site => ({
  file,
  line: span.line,
  column: span.column,
  endLine: span.endLine,
  endColumn: span.endColumn,
});

/** The place of a frame, kept once: programs hold the site of every instruction, most of them of the same few places. */
const createSites = (): ((frame: Frame) => Site) => {
  const sites = new Map<Span, Site>();
  return (frame) => {
    const known = sites.get(frame.span);
    if (known !== undefined && known.file === frame.file) return known;
    const site = siteOf(frame);
    sites.set(frame.span, site);
    return site;
  };
};

/** The places of all frames under way, outermost first; the frame of the caller outside Python is left out. */
const stackOf = (innermost: Frame): Site[] => {
  const sites: Site[] = [];
  for (let frame: Frame | null = innermost; frame !== null; frame = frame.parent) {
    if (frame.file !== OUTSIDE) sites.push(siteOf(frame));
  }
  return sites.reverse();
};

const raiseValue = (machine: Interpreter, exception: PyValue): never => {
  const isClass = typeof exception === 'object' && exception !== null && exception.kind === 'class';
  const value = isClass && isSubclass(exception, BASE_EXCEPTION) ? machine.call(exception, []) : exception;
  if (
    typeof value !== 'object' ||
    value === null ||
    value.kind !== 'instance' ||
    !isSubclass(value.type, BASE_EXCEPTION)
  ) {
    return machine.raise('TypeError', 'exceptions must derive from BaseException');
  }
  machine.step(STEPS_OF_AN_EXCEPTION);
  const earlier = machine.handled[machine.handled.length - 1];
  if (earlier !== undefined && earlier.value !== value) value.attributes.set('__context__', earlier.value);
  throw new PythonException(value, '', stackOf(machine.frame), siteOf(machine.frame));
};

const control = (machine: Interpreter, siteIn = createSites()) => ({
  site: () => siteIn(machine.frame),
  stack: () => stackOf(machine.frame),
  raise: (name: string, message: string): never =>
    raiseValue(machine, machine.call(machine.builtin(name), [message])),
  raiseValue: (exception: PyValue): never => raiseValue(machine, exception),
  fault: (rule: string, message: string): never => {
    throw new KernelFault({ rule, severity: 'error', message, site: siteOf(machine.frame) });
  },
  attempt: <Result>(name: string, action: () => Result): Result | undefined => {
    const { frame, depth } = machine;
    try {
      return action();
    } catch (error) {
      if (!(error instanceof PythonException) || !isException(machine, error.value, name)) throw error;
      machine.frame = frame;
      machine.depth = depth;
      return undefined;
    }
  },
  step: (count: number): void => {
    machine.stepsLeft -= count;
    if (machine.stepsLeft < 0) outOfSteps(machine);
  },
  allocate: (count: number): void => {
    machine.itemsLeft -= count;
    if (machine.itemsLeft < 0) {
      machine.fault(
        'evaluation-items',
        `The Python of the kernel created more than ${machine.limits.allocatedItems} items of lists and characters of text.`,
      );
    }
  },
  enter: (): void => {
    if (++machine.depth > machine.limits.callDepth) tooDeep(machine);
  },
  leave: (): void => {
    machine.depth -= 1;
  },
});

const services = (machine: Interpreter) => {
  const identities = createIdentities();
  const underway = new Set<object>();
  return {
    call: (callee: PyValue, args: readonly PyValue[], keywords?: ReadonlyMap<string, PyValue>) =>
      call(machine, callee, args, keywords),
    truth: (value: PyValue) => {
      if (typeof value === 'object' && value !== null && value.kind === 'host') machine.onCondition?.(value);
      return truth(machine, value);
    },
    equals: (left: PyValue, right: PyValue) => equals(machine, left, right),
    compare: (operator: '<' | '<=' | '>' | '>=', left: PyValue, right: PyValue) =>
      truth(machine, richOrder(machine, operator, left, right)),
    binary: (operator: string, left: PyValue, right: PyValue) =>
      binaryOperation(machine, operator, left, right),
    hashKey: (value: PyValue) => hashKey(machine, identities, value),
    represent: (value: PyValue) => represent(machine, underway, value),
    text: (value: PyValue) => textOf(machine, value),
    format: (value: PyValue, specification: string) => formatValue(machine, value, specification),
    iterate: (value: PyValue) => iterate(machine, value),
    collect: (value: PyValue) => collect(machine, value),
    length: (value: PyValue) => lengthOf(machine, value),
    findAttribute: (value: PyValue, name: string) => findAttribute(machine, value, name),
    getAttribute: (value: PyValue, name: string) => {
      const found = findAttribute(machine, value, name);
      return found === undefined ? noAttribute(machine, value, name) : found;
    },
    setAttribute: (value: PyValue, name: string, item: PyValue) => setAttribute(machine, value, name, item),
    deleteAttribute: (value: PyValue, name: string) => deleteAttribute(machine, value, name),
    getItem: (value: PyValue, index: PyValue) => getItem(machine, value, index),
    setItem: (value: PyValue, index: PyValue, item: PyValue) => setItem(machine, value, index, item),
    deleteItem: (value: PyValue, index: PyValue) => deleteItem(machine, value, index),
    contains: (container: PyValue, item: PyValue) => contains(machine, container, item),
    index: (value: PyValue) => indexOf(machine, value),
    identity: (value: PyValue) =>
      typeof value === 'object' && value !== null ? identityOf(identities, value) : 0,
  };
};

/** A new evaluation with its own budget; modules evaluated by it can call one another. */
export const createInterpreter = (hooks: Hooks, limits: EvaluationLimits = DEFAULT_LIMITS): Interpreter => {
  const machine = {
    hooks,
    limits,
    builtins: BUILTINS,
    depth: 0,
    stepsLeft: limits.steps,
    itemsLeft: limits.allocatedItems,
    handled: [],
    onIdentity: null,
    onCondition: null,
    typeOf: createTypeOf(),
    print: hooks.print,
    builtin: (name: string): PyValue => {
      const found = BUILTINS.get(name);
      return found === undefined ? machine.raise('NameError', `name '${name}' is not defined`) : found;
    },
  } as unknown as Interpreter;
  machine.frame = {
    machine,
    file: OUTSIDE,
    slots: [],
    cells: [],
    globals: new Map(),
    names: null,
    parent: null,
    span: NOWHERE,
    result: null,
  };
  return Object.assign(machine, control(machine), services(machine));
};
