import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { InputError, type SourcePosition } from '../../core/input-error.ts';
import { decodeMeasurements } from '../../core/performance/validation/compact.ts';
import {
  type MeasuredMachines,
  measuredMachinesSchema,
} from '../../core/performance/validation/measured-machines.ts';
import { type Measurement, measurementSchema } from '../../core/performance/validation/measurement.ts';
import {
  type MemoryPractice,
  memoryPracticeSchema,
} from '../../core/performance/validation/memory-practice.ts';
import { type MlperfRun, mlperfRunsSchema } from '../../core/performance/validation/mlperf-runs.ts';
import { type ServingRuns, servingRunsSchema } from '../../core/performance/validation/serving-runs.ts';
import {
  type TrainingRecipe,
  trainingRecipesSchema,
} from '../../core/performance/validation/training-recipes.ts';
import { LARGEST_BYTES, readTextFile } from './text-file.ts';
import { parseYaml } from './yaml-document.ts';

const ATTEMPTED = 'reading measurements';
const DIRECTORY = path.join('catalog', 'measurements');

const positionOf = (file: string, line: number, text: string, column: number): SourcePosition => ({
  file,
  line,
  column: Math.min(Math.max(1, column), text.length + 1),
  lineText: text,
});

/** A row has some hundred characters; locating the fault in a line of megabytes would take minutes. */
const LONGEST_LOCATED = 10_000;

/** Column of the offending character: as JSON's parser tells it, else where the line stops being even YAML. */
const syntaxColumn = (error: unknown, text: string): number => {
  const match = /position (\d+)/.exec(String(error));
  if (match !== null) return Number(match[1]) + 1;
  if (text.length > LONGEST_LOCATED) return 1;
  const offset = parseDocument(text, { prettyErrors: false }).errors[0]?.pos[0];
  return offset === undefined ? 1 : offset + 1;
};

const parsedLine = (file: string, line: number, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError({
      attempted: ATTEMPTED,
      found: 'a line that is not JSON',
      accepted: 'one JSON object per line',
      position: positionOf(file, line, text, syntaxColumn(error, text)),
    });
  }
};

/** Column of a key's value in a line, by the last named part of the path; 1 where the key is missing. */
const keyColumn = (text: string, keys: readonly PropertyKey[]): number => {
  const named = keys.filter((key) => typeof key === 'string');
  let from = 0;
  for (const key of named) {
    const at = text.indexOf(`"${key}"`, from);
    if (at < 0) return from + 1;
    from = at;
  }
  return from + 1;
};

const shown = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

const at = (value: unknown, keys: readonly PropertyKey[]): unknown =>
  keys.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );

const checkedRow = (value: unknown, file: string, line: number, text: string): Measurement => {
  const checked = measurementSchema.safeParse(value);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  const keys = issue?.path ?? [];
  throw new InputError({
    attempted: ATTEMPTED,
    found: keys.length === 0 ? shown(value) : `${keys.join('.')}: ${shown(at(value, keys))}`,
    accepted: issue?.message ?? 'a measurement row',
    position: positionOf(file, line, text, keyColumn(text, keys)),
  });
};

/**
 * Rows of a JSON Lines text, one measurement per line, blank lines ignored. Throws InputError with file, line and
 * caret at the first line that is not a measurement, and when two rows share an id.
 */
export const parseMeasurementLines = (content: string, file: string): Measurement[] => {
  const rows: Measurement[] = [];
  const lines = new Map<string, number>();
  content.split('\n').forEach((raw, index) => {
    const text = raw.replace(/\r$/, '').replace(/^\uFEFF/, '');
    if (text.trim() === '') return;
    const row = checkedRow(parsedLine(file, index + 1, text), file, index + 1, text);
    const earlier = lines.get(row.id);
    if (earlier !== undefined)
      throw new InputError({
        attempted: ATTEMPTED,
        found: `id ${row.id} a second time (first on line ${earlier})`,
        accepted: 'an id of its own for every row',
        position: positionOf(file, index + 1, text, keyColumn(text, ['id'])),
      });
    lines.set(row.id, index + 1);
    rows.push(row);
  });
  return rows;
};

