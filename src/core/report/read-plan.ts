import type { ZodType } from 'zod';
import { parseBoundedJson } from '../bounded-json.ts';
import { InputError } from '../input-error.ts';
import { comparisonFileSchema } from './comparison-schema.ts';
import { type ExplainableFile, planFileSchema } from './plan-schema.ts';

/** No derivation Rackwright writes is nested this deep; a file that claims more is not one of ours. */
const DEEPEST = 400;

const refused = (file: string, found: string): InputError =>
  new InputError({
    attempted: `reading the result ${file}`,
    found,
    accepted:
      'a result file written by rackwright plan or compare (schema rackwright.plan/1 or rackwright.comparison/1)',
  });

/** Heights of all derivations, leaves 0; null where an id is missing, a cycle closes or the nesting is too deep. */
const checkDerivations = (plan: ExplainableFile): string | null => {
  const entries = new Map(Object.entries(plan.derivations));
  const depth = new Map<string, number>();
  const open = new Set<string>();
  for (const root of entries.keys()) {
    const stack: string[] = [root];
    while (stack.length > 0) {
      const id = stack.at(-1);
      if (id === undefined) break;
      const entry = entries.get(id);
      if (entry === undefined) return `a derivation that refers to ${JSON.stringify(id)}, which is not there`;
      const inputs = entry.kind === 'formula' ? Object.values(entry.inputs) : [];
      const waiting = inputs.filter((input) => !depth.has(input));
      if (!depth.has(id) && waiting.length > 0) {
        if (open.has(id)) return `a derivation that rests on itself (${JSON.stringify(id)})`;
        open.add(id);
        stack.push(...waiting);
        continue;
      }
      stack.pop();
      open.delete(id);
      const below = inputs.reduce((deepest, input) => Math.max(deepest, (depth.get(input) ?? -1) + 1), 0);
      if (below > DEEPEST) return `derivations nested more than ${DEEPEST} deep`;
      depth.set(id, below);
    }
  }
  return null;
};

const shown = (value: unknown): string => {
  const words = JSON.stringify(value) ?? String(value);
  return words.length > 60 ? `${words.slice(0, 57)}...` : words;
};

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      value !== null && typeof value === 'object' && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    root,
  );

const { candidates, refused: refusals, assumptions, derivations } = planFileSchema.shape;
const { sides, rows } = comparisonFileSchema.shape;
const COLLECTIONS = [
  ['sides', sides.element],
  ['rows', rows.element],
  ['candidates', candidates.element],
  ['refused', refusals.element],
  ['assumptions', assumptions.element],
  ['derivations', derivations.valueType],
] as const;

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const faultOf = (schema: ZodType, value: unknown): Fault | null => {
  const issue = schema.safeParse(value).error?.issues[0];
  return issue === undefined ? null : { path: issue.path, message: issue.message };
};

/** The first wrong entry of the long collections; checked as a whole they would gather faults by the hundred thousand. */
const faultyEntry = (data: unknown): Fault | null => {
  for (const [name, schema] of COLLECTIONS) {
    const entries = valueAt(data, [name]);
    if (entries === null || typeof entries !== 'object') continue;
    for (const [key, entry] of Object.entries(entries)) {
      const fault = faultOf(schema, entry);
      if (fault !== null) return { ...fault, path: [name, key, ...fault.path] };
    }
  }
  return null;
};

const isComparison = (data: unknown): boolean => valueAt(data, ['schema']) === 'rackwright.comparison/1';

/**
 * A result file of `plan` or `compare`, checked against its published schema, with derivations that are all there and do
 * not go round in circles. Throws InputError naming the first field at fault.
 */
export const readResultFile = (file: string, content: string): ExplainableFile => {
  const data = parseBoundedJson(content, `reading the result ${file}`);
  const refuse = ({ path, message }: Fault): InputError => {
    const place = path.length === 0 ? '' : `${path.map(String).join('.')} = `;
    return refused(file, `${place}${shown(valueAt(data, path))}: ${message}`);
  };
  const entry = faultyEntry(data);
  if (entry !== null) throw refuse(entry);
  const result = (isComparison(data) ? comparisonFileSchema : planFileSchema).safeParse(data);
  if (!result.success) throw refuse(result.error.issues[0] ?? { path: [], message: 'a different shape' });
  const fault = checkDerivations(result.data);
  if (fault !== null) throw refused(file, fault);
  return result.data;
};
