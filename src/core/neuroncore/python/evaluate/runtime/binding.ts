import { pyDict, pyTuple, stringKey } from '../../construct.ts';
import type { Parameter, PyValue } from '../../values.ts';

/** The arguments of a call before they are bound: positional ones first, then one for each keyword. */
export interface CallShape {
  readonly positional: number;
  readonly keywords: readonly string[];
}

const DEFAULT = -1;
const VARIADIC = -2;
const KEYWORDS = -3;

/** For each parameter, the position of its argument, or why the call does not fit. */
export interface BindingPlan {
  readonly sources: readonly number[];
  readonly defaults: readonly (PyValue | undefined)[];
  /** The arguments stand as the parameters do, one for each. */
  readonly straight: boolean;
  /** Positional arguments from here on go to the variadic parameter. */
  readonly positionalCount: number;
  /** Names and positions of the arguments that `**keywords` takes. */
  readonly extra: readonly (readonly [string, number])[];
  readonly error: string | null;
}

const quote = (names: readonly string[]): string => {
  const quoted = names.map((name) => `'${name}'`);
  if (quoted.length <= 2) return quoted.join(' and ');
  return `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1)}`;
};

const plural = (count: number): string => (count === 1 ? '' : 's');

const isPositional = (parameter: Parameter): boolean =>
  parameter.kind === 'positionalOnly' || parameter.kind === 'ordinary';

const tooMany = (parameters: readonly Parameter[], given: number, keywordOnlyGiven: number): string => {
  const places = parameters.filter(isPositional);
  const least = places.filter((each) => each.defaultValue === undefined).length;
  const takes = least < places.length ? `from ${least} to ${places.length}` : String(places.length);
  const takesPlural = least < places.length || places.length !== 1 ? 's' : '';
  const also =
    keywordOnlyGiven === 0
      ? ''
      : ` positional argument${plural(given)} (and ${keywordOnlyGiven} keyword-only argument${plural(keywordOnlyGiven)})`;
  const were = given === 1 && keywordOnlyGiven === 0 ? 'was' : 'were';
  return `takes ${takes} positional argument${takesPlural} but ${given}${also} ${were} given`;
};

const missing = (names: readonly string[], kind: string): string =>
  `missing ${names.length} required ${kind} argument${plural(names.length)}: ${quote(names)}`;

/** Why a keyword has no parameter: it names one that is given by position only, or none. */
const unexpected = (parameters: readonly Parameter[], keywords: readonly string[], name: string): string => {
  const misplaced = parameters.filter(
    (each) => each.kind === 'positionalOnly' && keywords.includes(each.name),
  );
  if (misplaced.length === 0) return `got an unexpected keyword argument '${name}'`;
  const names = misplaced.map((each) => each.name).join(', ');
  return `got some positional-only arguments passed as keyword arguments: '${names}'`;
};

/** Gives each keyword to its parameter; the message of the first that has none. */
const placeKeywords = (
  parameters: readonly Parameter[],
  shape: CallShape,
  sources: number[],
  extra: (readonly [string, number])[],
): string | null => {
  const takesAny = parameters.some((each) => each.kind === 'keywords');
  for (const [index, name] of shape.keywords.entries()) {
    const at = parameters.findIndex(
      (each) => each.name === name && (each.kind === 'ordinary' || each.kind === 'keywordOnly'),
    );
    if (at < 0) {
      if (takesAny) extra.push([name, shape.positional + index]);
      else return unexpected(parameters, shape.keywords, name);
      continue;
    }
    if (sources[at] !== DEFAULT) return `got multiple values for argument '${name}'`;
    sources[at] = shape.positional + index;
  }
  return null;
};

const check = (
  parameters: readonly Parameter[],
  shape: CallShape,
  sources: readonly number[],
): string | null => {
  const places = parameters.filter(isPositional).length;
  if (shape.positional > places && !parameters.some((each) => each.kind === 'variadic')) {
    const given = parameters.filter((each, index) => {
      const source = sources[index];
      return each.kind === 'keywordOnly' && source !== undefined && source >= 0;
    });
    return tooMany(parameters, shape.positional, given.length);
  }
  const absent = parameters.filter(
    (each, index) => sources[index] === DEFAULT && each.defaultValue === undefined,
  );
  const positional = absent.filter(isPositional).map((each) => each.name);
  if (positional.length > 0) return missing(positional, 'positional');
  const named = absent.map((each) => each.name);
  return named.length > 0 ? missing(named, 'keyword-only') : null;
};

/**
 * How the arguments of a call reach the parameters of the callee. Rules and messages: Python 3.11 documentation,
 * reference/expressions "Calls"; messages as CPython 3.11 words them, without the name of the function.
 */
export const bindingPlan = (parameters: readonly Parameter[], shape: CallShape): BindingPlan => {
  let place = 0;
  const sources = parameters.map((each) => {
    if (each.kind === 'variadic') return VARIADIC;
    if (each.kind === 'keywords') return KEYWORDS;
    if (isPositional(each) && place < shape.positional) return place++;
    return DEFAULT;
  });
  const extra: (readonly [string, number])[] = [];
  const positionalCount = parameters.filter(isPositional).length;
  const error = placeKeywords(parameters, shape, sources, extra) ?? check(parameters, shape, sources);
  const straight = sources.every((source, index) => source === index) && shape.positional <= sources.length;
  const defaults = parameters.map((each) => each.defaultValue);
  return { sources, defaults, straight, positionalCount, extra, error };
};

const special = (
  plan: BindingPlan,
  shape: CallShape,
  values: readonly PyValue[],
  source: number,
): PyValue => {
  if (source === VARIADIC) return pyTuple(values.slice(plan.positionalCount, shape.positional));
  const dict = pyDict();
  for (const [name, index] of plan.extra) {
    const value = values[index];
    if (value !== undefined) dict.entries.set(stringKey(name), [name, value]);
  }
  return dict;
};

/** One value for each parameter, defaults filled in, by a plan without an error; may give `values` itself. */
export const bindArguments = (
  plan: BindingPlan,
  shape: CallShape,
  values: readonly PyValue[],
): readonly PyValue[] => {
  if (plan.straight) return values;
  const { sources, defaults } = plan;
  const bound = new Array<PyValue>(sources.length);
  for (let index = 0; index < sources.length; index += 1) {
    const source = sources[index] as number;
    if (source >= 0) bound[index] = values[source] as PyValue;
    else if (source === DEFAULT) bound[index] = defaults[index] as PyValue;
    else bound[index] = special(plan, shape, values, source);
  }
  return bound;
};
