import { COLLECTIVES } from '../isa/collectives.ts';
import type { IsaDefinition } from '../isa/definition.ts';
import { ISA_DEFINITIONS } from '../isa/definitions.ts';
import { createGetNcVersion } from '../isa/versions.ts';
import { ndarray } from './allocation.ts';
import { CONTROL_CALLS } from './control.ts';
import { enumMember } from './enumeration.ts';
import { languageDefinitions } from './language/definitions.ts';
import type { NkiCall } from './modules.ts';

const GENERATION_NUMBERS = { gen2: 2, gen3: 3, gen4: 4 };

const getNcVersion = createGetNcVersion((name) => enumMember('nc_version', name, GENERATION_NUMBERS[name]));

const ISA: readonly IsaDefinition[] = [...ISA_DEFINITIONS, getNcVersion];

/** What executes each opcode. */
export const DEFINITIONS: ReadonlyMap<string, IsaDefinition> = new Map(
  [...ISA, ...COLLECTIVES].map((each) => [each.name, each]),
);

const LANGUAGE = languageDefinitions(DEFINITIONS);

/** What each function of `nki.isa`, `nki.collectives` and `nki.language` does, by its full name. */
export const NKI_CALLS: ReadonlyMap<string, NkiCall> = new Map<string, NkiCall>([
  ...ISA.map(({ name, call }) => [`nki.isa.${name}`, call] as const),
  ...COLLECTIVES.map(({ name, call }) => [`nki.collectives.${name}`, call] as const),
  ...LANGUAGE.map(({ name, call }) => [`nki.language.${name}`, call] as const),
  ...Object.entries(CONTROL_CALLS).map(([name, call]) => [`nki.language.${name}`, call] as const),
  ['nki.language.ndarray', ndarray],
]);
