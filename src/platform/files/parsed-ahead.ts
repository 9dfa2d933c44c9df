import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { parseDocument } from 'yaml';

/** Written by the build. Parsing YAML takes longer than everything else a plan does. */
const FILE = new URL('../../../dist/parsed-ahead.json', import.meta.url);

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64');

let table: Readonly<Record<string, string>> | null = null;

const loaded = (): Readonly<Record<string, string>> => {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as Readonly<Record<string, string>>;
  } catch {
    // Without a build, as in tests of the sources, every file is parsed when it is read.
    return {};
  }
};

/**
 * What a YAML text says, where the build parsed the very same text; else undefined. Entries are found by the digest of
 * the text, so that they cannot be out of date. Each call gives data of its own.
 */
export const parsedAhead = (text: string): unknown => {
  table ??= loaded();
  const json = table[digestOf(text)];
  return json === undefined ? undefined : JSON.parse(json);
};

/**
 * Data as JSON; null where JSON cannot say all of it (it has no word for infinity) and where the text has a fault: whoever
 * reads that file is told its place.
 */
const asJson = (text: string): string | null => {
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) return null;
  const data: unknown = document.toJS();
  const json = JSON.stringify(data);
  return isDeepStrictEqual(JSON.parse(json), data) ? json : null;
};

/** The content of the file that `parsedAhead` looks up: for each text its data, as JSON, by digest. */
export const parsedAheadText = (texts: readonly string[]): string =>
  JSON.stringify(
    Object.fromEntries(
      texts.map((text) => [digestOf(text), asJson(text)]).filter(([, json]) => json !== null),
    ),
  );
