import type { Expression } from './expression.ts';

/** A text that a match may contain, and how far into the match it can begin. */
export interface RequiredLiteral {
  readonly text: string;
  readonly beforeMin: number;
  readonly beforeMax: number;
}

/** Every match contains at least one of these. */
export type RequiredSet = readonly RequiredLiteral[];

/** What any match of an expression must look like. */
interface Shape {
  readonly minWidth: number;
  readonly maxWidth: number;
  /** All texts that match, where they are few. */
  readonly exact: readonly string[] | null;
  readonly required: readonly RequiredSet[];
}

const EXACT_MAX = 64;
/** Longer literals are cut: the automaton stays small, and nobody writes twenty-four units by chance. */
const LITERAL_MAX = 24;
/** Shorter ones occur everywhere. */
const LITERAL_MIN = 2;

/** Wider than this, trying every place at which a match could begin costs more than one run over the text. */
const SPREAD_MAX = 32;

const NOTHING: Shape = { minWidth: 0, maxWidth: 0, exact: [''], required: [] };

const product = (left: readonly string[], right: readonly string[]): readonly string[] | null =>
  left.length * right.length > EXACT_MAX ? null : left.flatMap((a) => right.map((b) => a + b));

const narrowest = (texts: readonly string[]): number =>
  texts.reduce((least, { length }) => Math.min(least, length), Number.POSITIVE_INFINITY);

/** The set in which texts stand that far into the match; none where one is too short to tell anything. */
const requireTexts = (
  texts: readonly string[],
  beforeMin: number,
  beforeMax: number,
): readonly RequiredSet[] => {
  if (narrowest(texts) < LITERAL_MIN) return [];
  const cut = [...new Set(texts.map((text) => text.slice(0, LITERAL_MAX)))];
  return [cut.map((text) => ({ text, beforeMin, beforeMax }))];
};

const shifted = (set: RequiredSet, min: number, max: number): RequiredSet =>
  set.map(({ text, beforeMin, beforeMax }) => ({
    text,
    beforeMin: beforeMin + min,
    beforeMax: beforeMax + max,
  }));

/** All that a shape requires, its own texts included where they are known. */
const requirementsOf = (shape: Shape): readonly RequiredSet[] =>
  shape.exact === null ? shape.required : requireTexts(shape.exact, 0, 0);

const shapeOfSequence = (shapes: readonly Shape[]): Shape => {
  const required: RequiredSet[] = [];
  let minWidth = 0;
  let maxWidth = 0;
  let run: readonly string[] = [''];
  let runMin = 0;
  let runMax = 0;
  let whole = true;
  const flush = (): void => {
    required.push(...requireTexts(run, runMin, runMax));
    whole = false;
  };
  for (const shape of shapes) {
    const longer = shape.exact === null ? null : product(run, shape.exact);
    if (longer !== null) run = longer;
    else {
      flush();
      run = shape.exact ?? [''];
      required.push(
        ...(shape.exact === null ? shape.required : []).map((set) => shifted(set, minWidth, maxWidth)),
      );
      runMin = minWidth + (shape.exact === null ? shape.minWidth : 0);
      runMax = maxWidth + (shape.exact === null ? shape.maxWidth : 0);
    }
    minWidth += shape.minWidth;
    maxWidth += shape.maxWidth;
  }
  if (whole) return { minWidth, maxWidth, exact: run, required: [] };
  flush();
  return { minWidth, maxWidth, exact: null, required };
};

/** Every option must require something before the choice does: then one of all of those is in each match. */
const shapeOfChoice = (shapes: readonly Shape[]): Shape => {
  const exact = shapes.every((shape) => shape.exact !== null)
    ? [...new Set(shapes.flatMap((shape) => shape.exact ?? []))]
    : null;
  const minWidth = Math.min(...shapes.map((shape) => shape.minWidth));
  const maxWidth = Math.max(...shapes.map((shape) => shape.maxWidth));
  if (exact !== null && exact.length <= EXACT_MAX) return { minWidth, maxWidth, exact, required: [] };
  const best = shapes.map((shape) => bestOf(requirementsOf(shape)));
  const known = best.filter((set) => set !== null);
  return {
    minWidth,
    maxWidth,
    exact: null,
    required: known.length === best.length ? [known.flat()] : [],
  };
};

const shapeOfRepeat = (inner: Shape, min: number, max: number): Shape => {
  const minWidth = inner.minWidth * min;
  const maxWidth = max === 0 ? 0 : inner.maxWidth === 0 ? 0 : inner.maxWidth * max;
  if (inner.exact !== null && max <= 4) {
    let texts: readonly string[] | null = [''];
    const all = new Set<string>(min === 0 ? [''] : []);
    for (let times = 1; times <= max && texts !== null; times += 1) {
      texts = product(texts, inner.exact);
      if (times >= min) for (const text of texts ?? []) all.add(text);
    }
    if (texts !== null && all.size <= EXACT_MAX) return { minWidth, maxWidth, exact: [...all], required: [] };
  }
  return { minWidth, maxWidth, exact: null, required: min === 0 ? [] : requirementsOf(inner) };
};

const shapeOf = (expression: Expression): Shape => {
  switch (expression.kind) {
    case 'empty':
      return NOTHING;
    case 'open':
      return { minWidth: 0, maxWidth: Number.POSITIVE_INFINITY, exact: null, required: [] };
    case 'unit':
      return { minWidth: 1, maxWidth: 1, exact: expression.units, required: [] };
    case 'sequence':
      return shapeOfSequence(expression.items.map(shapeOf));
    case 'choice':
      return shapeOfChoice(expression.options.map(shapeOf));
    case 'repeat':
      return shapeOfRepeat(shapeOf(expression.item), expression.min, expression.max);
  }
};

const isAscii = (set: RequiredSet): boolean => set.every(({ text }) => /^[\0-\x7f]*$/.test(text));

const shortest = (set: RequiredSet): number => narrowest(set.map(({ text }) => text));
const spread = (set: RequiredSet): number =>
  set.reduce((most, { beforeMin, beforeMax }) => Math.max(most, beforeMax - beforeMin), 0);

/** The set that tells most: near a known distance first, then long literals, then few of them. */
const bestOf = (sets: readonly RequiredSet[]): RequiredSet | null =>
  sets.reduce<RequiredSet | null>((best, set) => {
    if (best === null) return set;
    const [near, bestNear] = [spread(set) <= SPREAD_MAX, spread(best) <= SPREAD_MAX];
    if (near !== bestNear) return near ? set : best;
    const score = 4 * Math.min(8, shortest(set)) - Math.log2(set.length);
    return score > 4 * Math.min(8, shortest(best)) - Math.log2(best.length) ? set : best;
  }, null);

/** What a prefilter can hold against a text before it runs an expression. */
export interface Requirement {
  /** Each match contains one of these, at a known distance from its start; null: run the expression over the text. */
  readonly anchor: RequiredSet | null;
  /** Each match contains one literal of each. Empty: nothing is known, and the expression may match anywhere. */
  readonly gates: readonly (readonly string[])[];
}

/** What every match of an expression must contain. Literals outside ASCII are not used. */
export const requirementOf = (expression: Expression): Requirement => {
  const shape = shapeOf(expression);
  if (shape.minWidth === 0) return { anchor: null, gates: [] };
  const sets = requirementsOf(shape).filter(isAscii);
  const best = bestOf(sets);
  return {
    anchor: best !== null && spread(best) <= SPREAD_MAX ? best : null,
    gates: sets.map((set) => set.map(({ text }) => text)),
  };
};