/** Reads a user's measurements file (JSON Lines). Throws InputError when it is missing, too large or malformed. */
export const readMeasurementFile = async (file: string): Promise<Measurement[]> =>
  parseMeasurementLines(await readTextFile(file, ATTEMPTED, LARGEST_BYTES.measurements), file);

/**
 * Reads the measurements shipped below the root of the package: those of time, kept in the compact form, then those of
 * memory (`memory.jsonl`).
 */
export const readShippedMeasurements = async (root: string): Promise<Measurement[]> => {
  const memoryFile = path.join(root, DIRECTORY, 'memory.jsonl');
  const [dictionaries, rows, memory] = await Promise.all([
    readFile(path.join(root, DIRECTORY, 'dictionaries.json'), 'utf8'),
    readFile(path.join(root, DIRECTORY, 'rows.tsv'), 'utf8'),
    readFile(memoryFile, 'utf8'),
  ]);
  const times = decodeMeasurements({ dictionaries, rows }).map((row, index) =>
    checkedRow(row, path.join(DIRECTORY, 'rows.tsv'), index + 2, ''),
  );
  return [...times, ...parseMeasurementLines(memory, memoryFile)];
};

const readRecipes = async (root: string): Promise<readonly TrainingRecipe[]> => {
  const file = path.join(root, DIRECTORY, 'training-recipes.yaml');
  const attempted = 'reading the recipes of trainers';
  return parseYaml(file, await readTextFile(file, attempted), trainingRecipesSchema, attempted).recipes;
};

/**
 * Runs of a text like `serving-runs.yaml` that kept prompts in a prefix cache, or held them back. Throws InputError with file, line and
 * caret at the first key or value that is not as the schema has it.
 */
export const parseServingRuns = (content: string, file: string): ServingRuns => {
  const {
    runs,
    holds = [],
    captures = [],
  } = parseYaml(file, content, servingRunsSchema, 'reading what serving runs did');
  return { cachedRuns: runs, holds, captures };
};

const readServingRuns = async (root: string): Promise<ServingRuns> => {
  const file = path.join(root, DIRECTORY, 'serving-runs.yaml');
  return parseServingRuns(await readTextFile(file, 'reading what serving runs did'), file);
};

const readMlperfRuns = async (root: string): Promise<readonly MlperfRun[]> => {
  const file = path.join(root, DIRECTORY, 'mlperf-runs.yaml');
  const attempted = 'reading what runs of MLPerf did';
  return parseYaml(file, await readTextFile(file, attempted), mlperfRunsSchema, attempted).runs;
};

const readPractices = async (root: string): Promise<readonly MemoryPractice[]> => {
  const file = path.join(root, DIRECTORY, 'memory-practice.yaml');
  const attempted = 'reading how software uses memory';
  return parseYaml(file, await readTextFile(file, attempted), memoryPracticeSchema, attempted).practices;
};

/** What hardware and software names in measurements mean. Throws InputError when a file is damaged. */
export const readMeasuredMachines = async (root: string): Promise<MeasuredMachines> => {
  const file = path.join(root, DIRECTORY, 'machines.yaml');
  const attempted = 'reading the machines of measurements';
  const known = parseYaml(file, await readTextFile(file, attempted), measuredMachinesSchema, attempted);
  const [practices, recipes, servingRuns, mlperfRuns] = await Promise.all([
    readPractices(root),
    readRecipes(root),
    readServingRuns(root),
    readMlperfRuns(root),
  ]);
  return { ...known, practices, recipes, ...servingRuns, mlperfRuns };
};

/** SHA-256 of the shipped measurements and what their names mean, short: what a calibration was made from. */
export const measurementsDigest = async (root: string): Promise<string> => {
  const hash = createHash('sha256');
  for (const name of [
    'dictionaries.json',
    'machines.yaml',
    'memory-practice.yaml',
    'memory.jsonl',
    'mlperf-runs.yaml',
    'rows.tsv',
    'serving-runs.yaml',
    'training-recipes.yaml',
  ])
    hash.update(await readFile(path.join(root, DIRECTORY, name)));
  return hash.digest('hex').slice(0, 12);
};
