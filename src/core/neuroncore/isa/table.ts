import type { Engine, GenerationId } from '../machine/generation.ts';

/** A version of NKI: [0, 6]. */
export type NkiVersion = readonly [number, number];

/**
 * The table of all functions, enumerations and constants of `nki.isa`, `nki.language` and `nki.collectives`; content of
 * catalog/neuroncore/isa.yaml. Source: aws-neuron-sdk nki/api.
 */
export interface IsaTable {
  readonly as_of: string;
  readonly sources: Readonly<Record<string, IsaSource>>;
  readonly enums: readonly IsaEnum[];
  readonly constants: readonly IsaConstant[];
  readonly functions: readonly IsaFunction[];
}

export interface IsaSource {
  readonly source: string;
  readonly as_of: string;
  readonly standing: string;
}

export type IsaNamespace = 'nki.isa' | 'nki.language' | 'nki.collectives';

export interface IsaEnum {
  readonly namespace: IsaNamespace;
  readonly name: string;
  /** Value of each member, in order of definition. */
  readonly members: Readonly<Record<string, number | string>>;
  readonly since: NkiVersion;
  /** Key of `sources`. */
  readonly from: string;
}

/** A name that stands for an engine, an element type, a memory or an operator that is no function. */
export interface IsaConstant {
  readonly namespace: IsaNamespace;
  readonly name: string;
  readonly kind: 'engine' | 'dtype' | 'buffer' | 'operator';
  readonly value: string;
  readonly since: NkiVersion;
  readonly deprecated_since: NkiVersion | null;
}

/** What a parameter takes. `value` is a tensor, a number or a nested list of numbers. */
export type ParameterKind =
  | 'tensor'
  | 'tensors'
  | 'tensors-by-channel'
  | 'scalar-or-tensor'
  | 'value'
  | 'number'
  | 'numbers'
  | 'integer'
  | 'integers'
  | 'integer-pairs'
  | 'integer-or-register'
  | 'register'
  | 'boolean'
  | 'string'
  | 'operator'
  | 'enum'
  | 'axis'
  | 'pattern'
  | 'shape'
  | 'dtype'
  | 'buffer'
  | 'function'
  | 'replica-group';

export interface IsaParameter {
  readonly name: string;
  readonly kind: ParameterKind;
  /** Which enumeration, when the kind is `enum`. */
  readonly enum: string | null;
  /** None is accepted. */
  readonly nullable: boolean;
  /**
   * Absent when the argument must be given. A `number` or `scalar-or-tensor` is a Python float, an `integer` an int; an
   * `operator`, `dtype` or `buffer` is a name such as `nl.sbuf`; an `enum` is the name of a member.
   */
  readonly default?: null | boolean | number | string | readonly number[];
}

/** `lowered`: a function of `nki.language` that becomes one or more instructions. */
export type IsaWork = 'instruction' | 'register' | 'collective' | 'lowered' | 'loop' | 'compile-time';

export interface IsaFunction {
  readonly namespace: IsaNamespace;
  readonly name: string;
  readonly work: IsaWork;
  readonly parameters: readonly IsaParameter[];
  /** Signatures that were replaced: each holds up to and including its version. */
  readonly earlier: readonly { readonly until: NkiVersion; readonly parameters: readonly IsaParameter[] }[];
  /** Engines that can execute it; a generation that is absent does not have the function. */
  readonly engines: Partial<Readonly<Record<GenerationId, readonly Engine[]>>>;
  readonly since: NkiVersion;
  /** Last version that has it; null while it exists. */
  readonly until: NkiVersion | null;
  readonly deprecated_since: NkiVersion | null;
  readonly semantics: string;
  readonly constraints: string | null;
  /** What documents say about its time, in the words of their formula; null where they say nothing. */
  readonly cost: { readonly text: string; readonly from: string } | null;
}

/** Negative, zero or positive as `left` is earlier than, equal to or later than `right`. */
export const compareVersions = (left: NkiVersion, right: NkiVersion): number =>
  left[0] - right[0] || left[1] - right[1];

/** Whether a name with these bounds exists in a version of NKI. */
export const existsIn = (
  entry: { readonly since: NkiVersion; readonly until?: NkiVersion | null },
  version: NkiVersion,
): boolean =>
  compareVersions(version, entry.since) >= 0 &&
  (entry.until === undefined || entry.until === null || compareVersions(version, entry.until) <= 0);

/** The signature a function has in a version of NKI. */
export const parametersIn = (entry: IsaFunction, version: NkiVersion): readonly IsaParameter[] => {
  const replaced = entry.earlier
    .filter(({ until }) => compareVersions(version, until) <= 0)
    .sort((left, right) => compareVersions(left.until, right.until))[0];
  return replaced === undefined ? entry.parameters : replaced.parameters;
};

/** Generations that have the function, oldest first. */
export const generationsOf = (entry: IsaFunction): readonly GenerationId[] =>
  (['v2', 'v3', 'v4'] as const).filter((id) => entry.engines[id] !== undefined);

/** The function of that name, or undefined when no version has one. */
export const findFunction = (
  table: IsaTable,
  namespace: IsaNamespace,
  name: string,
): IsaFunction | undefined =>
  table.functions.find((each) => each.namespace === namespace && each.name === name);
