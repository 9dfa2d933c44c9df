import { existsIn, type IsaNamespace, type IsaTable, type NkiVersion } from '../isa/table.ts';
import type { PyModule } from '../python/values.ts';

interface Entry {
  readonly namespace: IsaNamespace;
  readonly name: string;
  readonly since: NkiVersion;
  readonly until?: NkiVersion | null;
}

const entriesOf = ({ functions, constants, enums }: IsaTable): readonly Entry[] => [
  ...functions,
  ...constants,
  ...enums,
];

const explain = ({ namespace, name, since, until }: Entry, version: NkiVersion): string => {
  const held = `the kernel is held to ${version.join('.')}`;
  const full = `${namespace}.${name}`;
  return until !== undefined && until !== null && existsIn({ since }, version)
    ? `${full} ended with NKI ${until.join('.')}; ${held}.`
    : `${full} exists since NKI ${since.join('.')}; ${held}.`;
};

/** The names of a namespace that exist in other versions of NKI only, each with a sentence that says in which. */
export const namesOfOtherVersions = (
  table: IsaTable,
  namespace: IsaNamespace,
  version: NkiVersion,
): ReadonlyMap<string, string> =>
  new Map(
    entriesOf(table)
      .filter((entry) => entry.namespace === namespace && !existsIn(entry, version))
      .map((entry) => [entry.name, explain(entry, version)] as const),
  );

/**
 * Says why a namespace lacks a name: another version of NKI has it (rule `version`), or another namespace.
 * Source of the versions: aws-neuron-sdk release-notes/components/nki.rst.
 */
export const absenceIn = (
  table: IsaTable,
  namespace: IsaNamespace,
  version: NkiVersion,
): NonNullable<PyModule['absence']> => {
  const others = namesOfOtherVersions(table, namespace, version);
  return (name) => {
    const text = others.get(name);
    if (text !== undefined) return { text, rule: 'version' };
    const elsewhere = entriesOf(table).find((entry) => entry.name === name && existsIn(entry, version));
    return elsewhere === undefined ? undefined : { text: `${elsewhere.namespace} has it`, rule: null };
  };
};
