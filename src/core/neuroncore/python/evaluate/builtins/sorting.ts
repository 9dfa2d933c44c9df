import type { CallContext, PyValue } from '../../values.ts';
import { isFlat } from '../text/strings.ts';

interface Keyed {
  readonly key: PyValue;
  readonly item: PyValue;
}

const byLess = (context: CallContext, left: PyValue, right: PyValue): number => {
  context.step(1);
  if (context.compare('<', left, right)) return -1;
  return context.compare('<', right, left) ? 1 : 0;
};

const comparatorFor = (
  context: CallContext,
  keyed: readonly Keyed[],
): ((left: PyValue, right: PyValue) => number) => {
  if (keyed.every((each) => typeof each.key === 'number'))
    return (left, right) => Number(left) - Number(right);
  if (keyed.every((each) => typeof each.key === 'string' && isFlat(each.key))) {
    return (left, right) => (left === right ? 0 : String(left) < String(right) ? -1 : 1);
  }
  return (left, right) => byLess(context, left, right);
};

/** The items in order, equal ones as they stood, by their keys when there is a key function. */
export const sortItems = (
  context: CallContext,
  items: readonly PyValue[],
  key: PyValue,
  reverse: boolean,
): PyValue[] => {
  const count = items.length;
  context.allocate(count);
  context.step(count * Math.ceil(Math.log2(count + 1)));
  const keyed: Keyed[] = items.map((item) => ({
    item,
    key: key === null ? item : context.call(key, [item]),
  }));
  const compare = comparatorFor(context, keyed);
  keyed.sort(reverse ? (a, b) => compare(b.key, a.key) : (a, b) => compare(a.key, b.key));
  return keyed.map((each) => each.item);
};
