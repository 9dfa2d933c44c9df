import type { PlanResult } from '../plan/result.ts';
import type { Alternative, Figure, Origin } from '../quantity/figure.ts';
import { STANDINGS, type Standing } from '../quantity/standing.ts';
import type { UnitName } from '../quantity/unit.ts';

/** JSON has no infinity; an open end of an interval is written in words that most languages parse as one. */
export type SerialNumber = number | 'Infinity' | '-Infinity';

/** A figure in a result file: its interval, and the id of the derivation that explains it. */
export type SerialFigure = {
  readonly low: SerialNumber;
  readonly estimate: SerialNumber;
  readonly high: SerialNumber;
  readonly unit: UnitName;
  readonly standing: Standing;
  readonly from: string;
};

/** An entry of the derivations table: a figure again, with its origin, whose inputs are ids of other entries. */
export type SerialDerivation = Omit<SerialFigure, 'from'> & SerialOrigin;

export type SerialOrigin =
  | (Omit<Extract<Origin, { kind: 'fact' }>, 'alternatives'> & {
      readonly alternatives?: SerialAlternative[];
    })
  | Extract<Origin, { kind: 'assumption' | 'request' }>
  | {
      readonly kind: 'formula';
      readonly formula: string;
      readonly reference?: string;
      readonly inputs: Readonly<Record<string, string>>;
    };

export type SerialAlternative = Omit<Alternative, 'low' | 'high'> & {
  readonly low: SerialNumber;
  readonly high: SerialNumber;
};

/** What a typed result looks like once its figures are replaced. */
export type Serialised<T> = T extends Figure
  ? SerialFigure
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? Serialised<Item>[]
      : { readonly [K in keyof T]: Serialised<T[K]> };

export type SerialisedPlan = Serialised<PlanResult> & {
  readonly derivations: Readonly<Record<string, SerialDerivation>>;
};

const isFigure = (value: object): value is Figure =>
  'origin' in value &&
  'estimate' in value &&
  'standing' in value &&
  STANDINGS.includes(value.standing as Standing);

const serialNumber = (value: number): SerialNumber => {
  if (value === Number.POSITIVE_INFINITY) return 'Infinity';
  return value === Number.NEGATIVE_INFINITY ? '-Infinity' : value;
};

const interval = ({ low, estimate, high, unit, standing }: Figure) => ({
  low: serialNumber(low),
  estimate: serialNumber(estimate),
  high: serialNumber(high),
  unit,
  standing,
});

interface DerivationTable {
  readonly entries: Readonly<Record<string, SerialDerivation>>;
  readonly idOf: (figure: Figure) => string;
}

/** Gives every distinct figure an id, inputs before what is made of them; equal figures share one. */
const derivationTable = (): DerivationTable => {
  const entries: Record<string, SerialDerivation> = {};
  const byIdentity = new Map<Figure, string>();
  const byContent = new Map<string, string>();

  const serialOrigin = (origin: Origin): SerialOrigin => {
    if (origin.kind === 'fact') {
      const { alternatives, ...fact } = origin;
      const others = alternatives?.map((other) => ({
        ...other,
        low: serialNumber(other.low),
        high: serialNumber(other.high),
      }));
      return others === undefined ? fact : { ...fact, alternatives: others };
    }
    if (origin.kind !== 'formula') return origin;
    const { formula, reference, inputs } = origin;
    return {
      kind: 'formula',
      formula,
      ...(reference === undefined ? {} : { reference }),
      inputs: Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, idOf(input)])),
    };
  };

  const idOf = (figure: Figure): string => {
    const known = byIdentity.get(figure);
    if (known !== undefined) return known;
    const entry: SerialDerivation = { ...interval(figure), ...serialOrigin(figure.origin) };
    const content = JSON.stringify(entry);
    const id = byContent.get(content) ?? `d${byContent.size + 1}`;
    byIdentity.set(figure, id);
    byContent.set(content, id);
    entries[id] = entry;
    return id;
  };

  return { entries, idOf };
};

/** Plain data as it is, origins that stand alone as formula-free origins, figures replaced by references. */
const serialised = (value: unknown, table: DerivationTable): unknown => {
  if (typeof value === 'number') return serialNumber(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => serialised(item, table));
  if (isFigure(value)) return { ...interval(value), from: table.idOf(value) };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined && typeof item !== 'function')
      .map(([key, item]) => [key, serialised(item, table)]),
  );
};

/** Any piece of a result as plain JSON data, every figure replaced by its interval and the id of its derivation. */
export const withDerivations = <T extends object>(
  value: T,
): Serialised<T> & { readonly derivations: Readonly<Record<string, SerialDerivation>> } => {
  const table = derivationTable();
  const body = serialised(value, table) as Serialised<T>;
  return Object.assign(body as object, { derivations: table.entries }) as Serialised<T> & {
    readonly derivations: Readonly<Record<string, SerialDerivation>>;
  };
};

/**
 * The result as plain JSON data. Every figure becomes its interval with the id of its derivation; the table
 * `derivations` holds each derivation once, down to facts, assumptions and the request. Ids count up in the order in
 * which figures are met, so the same result always gives the same bytes.
 */
export const planToJson = (result: PlanResult): SerialisedPlan => withDerivations(result);

/** The bytes of a result file: `planToJson` as text, one blank of indent, newline at the end. */
export const planToText = (result: PlanResult): string => `${JSON.stringify(planToJson(result), null, 1)}\n`;
