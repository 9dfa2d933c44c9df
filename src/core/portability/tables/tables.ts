import { InputError } from '../../input-error.ts';
import type { Rule } from '../rule.ts';
import type { ChipFacts, EffortAnchors, TensorParallelRule } from './anchors.ts';
import { type DatedRule, ruleAt } from './dated-rule.ts';
import type { DatedContradiction, DatedProbe, DatedRisk, ErrorCode, LibraryKernel } from './knowledge.ts';
import type { ModelRow } from './model-support.ts';
import { type ElementType, numericsAt, type Quantisation } from './numerics.ts';
import type { OperatorRow, OperatorTable } from './operator.ts';
import { compareSdkVersions, holdsAt, type SdkRelease, type Validity } from './sdk-version.ts';
import { type Stack, type StackAt, stacksAt } from './stack.ts';

/** What the tables say whatever the release. */
interface LastingTables {
  /** Newest date of any file, and a hash of all of them. */
  readonly version: string;
  readonly asOf: string;
  readonly models: readonly ModelRow[];
  readonly effort: EffortAnchors;
  readonly chips: readonly ChipFacts[];
  readonly tensorParallel: { readonly rules: readonly TensorParallelRule[]; readonly source: string };
}

/** Rows that hold from some release on, or until one. */
interface PassingTables {
  readonly errors: readonly ErrorCode[];
  readonly kernels: readonly LibraryKernel[];
  readonly types: readonly ElementType[];
  readonly quantisations: readonly Quantisation[];
  readonly risks: readonly DatedRisk[];
  readonly contradictions: readonly DatedContradiction[];
  readonly probes: readonly DatedProbe[];
}

/** Everything that the tables say, for every release of the SDK that they reach. */
export interface DatedTables extends LastingTables, PassingTables {
  readonly defaultSdk: string;
  readonly releases: readonly SdkRelease[];
  readonly rules: readonly DatedRule[];
  readonly operators: readonly OperatorRow[];
  readonly stacks: readonly Stack[];
}

/** What the tables say for one release of the SDK. */
export interface PortabilityTables extends LastingTables, PassingTables {
  readonly sdk: SdkRelease;
  readonly rules: readonly Rule[];
  readonly operators: OperatorTable;
  readonly stacks: readonly StackAt[];
}

const releaseOf = ({ releases }: DatedTables, version: string): SdkRelease => {
  const release = releases.find((each) => compareSdkVersions(each.version, version) === 0);
  if (release !== undefined) return release;
  throw new InputError({
    attempted: 'choosing the release of the Neuron SDK to audit for',
    found: version,
    accepted: `one of ${releases.map((each) => each.version).join(', ')}`,
  });
};

const byOperator = (rows: readonly OperatorRow[]): OperatorTable => {
  const table = new Map<string, OperatorRow[]>();
  for (const row of rows) {
    const known = table.get(row.operator);
    if (known === undefined) table.set(row.operator, [row]);
    else known.push(row);
  }
  return table;
};

/**
 * The tables as they hold for one release of the SDK; the default release where none is named. Throws InputError for a
 * release that they do not reach.
 */
export const tablesAt = (dated: DatedTables, version: string = dated.defaultSdk): PortabilityTables => {
  const sdk = releaseOf(dated, version);
  const held = <T extends Validity>(rows: readonly T[]): readonly T[] =>
    rows.filter((row) => holdsAt(row, sdk.version));
  return {
    version: dated.version,
    asOf: dated.asOf,
    sdk,
    rules: dated.rules.map((rule) => ruleAt(rule, sdk.version)).filter((rule) => rule !== null),
    operators: byOperator(held(dated.operators)),
    errors: held(dated.errors),
    kernels: held(dated.kernels),
    stacks: stacksAt(dated.stacks, sdk.version),
    models: dated.models,
    types: numericsAt(dated.types, sdk.version),
    quantisations: numericsAt(dated.quantisations, sdk.version),
    risks: held(dated.risks),
    contradictions: held(dated.contradictions),
    probes: held(dated.probes),
    effort: dated.effort,
    chips: dated.chips,
    tensorParallel: dated.tensorParallel,
  };
};

/** The rule of an id, in any case of letters; null where there is none. */
export const ruleById = (rules: readonly Rule[], id: string): Rule | null => {
  const wanted = id.trim().toUpperCase();
  const found = rules.find((rule) => rule.id === wanted);
  return found === undefined ? null : found;
};
