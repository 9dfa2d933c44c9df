import type { IsaDefinition } from '../isa/definition.ts';
import { type IsaFunction, type IsaNamespace, type IsaTable, parametersIn } from '../isa/table.ts';
import type { Machine } from '../machine/machine.ts';
import { DTYPE_ATTRIBUTES } from '../memory/host/dtype.ts';
import { keywords, native, pyModule, variadic } from '../python/construct.ts';
import { absorbedResult } from '../python/modules/absorbed.ts';
import type { CallContext, PyModule, PyValue } from '../python/values.ts';
import { absenceIn, namesOfOtherVersions } from './availability.ts';
import { bindFunction } from './bind-function.ts';
import { parametersOf } from './defaults.ts';
import { enumeration, isEnumeration } from './enumeration.ts';
import { jit } from './jit.ts';

/** What a function of the table does when a kernel calls it. */
export type NkiCall = IsaDefinition['call'];

/** What the modules are made of. */
export interface NkiParts {
  readonly table: IsaTable;
  /** By namespace and name: `nki.isa.nc_matmul`. */
  readonly calls: ReadonlyMap<string, NkiCall>;
  /** Names of `nki.language` and `nki.isa` that are no functions: dtypes, buffers, `tile_size`, `ds`. */
  readonly constants: ReadonlyMap<string, PyValue>;
}

const NAMESPACES: readonly IsaNamespace[] = ['nki.isa', 'nki.language', 'nki.collectives'];

/**
 * The modules a kernel imports, bound to one core: `nki`, `nki.isa`, `nki.language`, `nki.collectives`, `nki.typing`.
 * Every name, position and default comes from the table; names of other versions are missing
 * in strict runs and reported in lenient ones.
 */
export const nkiModules = (parts: NkiParts, machine: Machine): ReadonlyMap<string, PyModule> => {
  const spaces = new Map<IsaNamespace, Map<string, PyValue>>(NAMESPACES.map((each) => [each, new Map()]));
  const space = (name: IsaNamespace): Map<string, PyValue> => spaces.get(name) as Map<string, PyValue>;
  for (const entry of parts.table.enums) space(entry.namespace).set(entry.name, enumeration(entry));
  for (const [name, value] of parts.constants) {
    const at = name.lastIndexOf('.');
    spaces.get(name.slice(0, at) as IsaNamespace)?.set(name.slice(at + 1), value);
  }
  const operators: IsaFunction[] = [];
  const names = {
    // The table writes `nl.sbuf`.
    language: (name: string): PyValue => space('nki.language').get(name.replace(/^nl\./, '')) as PyValue,
    member: (owner: string, member: string): PyValue => memberOf(parts.table, spaces, owner, member),
  };
  const numbered = membersByNumber(parts.table, names.member);
  // Operators are defaults of other functions, and take no operators themselves.
  for (const entry of parts.table.functions)
    if (entry.namespace === 'nki.language' && entry.work === 'lowered') operators.push(entry);
  for (const entry of [...operators, ...parts.table.functions.filter((each) => !operators.includes(each))]) {
    const call = parts.calls.get(`${entry.namespace}.${entry.name}`);
    const listed = parametersIn(entry, machine.version);
    const signature = {
      parameters: parametersOf(listed, names),
      members: listed.map((each) => (each.enum === null ? undefined : numbered.get(each.enum))),
    };
    space(entry.namespace).set(entry.name, bindFunction(entry, call, machine, signature));
  }
  return assemble(spaces, parts.table, machine);
};

/** The members of each enumeration whose values are numbers. */
const membersByNumber = (
  table: IsaTable,
  member: (owner: string, name: string) => PyValue,
): ReadonlyMap<string, ReadonlyMap<number, PyValue>> =>
  new Map(
    table.enums.map(({ name: owner, members }) => [
      owner,
      new Map(
        Object.entries(members).flatMap(([name, value]) =>
          typeof value === 'number' ? [[value, member(owner, name)] as const] : [],
        ),
      ),
    ]),
  );

const memberOf = (
  table: IsaTable,
  spaces: ReadonlyMap<IsaNamespace, ReadonlyMap<string, PyValue>>,
  owner: string,
  member: string,
): PyValue => {
  const entry = table.enums.find((each) => each.name === owner);
  const host = entry === undefined ? undefined : spaces.get(entry.namespace)?.get(owner);
  const type = typeof host === 'object' && host !== null && host.kind === 'host' ? host : undefined;
  return type?.type.getAttribute?.(type, member, undefined as never) as PyValue;
};

