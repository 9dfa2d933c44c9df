import { isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { ZodType, z } from 'zod';
import { InputError, type SourcePosition } from '../../core/input-error.ts';
import { parsedAhead } from './parsed-ahead.ts';

const positionAt = (file: string, text: string, counter: LineCounter, offset: number): SourcePosition => {
  const { line, col } = counter.linePos(Math.min(offset, text.length));
  return { file, line, column: col, lineText: text.split('\n', line)[line - 1]?.replace(/\r$/, '') ?? '' };
};

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      value !== null && typeof value === 'object' ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    root,
  );

/** The whole shipped catalogue has half as many; each costs the parser time and memory, also in a file that is refused. */
const MOST_MARKS = 40_000;

/** Line ends and the characters that YAML gives a meaning of their own, wherever they stand. */
const MARKS = new Set(Array.from('\n,[]{}"\'\\&*!', (mark) => mark.charCodeAt(0)));

const marksIn = (text: string): number => {
  let marks = 0;
  for (let index = 0; index < text.length; index += 1) if (MARKS.has(text.charCodeAt(index))) marks += 1;
  return marks;
};

const refuseEndless = (file: string, text: string, attempted: string): void => {
  const marks = marksIn(text);
  if (marks > MOST_MARKS) {
    throw new InputError({
      attempted,
      found: `${file} with ${marks.toLocaleString('en-GB')} lines, brackets, commas and quotes`,
      accepted: `a file with at most ${MOST_MARKS.toLocaleString('en-GB')} of them`,
    });
  }
};

const documentOf = (file: string, text: string, counter: LineCounter, attempted: string) => {
  try {
    return parseDocument(text, {
      lineCounter: counter,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'silent',
    });
  } catch (error) {
    // The parser recurses into nested collections and gives up with a RangeError when they are too deep.
    throw new InputError({
      attempted,
      found: `${file}, which cannot be parsed (${error instanceof Error ? error.message : String(error)})`,
      accepted: 'well-formed YAML or JSON, not nested thousands deep',
    });
  }
};

/**
 * Parses YAML (or JSON, which is YAML) and checks it against a schema. Throws InputError with line, column and caret of
 * the first fault, syntactic or of shape.
 */
export const parseYaml = <T>(file: string, text: string, schema: ZodType<T>, attempted: string): T => {
  // A fault in data that were parsed ahead is found again below, with its place.
  const ahead = parsedAhead(text);
  const checked = ahead === undefined ? null : schema.safeParse(ahead);
  if (checked?.success === true) return checked.data;
  refuseEndless(file, text, attempted);
  const counter = new LineCounter();
  const document = documentOf(file, text, counter, attempted);
  const fault = document.errors[0];
  if (fault !== undefined) {
    throw new InputError({
      attempted,
      found: fault.message,
      accepted: 'well-formed YAML or JSON',
      position: positionAt(file, text, counter, fault.pos[0]),
    });
  }
  const twin = repeatedKey(document);
  if (twin !== null) {
    throw new InputError({
      attempted,
      found: `the key ${shown(twin.key)} a second time`,
      accepted: 'well-formed YAML or JSON, each key once',
      position: positionAt(file, text, counter, twin.offset),
    });
  }
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    throw new InputError({
      attempted,
      found: `${file}: ${String(error)}`,
      accepted: 'YAML with at most 50 expanded aliases',
    });
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  // A key that means nothing is most often a slip in the name of one that is then missing: say so first.
  const issue = deepest(issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]);
  const unknownKey = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = [...(issue?.path ?? []), ...(unknownKey === undefined ? [] : [unknownKey])];
  const value = valueAt(data, path);
  const where = path.length === 0 ? 'the whole file' : path.join('.');
  throw new InputError({
    attempted,
    found:
      unknownKey !== undefined
        ? `the key ${where}, which means nothing here`
        : value === undefined
          ? `no ${where}`
          : `${where} = ${shown(value)}`,
    accepted: issue?.message ?? 'what the schema says',
    position: positionAt(
      file,
      text,
      counter,
      unknownKey === undefined ? offsetOf(document, path) : offsetOfKey(document, path),
    ),
  });
};

type Issue = z.core.$ZodIssue;

const depthOf = (issue: Issue | undefined): number =>
  issue === undefined ? -1 : issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0);

/** Marks of a form that the value does not even have the type of. */
const OTHER_FORM: readonly string[] = ['invalid_type', 'invalid_union', 'invalid_value'];

/**
 * What is wrong inside the one form of several that was evidently meant: the only one with a fault deeper than the whole
 * value, or the only one of the value's type. The issue itself where that does not single one out.
 */
const deepest = (issue: Issue | undefined): Issue | undefined => {
  if (issue?.code !== 'invalid_union') return issue;
  const inner = issue.errors.map((branch) =>
    deepest(branch.find(({ code }) => code === 'unrecognized_keys') ?? branch[0]),
  );
  const most = Math.max(...inner.map(depthOf));
  const meant = inner.filter(
    (one) => depthOf(one) === most && (most > 0 || (one !== undefined && !OTHER_FORM.includes(one.code))),
  );
  // A form that knows every key of the value is rather meant than one that does not.
  const known = meant.filter((one) => one?.code !== 'unrecognized_keys');
  const [only] = known.length === 1 ? known : meant;
  return only === undefined || (meant.length > 1 && known.length !== 1)
    ? issue
    : { ...only, path: [...issue.path, ...only.path] };
};

/** The first key that its map has already; null when all differ. The parser's own check takes time quadratic in the keys. */
const repeatedKey = (
  document: ReturnType<typeof parseDocument>,
): { readonly key: unknown; readonly offset: number } | null => {
  let twin: { readonly key: unknown; readonly offset: number } | null = null;
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) {
          twin = {
            key: key.value,
            offset: key.range === undefined || key.range === null ? offsetOf(document, []) : key.range[0],
          };
          return visit.BREAK;
        }
        seen.add(key.value);
      }
      return undefined;
    },
  });
  return twin;
};

/** Where a key itself stands, rather than its value. */
const offsetOfKey = (document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number => {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)))
    : undefined;
  return pair !== undefined && isScalar(pair.key) && pair.key.range
    ? pair.key.range[0]
    : offsetOf(document, path);
};

/** Where a path of the data stands in the text; the nearest enclosing node when the path itself is missing. */
const offsetOf = (document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number => {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
};

/** Where a path of the data stands in a YAML text that parses; undefined when the text does not. */
export const locateInYaml = (
  file: string,
  text: string,
  path: readonly PropertyKey[],
): SourcePosition | undefined => {
  const counter = new LineCounter();
  const document = documentOf(file, text, counter, `locating a fault in ${file}`);
  return document.errors.length > 0 ? undefined : positionAt(file, text, counter, offsetOf(document, path));
};
