import type { CallContext } from './context.ts';
import type { Site } from './source.ts';

export type { CallContext } from './context.ts';

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
  | PyHost
  | PyIterator
  | PyStaticMethod
  | PyClassMethod
  | PySuper
  | PyDictView
  | PyAlias
  | PyNotImplemented;

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
  /** True for a `frozenset`. */
  readonly frozen?: boolean;
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
  readonly docstring?: string | null;
  /** The `__name__` of the module it was defined in. */
  readonly module?: PyValue;
  /** Evaluates the annotations of parameters and `return`; an annotation that cannot be evaluated is left out. */
  readonly annotations?: () => PyDict;
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
  /** The classes it was derived from directly, as written. */
  readonly bases?: readonly PyClass[];
  readonly attributes: Map<string, PyValue>;
  /** Where the class was written; null for a built-in one. */
  readonly site: Site | null;
  /** A class of the language itself, whose behaviour the evaluator knows without its special methods. */
  readonly builtin?: boolean;
  /** Replaces instance creation for built-in classes such as `int`; absent otherwise. */
  readonly construct?: PyNative;
  /**
   * The class of this class, whose methods act on the class itself (`__call__`, `__iter__`, `__getitem__`, `__len__`,
   * `__contains__`, `__getattr__`, `__repr__`); inherited by subclasses, `type` when absent.
   */
  readonly meta?: PyClass;
  /** Runs after the body of every class that derives from this one, before its decorators. */
  readonly subclassed?: (
    subclass: PyClass,
    keywords: ReadonlyMap<string, PyValue>,
    context: CallContext,
  ) => void;
}
export interface PyInstance {
  readonly kind: 'instance';
  readonly type: PyClass;
  readonly attributes: Map<string, PyValue>;
  /** The built-in value that an instance of a class derived from `int`, `str`, `dict`, ... stands for. */
  readonly payload?: PyValue;
}
export interface PyModule {
  readonly kind: 'module';
  readonly name: string;
  readonly attributes: Map<string, PyValue>;
  /** Answers for names that `attributes` lacks; undefined raises AttributeError (ImportError in `from`). */
  readonly getAttribute?: (name: string, context: CallContext) => PyValue | undefined;
  /** Why a name is missing, when that is known; asking for it breaks `rule` if there is one. */
  readonly absence?: (name: string) => { readonly text: string; readonly rule: string | null } | undefined;
}
export interface PyProperty {
  readonly kind: 'property';
  readonly getter: PyFunction | PyNative;
  readonly setter: PyFunction | PyNative | null;
}

/** An iterator under way; `next` gives undefined at the end. */
export interface PyIterator {
  readonly kind: 'iterator';
  /** The name of its type, such as `list_iterator`. */
  readonly name: string;
  readonly next: () => PyValue | undefined;
}
export interface PyStaticMethod {
  readonly kind: 'staticmethod';
  readonly callee: PyValue;
}
export interface PyClassMethod {
  readonly kind: 'classmethod';
  readonly callee: PyFunction | PyNative;
}
/** `super()`: attributes of `self` looked up after `start` in the order of `type`. */
export interface PySuper {
  readonly kind: 'super';
  readonly start: PyClass;
  readonly self: PyValue;
  readonly type: PyClass;
}
/** What `keys()`, `values()` and `items()` of a dictionary give. */
export interface PyDictView {
  readonly kind: 'dictView';
  readonly part: 'keys' | 'values' | 'items';
  readonly dict: PyDict;
}
/** A parametrised type such as `list[int]`, or a union such as `int | None` when `origin` is null. */
export interface PyAlias {
  readonly kind: 'alias';
  readonly origin: PyValue;
  readonly args: readonly PyValue[];
}
export interface PyNotImplemented {
  readonly kind: 'notImplemented';
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
  /** What `type(object)` gives and `isinstance` compares with; a class of that name when absent. */
  readonly class?: PyClass;
  readonly getAttribute?: (self: PyHost, name: string, context: CallContext) => PyValue | undefined;
  readonly getItem?: (self: PyHost, index: PyValue, context: CallContext) => PyValue;
  readonly setItem?: (self: PyHost, index: PyValue, value: PyValue, context: CallContext) => void;
  readonly setAttribute?: (self: PyHost, name: string, value: PyValue, context: CallContext) => void;
  readonly contains?: (self: PyHost, item: PyValue, context: CallContext) => boolean;
  /** Calls the object with one value for each of `parameters`, or with the positional arguments when there are none. */
  readonly call?: (args: readonly PyValue[], context: CallContext, self: PyHost) => PyValue;
  readonly parameters?: readonly Parameter[];
  /**
   * Arithmetic and comparison by their Python symbols (`+`, `//`, `@`, `<=`, `==`); `reflected` when the object stands
   * on the right. `a += b` asks for `+=` first and for `+` when that is undefined. `undefined` means not supported.
   */
  readonly binary?: (
    self: PyHost,
    operator: string,
    other: PyValue,
    reflected: boolean,
    context: CallContext,
  ) => PyValue | undefined;
  /** `-x`, `+x` and `~x`; `undefined` means not supported. */
  readonly unary?: (self: PyHost, operator: '-' | '+' | '~', context: CallContext) => PyValue | undefined;
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
