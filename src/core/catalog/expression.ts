import { InputError } from '../input-error.ts';
import { derived, type Figure, figure } from '../quantity/figure.ts';
import { convert } from '../quantity/measure.ts';
import type { UnitName } from '../quantity/unit.ts';
import { assumptionFigure, unitOfAssumption } from './assumption-figure.ts';
import { factAt } from './catalog.ts';
import type { Fact } from './entries.ts';
import { factFigure, intervalOf, unitOfFact } from './fact-figure.ts';
import type { Expression } from './schema.ts';
import type { Scope } from './scope.ts';

/** The share of a link rate that flows one way when the source does not say what it counts. */
const NOT_STATED = 'one-way-share-not-stated';

const ASSUME = 'assume:';
const PRICES = 'prices/';

const missing = (reference: string): InputError =>
  new InputError({
    attempted: 'resolving the catalogue',
    found: `${reference}, which is not in the catalogue`,
    accepted: 'a fact, price or assumption that exists',
  });

/** A reference as the full path it stands for: `#tdp` in trainium2's file is `chips/trainium2#tdp`. */
export const fullPath = (scope: Scope, reference: string): string =>
  reference.startsWith('#') ? `${scope.owner.folder}/${scope.owner.id}${reference}` : reference;

const lookUp = (scope: Scope, reference: string): { readonly path: string; readonly fact: Fact } => {
  const path = fullPath(scope, reference);
  const fact = path.startsWith(PRICES)
    ? scope.catalog.prices.get(path.slice(PRICES.length))
    : factAt(scope.catalog, path);
  if (fact === undefined) throw missing(path);
  return { path, fact };
};

const referenced = (scope: Scope, reference: string, wanted: UnitName | null): Figure => {
  if (reference.startsWith(ASSUME)) {
    const id = reference.slice(ASSUME.length);
    const row = scope.catalog.assumptions.get(id);
    if (row === undefined) throw missing(reference);
    const own = unitOfAssumption(row);
    const unit = wanted !== null && (own === wanted || convert(1, row.unit, wanted) !== null) ? wanted : own;
    return assumptionFigure(scope, id, unit);
  }
  const { path, fact } = lookUp(scope, reference);
  const unit = wanted !== null && intervalOf(fact, wanted) !== null ? wanted : unitOfFact(fact.unit);
  return factFigure(scope, path, fact, unit);
};

const nameOf = (expression: Expression, taken: ReadonlySet<string>): string => {
  let base = 'part';
  if (typeof expression === 'number') base = 'count';
  else if (typeof expression === 'string') base = expression.split(/[#:/]/).at(-1) ?? base;
  let name = base;
  for (let copy = 2; taken.has(name); copy += 1) name = `${base} ${copy}`;
  return name;
};

const literal = (value: number): Figure<'1'> =>
  figure('1', value, 'vendor', {
    kind: 'formula',
    formula: `${value}, counted in the plan of the product`,
    inputs: {},
  });

const combined = (
  scope: Scope,
  operands: readonly Expression[],
  sign: string,
  wanted: UnitName,
  combine: (values: readonly number[]) => number,
): Figure => {
  const inputs: Record<string, Figure> = {};
  const taken = new Set<string>();
  for (const operand of operands) {
    const name = nameOf(operand, taken);
    taken.add(name);
    inputs[name] = evaluated(scope, operand, wanted);
  }
  const names = Object.keys(inputs);
  return derived(wanted, names.join(` ${sign} `), inputs, (values) =>
    combine(names.map((name) => values[name] as number)),
  );
};

const oneWay = (scope: Scope, reference: string, wanted: UnitName): Figure => {
  const { path, fact } = lookUp(scope, reference);
  const published = factFigure(scope, path, fact, wanted);
  switch (fact.direction) {
    case 'per-direction':
      return published;
    case 'both-directions':
      return derived(wanted, 'published / 2 (counts both directions)', { published }, (v) => v.published / 2);
    default: {
      const share = assumptionFigure(scope, NOT_STATED, '1');
      return derived(wanted, 'published x one-way share', { published, share }, (v) => v.published * v.share);
    }
  }
};

const isPublished = (scope: Scope, expression: Expression): boolean =>
  typeof expression !== 'string' ||
  !expression.includes('#') ||
  factAt(scope.catalog, fullPath(scope, expression)) !== undefined;

const firstPublished = (scope: Scope, choices: readonly Expression[]): Expression => {
  const found = choices.find((choice) => isPublished(scope, choice));
  if (found === undefined) throw missing(String(choices[0]));
  return found;
};

const evaluated = (scope: Scope, expression: Expression, wanted: UnitName): Figure => {
  if (typeof expression === 'number') return literal(expression);
  if (typeof expression === 'string') return referenced(scope, expression, wanted);
  if ('first' in expression) return evaluated(scope, firstPublished(scope, expression.first), wanted);
  if ('one_way' in expression) return oneWay(scope, expression.one_way, wanted);
  if ('product' in expression) {
    return combined(scope, expression.product, 'x', wanted, (values) => values.reduce((a, b) => a * b, 1));
  }
  if ('sum' in expression)
    return combined(scope, expression.sum, '+', wanted, (values) => values.reduce((a, b) => a + b, 0));
  return combined(
    scope,
    expression.ratio,
    '/',
    wanted,
    ([over = Number.NaN, under = Number.NaN]) => over / under,
  );
};

/**
 * The figure an expression of a plan stands for, in the wanted unit, with its derivation down to facts and assumptions.
 * Throws InputError when a reference leads nowhere or to another dimension.
 */
export const evaluate = <U extends UnitName>(scope: Scope, expression: Expression, wanted: U): Figure<U> => {
  const result = evaluated(scope, expression, wanted);
  if (result.unit === wanted) return result as Figure<U>;
  // Plain numbers in a plan (1 rack, 2 racks) take the unit of the place they stand in.
  if (typeof expression === 'number') return { ...result, unit: wanted };
  throw new InputError({
    attempted: `resolving ${scope.owner.folder}/${scope.owner.id} of the catalogue`,
    found: `${typeof expression === 'string' ? expression : 'an expression'} in ${result.unit}`,
    accepted: `a figure in ${wanted}`,
  });
};
