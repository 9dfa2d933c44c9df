import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/input-error.ts';
import type { DatedTables, PortabilityTables } from '../../core/portability/tables/tables.ts';
import { tablesAt } from '../../core/portability/tables/tables.ts';

/** Written by the build. Checking eleven hundred operators and two hundred rules takes ten times as long as reading them. */
const AHEAD = new URL('../../../dist/portability-tables.json', import.meta.url);

const NAMES = [
  'contradictions.yaml',
  'effort.yaml',
  'errors.yaml',
  'kernels.yaml',
  'models.yaml',
  'numerics.yaml',
  'operators-aten.yaml',
  'operators-hlo.yaml',
  'operators-onnx.yaml',
  'probes.yaml',
  'risks.yaml',
  'sdks.yaml',
  'stacks.yaml',
  'targets.yaml',
] as const;

const folderOf = (catalogRoot: string): string => join(catalogRoot, 'portability');

/** The texts of all tables by their names below the folder, in the order of names. */
const readTexts = (folder: string): ReadonlyMap<string, string> => {
  try {
    const rules = readdirSync(join(folder, 'rules')).filter((name) => name.endsWith('.yaml'));
    const names = [...NAMES, ...rules.map((name) => `rules/${name}`).sort()];
    return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  } catch (error) {
    throw new InputError({
      attempted: 'reading the tables of the portability audit',
      found: error instanceof Error ? error.message : String(error),
      accepted: `a catalogue folder with portability/${NAMES.join(', portability/')} and portability/rules`,
    });
  }
};

const digestOf = (texts: ReadonlyMap<string, string>): string => {
  const hash = createHash('sha256');
  for (const [name, text] of texts) hash.update(name).update('\0').update(text).update('\0');
  return hash.digest('base64');
};

interface Ahead {
  readonly digest: string;
  readonly tables: DatedTables;
}

/** The tables that the build made of the very same texts; null where it made none, or of others. */
const tablesAhead = (digest: string): DatedTables | null => {
  try {
    const ahead = JSON.parse(readFileSync(AHEAD, 'utf8')) as Ahead;
    return ahead.digest === digest ? ahead.tables : null;
  } catch {
    // Without a build, as in tests of the sources, the tables are parsed and checked when they are read.
    return null;
  }
};

const parsed = async (folder: string, texts: ReadonlyMap<string, string>): Promise<DatedTables> => {
  const { parsePortabilityTables } = await import('./portability-tables.ts');
  return parsePortabilityTables(folder, texts);
};

const freeze = <T>(value: T): T => {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) freeze(member);
  }
  return value;
};

/**
 * All tables of the audit below a catalogue's root, for every release of the SDK that they reach, frozen. Throws InputError
 * with line and caret at the first fault of a file.
 */
export const readPortabilityTables = async (catalogRoot: string): Promise<DatedTables> => {
  const folder = folderOf(catalogRoot);
  const texts = readTexts(folder);
  const ahead = tablesAhead(digestOf(texts));
  return freeze(ahead === null ? await parsed(folder, texts) : ahead);
};

/** The tables for one release of the SDK, the default one where none is named. Throws InputError as reading them does. */
export const loadPortabilityTables = async (catalogRoot: string, sdk?: string): Promise<PortabilityTables> =>
  tablesAt(await readPortabilityTables(catalogRoot), sdk);

/** The lock-in rules alone, for the default release of the SDK. */
export const readPortabilityRules = async (catalogRoot: string): Promise<PortabilityTables['rules']> =>
  (await loadPortabilityTables(catalogRoot)).rules;

/** The content of the file that `readPortabilityTables` takes instead of parsing: the tables with the digest of their texts. */
export const portabilityAheadText = async (catalogRoot: string): Promise<string> => {
  const folder = folderOf(catalogRoot);
  const texts = readTexts(folder);
  return JSON.stringify({ digest: digestOf(texts), tables: await parsed(folder, texts) } satisfies Ahead);
};

/** Whether a file below the catalogue is a table that is made ahead whole, so that it need not be parsed ahead by itself. */
export const isMadeAhead = (path: string): boolean =>
  /(?:^|[\\/])portability[\\/]/.test(path) &&
  (/[\\/]rules[\\/][^\\/]+\.yaml$/.test(path) || NAMES.some((name) => path.endsWith(name)));
