import type { PyClass } from '../../values.ts';

/**
 * The classes after the new one in its order of resolution, by C3 linearisation; null when the bases contradict one
 * another. Source: "The Python 2.3 Method Resolution Order", docs.python.org/3.11/howto/mro.
 */
export const resolutionOrder = (bases: readonly PyClass[]): PyClass[] | null => {
  const pending = [...bases.map((each) => [...each.order]), [...bases]];
  const order: PyClass[] = [];
  for (;;) {
    const left = pending.filter((each) => each.length > 0);
    if (left.length === 0) return order;
    const next = left
      .map((each) => each[0])
      .find((head) => head !== undefined && left.every((each) => each.indexOf(head) <= 0));
    if (next === undefined) return null;
    order.push(next);
    for (const each of left) if (each[0] === next) each.shift();
  }
};
