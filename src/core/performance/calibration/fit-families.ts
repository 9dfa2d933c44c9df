import type { Adjustable } from './factors.ts';
import type { FitRow, ScopeFactors } from './fit.ts';

/** A row with the logarithm of what was measured. */
export interface Member<Constants> {
  readonly row: FitRow<Constants>;
  readonly value: number;
}

/** Rows under one set of scopes: they share constants, which are worked out once. */
export interface Family<Constants> {
  /** Where the factors of each of their fitted scopes begin in the vector of logarithms. */
  readonly bases: readonly number[];
  /** Sum of the logarithms of what their known scopes say, by adjustable. */
  readonly known: Float64Array;
  readonly members: readonly Member<Constants>[];
}

/** Logarithm of the product of the known factors of some scopes, for every adjustable. */
const knownLogs = (
  scopes: readonly string[],
  adjustable: readonly Adjustable[],
  known: ScopeFactors,
): Float64Array =>
  Float64Array.from(adjustable, ({ name }) =>
    scopes.reduce((sum, scope) => sum + Math.log(known.get(scope)?.[name] ?? 1), 0),
  );

/** Rows by their scopes, in the order they first appear. `at` says where the factors of a fitted scope begin. */
export const familiesOf = <Constants>(
  rows: readonly FitRow<Constants>[],
  at: ReadonlyMap<string, number>,
  adjustable: readonly Adjustable[],
  known: ScopeFactors,
): Family<Constants>[] => {
  const families = new Map<string, Family<Constants> & { members: Member<Constants>[] }>();
  for (const row of rows) {
    const key = row.scopes.join('|');
    const member = { row, value: Math.log(row.value) };
    const family = families.get(key);
    if (family !== undefined) family.members.push(member);
    else
      families.set(key, {
        bases: row.scopes.flatMap((scope) => at.get(scope) ?? []),
        known: knownLogs(row.scopes, adjustable, known),
        members: [member],
      });
  }
  return [...families.values()];
};

/** What fitted and known scopes of a family make of every adjustable together, at some logarithms of the fitted ones. */
export const jointFactors = (
  adjustable: readonly Adjustable[],
  { bases, known }: Pick<Family<never>, 'bases' | 'known'>,
  logs: Float64Array,
): Record<string, number> =>
  Object.fromEntries(
    adjustable.map(({ name }, index) => [
      name,
      Math.exp(bases.reduce((sum, base) => sum + (logs[base + index] as number), known[index] as number)),
    ]),
  );
