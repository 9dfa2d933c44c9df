import { type Figure, intervalOf } from './figure.ts';

/**
 * Something a derivation rests on and that can be moved by itself: a fact, an assumption, a value of the request, a
 * number found by the performance model, or the residual by which a formula's result was widened.
 */
export interface Leaf {
  /** In plain words: a catalogue path, an assumption's id, a path of the request, or the formula. */
  readonly name: string;
  readonly unit: string;
  readonly low: number;
  readonly estimate: number;
  readonly high: number;
}

interface Node {
  readonly figure: Figure;
  /** Position in the list of leaves of what moves this node by itself; null when only its inputs do. */
  readonly leaf: number | null;
  readonly inputs: readonly (readonly [name: string, node: number])[];
  readonly compute: ((values: Readonly<Record<string, number>>) => number) | null;
  /** Factors by which the formula's result was widened to the figure's interval; [1, 1] when it was not. */
  readonly residual: readonly [low: number, high: number];
}

/** The derivation of one or several figures as a list in which inputs come before what is computed from them. */
export interface Derivation {
  readonly roots: readonly number[];
  readonly nodes: readonly Node[];
  readonly leaves: readonly Leaf[];
  /** Positions of the leaves that have any width, and so can change a result. */
  readonly uncertain: readonly number[];
}

const RELATIVE_NOISE = 1e-9;

const factor = (actual: number, computed: number): number =>
  computed === 0 || Math.abs(actual - computed) <= RELATIVE_NOISE * Math.abs(computed)
    ? 1
    : actual / computed;

/** What makes two figures the same leaf: the same path or id; for found numbers only the very same derivation. */
const leafKey = ({ origin }: Figure): unknown => {
  switch (origin.kind) {
    case 'fact':
    case 'request':
      return `${origin.kind}:${origin.path}`;
    case 'assumption':
      return `${origin.kind}:${origin.id}`;
    case 'formula':
      return origin;
  }
};

const leafName = ({ origin }: Figure): string => {
  switch (origin.kind) {
    case 'fact':
    case 'request':
      return origin.path;
    case 'assumption':
      return origin.id;
    case 'formula':
      return origin.compute === undefined ? origin.formula : `model error of ${origin.formula}`;
  }
};

/**
 * Lays out the derivation of figures for re-evaluation. Figures that share a fact path, an assumption id or a request
 * path become one leaf, so that moving it moves all of them together.
 */
export const derivationOf = (figures: readonly Figure[]): Derivation => {
  const nodes: Node[] = [];
  const leaves: Leaf[] = [];
  const nodeOf = new Map<Figure, number>();
  const leafOf = new Map<unknown, number>();
  const uncertain = new Set<number>();

  const leafFor = (figure: Figure, leaf: () => Leaf): number => {
    const key = leafKey(figure);
    const index = leafOf.get(key) ?? leaves.push(leaf()) - 1;
    leafOf.set(key, index);
    if (figure.low !== figure.high) uncertain.add(index);
    return index;
  };

  const visit = (figure: Figure): number => {
    const known = nodeOf.get(figure);
    if (known !== undefined) return known;
    const node = nodeFor(figure);
    const index = nodes.push(node) - 1;
    nodeOf.set(figure, index);
    return index;
  };

  const nodeFor = (figure: Figure): Node => {
    const { origin, unit, low, estimate, high } = figure;
    if (origin.kind !== 'formula' || origin.compute === undefined) {
      const leaf = leafFor(figure, () => ({ name: leafName(figure), unit, low, estimate, high }));
      return { figure, leaf, inputs: [], compute: null, residual: [1, 1] };
    }
    const inputs = Object.entries(origin.inputs).map(([name, input]) => [name, visit(input)] as const);
    const plain = intervalOf(origin.inputs, origin.compute);
    const residual = [factor(low, plain.low), factor(high, plain.high)] as const;
    const widened = residual[0] !== 1 || residual[1] !== 1;
    const leaf = widened
      ? leafFor(figure, () => ({
          name: leafName(figure),
          unit: '1',
          low: residual[0],
          estimate: 1,
          high: residual[1],
        }))
      : null;
    return { figure, leaf, inputs, compute: origin.compute, residual };
  };

  const roots = figures.map(visit);
  return { roots, nodes, leaves, uncertain: [...uncertain] };
};

const ownValue = (node: Node, end: 'low' | 'estimate' | 'high', computed: number | null): number => {
  if (computed === null) return node.figure[end];
  if (end === 'estimate') return computed;
  return computed * node.residual[end === 'low' ? 0 : 1];
};

/** Values of all nodes with every leaf at its estimate. */
export const estimatesOf = (derivation: Derivation): Float64Array =>
  Float64Array.from(derivation.nodes, (node) => node.figure.estimate);

/**
 * Values of the roots with one leaf moved to its low or high and all others at their estimates. `estimates` are those
 * of `estimatesOf`; only what depends on the leaf is evaluated again.
 */
export const rootsWith = (
  derivation: Derivation,
  estimates: Float64Array,
  leaf: number,
  end: 'low' | 'high',
): readonly number[] => {
  const { nodes, roots } = derivation;
  const moved = new Map<number, number>();
  const value = (index: number): number => moved.get(index) ?? (estimates[index] as number);
  nodes.forEach((node, index) => {
    const own = node.leaf === leaf;
    if (!own && !node.inputs.some(([, input]) => moved.has(input))) return;
    const computed =
      node.compute === null
        ? null
        : node.compute(Object.fromEntries(node.inputs.map(([name, input]) => [name, value(input)])));
    moved.set(index, ownValue(node, own ? end : 'estimate', computed));
  });
  return roots.map(value);
};
