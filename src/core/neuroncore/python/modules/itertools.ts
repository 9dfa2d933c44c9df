import {
  keywordOnly,
  native,
  nativeClass,
  optional,
  positional,
  pyIterator,
  pyModule,
  pyTuple,
  variadic,
} from '../construct.ts';
import { OBJECT } from '../evaluate/builtins/object.ts';
import type { CallContext, Parameter, PyIterator, PyModule, PyNative, PyValue } from '../values.ts';
import { itemsOf } from './receive.ts';

type Items = Generator<PyValue, void, void>;

/** The values of an iterator, each counted against the budget. */
function* each(value: PyValue, context: CallContext): Items {
  const iterator: PyIterator = context.iterate(value);
  for (let item = iterator.next(); item !== undefined; item = iterator.next()) {
    context.step(1);
    yield item;
  }
}

const lazy = (
  name: string,
  parameters: readonly Parameter[],
  produce: (args: readonly PyValue[], context: CallContext) => Items,
): PyNative => native(name, parameters, (args, context) => pyIterator(name, produce(args, context)));

function* count([start = 0, step = 1]: readonly PyValue[], context: CallContext): Items {
  for (let value = start; ; value = context.binary('+', value, step)) {
    context.step(1);
    yield value;
  }
}

function* cycle([items = null]: readonly PyValue[], context: CallContext): Items {
  const saved = context.collect(items);
  while (saved.length > 0) {
    for (const item of saved) {
      context.step(1);
      yield item;
    }
  }
}

function* repeat([value = null, times = null]: readonly PyValue[], context: CallContext): Items {
  const most = times === null ? Number.POSITIVE_INFINITY : context.index(times);
  for (let done = 0; done < most; done += 1) {
    context.step(1);
    yield value;
  }
}

function* accumulate(
  [items = null, func = null, initial = null]: readonly PyValue[],
  context: CallContext,
): Items {
  let total: PyValue | undefined = initial === null ? undefined : initial;
  if (total !== undefined) yield total;
  for (const item of each(items, context)) {
    if (total === undefined) total = item;
    else total = func === null ? context.binary('+', total, item) : context.call(func, [total, item]);
    yield total;
  }
}

function* chain(iterables: Iterable<PyValue>, context: CallContext): Items {
  for (const items of iterables) yield* each(items, context);
}

function* combine(pools: readonly (readonly PyValue[])[], context: CallContext): Items {
  if (pools.some((pool) => pool.length === 0)) return;
  const places = pools.map(() => 0);
  for (;;) {
    context.allocate(pools.length);
    yield pyTuple(places.map((place, index) => pools[index]?.[place] ?? null));
    let at = places.length - 1;
    while (at >= 0) {
      const next = (places[at] ?? 0) + 1;
      const size = pools[at]?.length ?? 0;
      places[at] = next < size ? next : 0;
      if (next < size) break;
      at -= 1;
    }
    if (at < 0) return;
  }
}

/** Choices of `size` out of `pool`; `next` says from which place on the following choice may come. */
function* choose(
  pool: readonly PyValue[],
  size: number,
  chosen: readonly number[],
  next: (chosen: readonly number[]) => number,
  distinct: boolean,
  context: CallContext,
): Items {
  if (chosen.length === size) {
    context.allocate(size);
    yield pyTuple(chosen.map((index) => pool[index] ?? null));
    return;
  }
  for (let index = next(chosen); index < pool.length; index += 1) {
    context.step(1);
    if (distinct && chosen.includes(index)) continue;
    yield* choose(pool, size, [...chosen, index], next, distinct, context);
  }
}

const after = (chosen: readonly number[]): number => {
  const last = chosen.at(-1);
  return last === undefined ? 0 : last + 1;
};
const from = (chosen: readonly number[]): number => {
  const last = chosen.at(-1);
  return last === undefined ? 0 : last;
};

function* slice(items: PyValue, bounds: readonly PyValue[], context: CallContext): Items {
  const given = bounds.length === 1 ? [null, ...bounds] : bounds;
  const [start = null, stop = null, step = null] = given;
  const first = start === null ? 0 : context.index(start);
  const end = stop === null ? Number.POSITIVE_INFINITY : context.index(stop);
  const stride = step === null ? 1 : context.index(step);
  if (first < 0 || end < 0 || stride < 1)
    context.raise('ValueError', 'Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.');
  if (first >= end) return;
  let place = 0;
  for (const item of each(items, context)) {
    if (place >= first && (place - first) % stride === 0) yield item;
    place += 1;
    if (place >= end) return;
  }
}

function* zipLongest(iterables: readonly PyValue[], fill: PyValue, context: CallContext): Items {
  const iterators = iterables.map((items) => context.iterate(items));
  for (;;) {
    const row = iterators.map((iterator) => iterator.next());
    if (row.every((item) => item === undefined)) return;
    context.step(1);
    yield pyTuple(row.map((item) => (item === undefined ? fill : item)));
  }
}

