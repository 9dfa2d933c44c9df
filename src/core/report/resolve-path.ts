import { InputError } from '../input-error.ts';

/** Fields by which an element of a list may be called instead of by its index, e.g. `candidates.trn2/own`. */
const NAMING_FIELDS = ['id', 'name', 'workload', 'check', 'systemId', 'input', 'above'] as const;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object';

/** The names under which a value's children can be reached, with the key of each; an index and a name may share a key. */
const doorsOf = (value: unknown): readonly { readonly name: string; readonly key: string }[] => {
  if (!isRecord(value)) return [];
  const keys = Object.keys(value);
  if (!Array.isArray(value)) return keys.map((key) => ({ name: key, key }));
  const named = value.flatMap((item: unknown, index) => {
    const name = isRecord(item)
      ? NAMING_FIELDS.map((field) => (Object.hasOwn(item, field) ? item[field] : undefined)).find(
          (each) => typeof each === 'string' && each !== '',
        )
      : undefined;
    return typeof name === 'string' ? [{ name, key: String(index) }] : [];
  });
  return [...keys.map((key) => ({ name: key, key })), ...named];
};

const SHOWN = 12;

const choices = (value: unknown): string => {
  if (!isRecord(value)) return 'nothing below it: it is a plain value';
  const doors = doorsOf(value);
  const names = Array.isArray(value)
    ? [...new Map(doors.map(({ name, key }) => [key, name])).values()]
    : doors.map(({ name }) => name);
  if (names.length === 0) return 'nothing below it: it is empty';
  const more = names.length > SHOWN ? `, and ${names.length - SHOWN} more` : '';
  const kind = Array.isArray(value) ? `0 to ${value.length - 1}, or by name: ` : '';
  return `${kind}${names.slice(0, SHOWN).join(', ')}${more}`;
};

/**
 * The value at a path such as `candidates.0.cost.totalUsd` or `candidates.trn2-ultraserver/own.cost.lines.staff`.
 * Names may hold dots: the longest name that matches is taken. Throws InputError listing what is there at the deepest
 * place the path reaches.
 */
export const resolvePath = (
  root: unknown,
  path: string,
): { readonly value: unknown; readonly keys: readonly string[] } => {
  let value = root;
  let rest = path
    .trim()
    .replace(/\[(\d+)\]/g, '.$1')
    .replace(/^[.$]+/, '');
  const keys: string[] = [];
  while (rest !== '') {
    const remaining = rest;
    const door = doorsOf(value)
      .filter(({ name }) => name !== '' && (remaining === name || remaining.startsWith(`${name}.`)))
      .reduce<{ name: string; key: string } | null>(
        (best, each) => (best === null || each.name.length > best.name.length ? each : best),
        null,
      );
    if (door === null || !isRecord(value)) {
      throw new InputError({
        attempted: `explaining ${path}`,
        found: `nothing called ${JSON.stringify(rest)} below ${keys.length === 0 ? 'the result' : keys.join('.')}`,
        accepted: choices(value),
      });
    }
    value = value[door.key];
    keys.push(door.key);
    rest = rest.slice(door.name.length).replace(/^\./, '');
  }
  return { value, keys };
};
