import type { Site } from './source.ts';

/**
 * The values a kernel's Python computes with. `null` is None. A JavaScript number is a Python int (always a safe
 * integer); a Python float is a `PyFloat`, so that `1` and `1.0` stay apart.
 */
export type PyValue = null | boolean | number | string | PyObject;

export type PyObject =
  | PyFloat
  | PyTuple
  | PyList
  | PyDict
  | PySet
  | PyRange
  | PySlice
  | PyEllipsis
  | PyFunction
  | PyNative
  | PyBoundMethod
  | PyClass
  | PyInstance
  | PyModule
  | PyProperty
  | PyHost;

export interface PyFloat {
  readonly kind: 'float';
  readonly value: number;
}
export interface PyTuple {
  readonly kind: 'tuple';
  readonly items: readonly PyValue[];
}
export interface PyList {
  readonly kind: 'list';
  readonly items: PyValue[];
}
/** Keyed by `hashKey(key)`, in order of insertion. */
export interface PyDict {
  readonly kind: 'dict';
  readonly entries: Map<string, readonly [PyValue, PyValue]>;
}
export interface PySet {
  readonly kind: 'set';
  readonly entries: Map<string, PyValue>;
}
export interface PyRange {
  readonly kind: 'range';
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}
export interface PySlice {
  readonly kind: 'slice';
  readonly start: PyValue;
  readonly stop: PyValue;
  readonly step: PyValue;
}
export interface PyEllipsis {
  readonly kind: 'ellipsis';
}

/** A function written in Python, compiled to closures by the evaluator; only the evaluator looks inside. */
export interface PyFunction {
  readonly kind: 'function';
  readonly name: string;
  readonly qualifiedName: string;
  readonly parameters: readonly Parameter[];
  readonly site: Site;
  /** Runs the body with one value for each parameter, in order. */
  readonly invoke: (args: readonly PyValue[], context: CallContext) => PyValue;
  readonly attributes: Map<string, PyValue>;
}

export interface Parameter {
  readonly name: string;
  readonly kind: 'positionalOnly' | 'ordinary' | 'keywordOnly' | 'variadic' | 'keywords';
  /** Absent when the argument must be given. */
  readonly defaultValue?: PyValue;
}

/** A function of the machine or of a stubbed library. `call` gets one value for each parameter, in order, defaults filled in. */
export interface PyNative {
  readonly kind: 'native';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly call: (args: readonly PyValue[], context: CallContext) => PyValue;
}

export interface PyBoundMethod {
  readonly kind: 'bound';
  readonly self: PyValue;
  readonly callee: PyFunction | PyNative;
}

export interface PyClass {
  readonly kind: 'class';
  readonly name: string;
  /** Method resolution order, itself first. */
  readonly order: readonly PyClass[];
  readonly attributes: Map<string, PyValue>;
  /** Where the class was written; null for a built-in one. */
  readonly site: Site | null;
  /** Replaces instance creation for built-in classes such as `int`; absent otherwise. */
  readonly construct?: PyNative;
}
export interface PyInstance {
  readonly kind: 'instance';
  readonly type: PyClass;
  readonly attributes: Map<string, PyValue>;
}
export interface PyModule {
  readonly kind: 'module';
  readonly name: string;
  readonly attributes: Map<string, PyValue>;
}
export interface PyProperty {
  readonly kind: 'property';
  readonly getter: PyFunction | PyNative;
  readonly setter: PyFunction | PyNative | null;
}

/** An object of the machine (a tensor, a dtype, a register, a buffer kind) that Python sees through its `HostType`. */
export interface PyHost<Value = unknown> {
  readonly kind: 'host';
  readonly type: HostType;
  readonly value: Value;
}

/** How a machine object behaves in Python. What is absent raises the TypeError that Python would raise. */
export interface HostType {
  readonly name: string;
  readonly getAttribute?: (self: PyHost, name: string, context: CallContext) => PyValue | undefined;
  readonly getItem?: (self: PyHost, index: PyValue, context: CallContext) => PyValue;
  readonly setItem?: (self: PyHost, index: PyValue, value: PyValue, context: CallContext) => void;
  readonly call?: PyNative['call'];
  /** Arithmetic and comparison; `reflected` when the object stands on the right. `undefined` means not supported. */
  readonly binary?: (
    self: PyHost,
    operator: string,
    other: PyValue,
    reflected: boolean,
    context: CallContext,
  ) => PyValue | undefined;
  /** Equality by value; identity when absent. */
  readonly equals?: (self: PyHost, other: PyValue) => boolean;
  /** A key for dictionaries and sets; unhashable when absent. */
  readonly hashKey?: (self: PyHost) => string;
  readonly length?: (self: PyHost, context: CallContext) => number;
  readonly iterate?: (self: PyHost, context: CallContext) => Iterable<PyValue>;
  /** Truth in a condition; always true when absent. Registers of a running kernel answer with their value here. */
  readonly truth?: (self: PyHost, context: CallContext) => boolean;
  /** The Python int it stands for where an int is needed (`range(register)`); not an int when absent. */
  readonly index?: (self: PyHost, context: CallContext) => number;
  readonly represent: (self: PyHost) => string;
  /** Enter and leave a `with` block. */
  readonly enter?: (self: PyHost, context: CallContext) => PyValue;
  readonly exit?: (self: PyHost, context: CallContext) => void;
}

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
}