/** A namespace without the names of other versions, which a lenient kernel gets all the same. */
const namespaceModule = (
  namespace: IsaNamespace,
  attributes: ReadonlyMap<string, PyValue>,
  table: IsaTable,
  machine: Machine,
): PyModule => {
  const others = namesOfOtherVersions(table, namespace, machine.version);
  const own = [...attributes].filter(([name]) => !others.has(name));
  const lookUp: PyModule['getAttribute'] = (name, context) => {
    const text = others.get(name);
    if (text === undefined || machine.strictness === 'strict') return undefined;
    machine.report({ rule: 'version', severity: 'error', message: text, site: context.site() });
    return attributes.get(name);
  };
  return { ...pyModule(namespace, own, lookUp), absence: absenceIn(table, namespace, machine.version) };
};

const assemble = (
  spaces: ReadonlyMap<IsaNamespace, ReadonlyMap<string, PyValue>>,
  table: IsaTable,
  machine: Machine,
): ReadonlyMap<string, PyModule> => {
  const modules = new Map<string, PyModule>();
  for (const [name, attributes] of spaces)
    modules.set(name, namespaceModule(name, attributes, table, machine));
  const isa = modules.get('nki.isa') as PyModule;
  // Until 0.3 the enumerations were also imported from a module of their own.
  const constants = pyModule(
    'nki.isa.constants',
    [...isa.attributes].filter(([, value]) => isEnumeration(value)),
  );
  isa.attributes.set('constants', constants);
  modules.set('nki.isa.constants', constants);
  const typing = pyModule('nki.typing', [], (name) => ANNOTATIONS.get(name));
  modules.set('nki.typing', typing);
  modules.set(
    'nki',
    pyModule('nki', [
      ['jit', jit()],
      ['isa', isa],
      ['language', modules.get('nki.language') as PyModule],
      ['collectives', modules.get('nki.collectives') as PyModule],
      ['typing', typing],
      ['dtype', DTYPE_ANNOTATION],
      ['simulate', SIMULATE],
      ['__version__', '0.6.0'],
    ]),
  );
  // Kernels of the current dialect have kept some names of the old package.
  const legacyLanguage = pyModule('neuronxcc.nki.language', DTYPE_ATTRIBUTES, refuseLegacy);
  const legacy = pyModule('neuronxcc.nki', [
    ['typing', typing],
    ['language', legacyLanguage],
  ]);
  modules.set('neuronxcc.nki.language', legacyLanguage);
  modules.set('neuronxcc', pyModule('neuronxcc', [['nki', legacy]]));
  modules.set('neuronxcc.nki', legacy);
  modules.set('neuronxcc.nki.typing', typing);
  return modules;
};

const refuseLegacy = (name: string, context: CallContext): PyValue | undefined =>
  name.startsWith('__')
    ? undefined
    : context.raise(
        'ImportError',
        `neuronxcc.nki.language.${name} belongs to the dialect before NKI 0.2, of which only element types are known here; write nki.language.${name} in its present form`,
      );

/** `nki.simulate(kernel)(...)`, with which files run their kernels when they are imported: here it runs nothing. */
const SIMULATE = native('simulate', [{ name: 'kernel', kind: 'ordinary' }], () =>
  native('simulate', [variadic('args'), keywords('kwargs')], () => absorbedResult('nki.simulate')),
);

/** `nki.typing.tensor[shape]`: an annotation that only says whether the kernel may write to the argument. */
const annotation = (name: string, value: 'read' | 'mutable'): PyValue => ({
  kind: 'host',
  type: { name: 'tensor annotation', getItem: (self) => self, represent: () => `nki.typing.${name}` },
  value,
});

/** `nki.dtype`: the type of element types, which only annotations name. */
const DTYPE_ANNOTATION: PyValue = {
  kind: 'host',
  type: { name: 'type', represent: () => 'nki.dtype' },
  value: null,
};

const ANNOTATIONS: ReadonlyMap<string, PyValue> = new Map([
  ['tensor', annotation('tensor', 'read')],
  ['mutable_tensor', annotation('mutable_tensor', 'mutable')],
]);