function* group(items: PyValue, key: PyValue, context: CallContext): Items {
  let held: PyValue[] = [];
  let current: PyValue | undefined;
  for (const item of each(items, context)) {
    const mark = key === null ? item : context.call(key, [item]);
    if (current !== undefined && !context.equals(current, mark)) {
      yield pyTuple([current, pyIterator('_grouper', held)]);
      held = [];
    }
    current = mark;
    held.push(item);
  }
  if (current !== undefined) yield pyTuple([current, pyIterator('_grouper', held)]);
}

function* starMap([callee = null, items = null]: readonly PyValue[], context: CallContext): Items {
  for (const item of each(items, context)) yield context.call(callee, context.collect(item));
}

function* takeWhile([test = null, items = null]: readonly PyValue[], context: CallContext): Items {
  for (const item of each(items, context)) {
    if (!context.truth(context.call(test, [item]))) return;
    yield item;
  }
}

function* dropWhile([test = null, items = null]: readonly PyValue[], context: CallContext): Items {
  let dropping = true;
  for (const item of each(items, context)) {
    dropping = dropping && context.truth(context.call(test, [item]));
    if (!dropping) yield item;
  }
}

function* filterFalse([test = null, items = null]: readonly PyValue[], context: CallContext): Items {
  for (const item of each(items, context))
    if (!context.truth(test === null ? item : context.call(test, [item]))) yield item;
}

function* pairwise([items = null]: readonly PyValue[], context: CallContext): Items {
  let before: PyValue | undefined;
  for (const item of each(items, context)) {
    if (before !== undefined) yield pyTuple([before, item]);
    before = item;
  }
}

function* compress([items = null, selectors = null]: readonly PyValue[], context: CallContext): Items {
  const chosen = context.iterate(selectors);
  for (const item of each(items, context)) {
    const selector = chosen.next();
    if (selector === undefined) return;
    if (context.truth(selector)) yield item;
  }
}

const pools = (
  iterables: PyValue | undefined,
  times: PyValue | undefined,
  context: CallContext,
): PyValue[][] => {
  const once = itemsOf(iterables === undefined ? null : iterables).map((items) => context.collect(items));
  const count = context.index(times === undefined ? 1 : times);
  return Array.from({ length: Math.max(count, 0) }, () => once).flat();
};

const sized = (
  items: PyValue | undefined,
  size: PyValue | undefined,
  context: CallContext,
): [PyValue[], number] => {
  const pool = context.collect(items === undefined ? null : items);
  return [pool, size === undefined || size === null ? pool.length : context.index(size)];
};

const CHAIN = nativeClass(
  'chain',
  [OBJECT],
  [
    [
      'from_iterable',
      {
        kind: 'staticmethod',
        callee: lazy('chain', [positional('iterable')], ([items = null], context) =>
          chain(each(items, context), context),
        ),
      },
    ],
  ],
  {
    construct: lazy('chain', [variadic('iterables')], ([items = null], context) =>
      chain(itemsOf(items), context),
    ),
  },
);

const iterable = positional('iterable');

const FUNCTIONS: readonly PyNative[] = [
  lazy('count', [optional('start', 0), optional('step', 1)], count),
  lazy('cycle', [iterable], cycle),
  lazy('repeat', [optional('object', null), optional('times', null)], repeat),
  lazy('accumulate', [iterable, optional('func', null), keywordOnly('initial', null)], accumulate),
  lazy('product', [variadic('iterables'), keywordOnly('repeat', 1)], ([items, times], context) =>
    combine(pools(items, times, context), context),
  ),
  lazy('permutations', [iterable, optional('r', null)], ([items, r], context) =>
    choose(...sized(items, r, context), [], () => 0, true, context),
  ),
  lazy('combinations', [iterable, optional('r', null)], ([items, r], context) =>
    choose(...sized(items, r, context), [], after, false, context),
  ),
  lazy('combinations_with_replacement', [iterable, optional('r', null)], ([items, r], context) =>
    choose(...sized(items, r, context), [], from, false, context),
  ),
  lazy('islice', [iterable, variadic('bounds')], ([items = null, bounds = null], context) =>
    slice(items, itemsOf(bounds), context),
  ),
  lazy(
    'zip_longest',
    [variadic('iterables'), keywordOnly('fillvalue', null)],
    ([items = null, fill = null], context) => zipLongest(itemsOf(items), fill, context),
  ),
  lazy('groupby', [iterable, optional('key', null)], ([items = null, key = null], context) =>
    group(items, key, context),
  ),
  lazy('starmap', [positional('function'), iterable], starMap),
  lazy('takewhile', [positional('predicate'), iterable], takeWhile),
  lazy('dropwhile', [positional('predicate'), iterable], dropWhile),
  lazy('filterfalse', [positional('predicate'), iterable], filterFalse),
  lazy('pairwise', [iterable], pairwise),
  lazy('compress', [positional('data'), positional('selectors')], compress),
];

/** `itertools`. Source: Python 3.11 documentation, library/itertools. */
export const itertoolsModule = (name: string): PyModule =>
  pyModule(name, [...FUNCTIONS.map((one) => [one.name, one] as const), ['chain', CHAIN]]);
