import { InputError } from '../input-error.ts';
import { type PlanFile, planFileSchema } from './plan-schema.ts';

/** No derivation Rackwright writes is nested this deep; a file that claims more is not one of ours. */
const DEEPEST = 400;

const refused = (file: string, found: string): InputError =>
  new InputError({
    attempted: `reading the result ${file}`,
    found,
    accepted: 'a result file written by rackwright plan (schema rackwright.plan/1)',
  });

/** Heights of all derivations, leaves 0; null where an id is missing, a cycle closes or the nesting is too deep. */
const checkDerivations = (plan: PlanFile): string | null => {
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

/** The text parsed as JSON. Throws InputError saying where it stops being JSON. */
const parsed = (file: string, content: string): unknown => {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw refused(file, `text that is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
};

/**
 * A result file, checked against the published schema, with derivations that are all there and do not go round in
 * circles. Throws InputError naming the first field at fault.
 */
export const readPlanFile = (file: string, content: string): PlanFile => {
  const data = parsed(file, content);
  const result = planFileSchema.safeParse(data);
  if (!result.success) {
    const issue = result.error.issues[0];
    const path = issue?.path ?? [];
    const place = path.length === 0 ? '' : `${path.map(String).join('.')} = `;
    throw refused(file, `${place}${shown(valueAt(data, path))}: ${issue?.message ?? 'a different shape'}`);
  }
  const fault = checkDerivations(result.data);
  if (fault !== null) throw refused(file, fault);
  return result.data;
};
