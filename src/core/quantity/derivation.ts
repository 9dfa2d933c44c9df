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
  readonly names: readonly string[];
  /** Positions of the inputs, in the order of their names. */
  readonly inputs: readonly number[];
  /** What the formula is evaluated at, by name of the input; written in full before each evaluation. */
  readonly values: Record<string, number>;
  readonly compute: ((values: Readonly<Record<string, number>>) => number) | null;
  /** Factors by which the formula's result was widened to the figure's interval; [1, 1] when it was not. */
  readonly residual: readonly [low: number, high: number];
}

/** The derivation of one or several figures as a list in which inputs come before what is computed from them. */
export interface Derivation {
  readonly roots: readonly number[];
  readonly nodes: readonly Node[];
  /** Of the nodes, by position. */
  readonly estimates: Float64Array;
  readonly leaves: readonly Leaf[];
  /** Positions of the leaves that have any width, and so can change a result. */
  readonly uncertain: readonly number[];
}

const RELATIVE_NOISE = 1e-9;
const NOT_WIDENED: readonly [number, number] = [1, 1];
/** What every node has that nothing is computed for. */
const WITHOUT_INPUTS = { names: [], inputs: [], values: {}, compute: null, residual: NOT_WIDENED } as const;

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

const movedItself = (figure: Figure): Leaf => {
  const { unit, low, estimate, high } = figure;
  return { name: leafName(figure), unit, low, estimate, high };
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

  const leafFor = (figure: Figure, leafOfFigure: (figure: Figure) => Leaf): number => {
    const key = leafKey(figure);
    const known = leafOf.get(key);
    const index = known ?? leaves.push(leafOfFigure(figure)) - 1;
    if (known === undefined) leafOf.set(key, index);
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
    const { origin, low, high } = figure;
    if (origin.kind !== 'formula' || origin.compute === undefined) {
      return { figure, leaf: leafFor(figure, movedItself), ...WITHOUT_INPUTS };
    }
    const names = Object.keys(origin.inputs);
    const inputs: number[] = [];
    const values: Record<string, number> = {};
    for (const name of names) {
      const input = origin.inputs[name];
      if (input === undefined) throw new RangeError(`No input ${name} of ${origin.formula}`);
      inputs.push(visit(input));
      values[name] = input.estimate;
    }
    const plain = origin.computed ?? intervalOf(origin.inputs, origin.compute);
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
    return { figure, leaf, names, inputs, values, compute: origin.compute, residual };
  };

  const roots = figures.map(visit);
  const estimates = Float64Array.from(nodes, ({ figure }) => figure.estimate);
  return { roots, nodes, estimates, leaves, uncertain: [...uncertain] };
};

const ownValue = (node: Node, end: 'low' | 'estimate' | 'high', computed: number | null): number => {
  if (computed === null) return node.figure[end];
  if (end === 'estimate') return computed;
  return computed * node.residual[end === 'low' ? 0 : 1];
};

/** Positions of the nodes that move with a leaf, inputs before what is computed from them. */
const movedBy = ({ nodes }: Derivation, leaf: number): readonly number[] => {
  const moved = new Uint8Array(nodes.length);
  const positions: number[] = [];
  for (let index = 0; index < nodes.length; index += 1) {
    const node = nodes[index];
    if (node === undefined) continue;
    let moves = node.leaf === leaf;
    for (let at = 0; !moves && at < node.inputs.length; at += 1) moves = moved[node.inputs[at] ?? -1] === 1;
    if (!moves) continue;
    moved[index] = 1;
    positions.push(index);
  }
  return positions;
};

/** The formula of a node at the values of its inputs. */
const computedAt = (node: Node, valueAt: Float64Array): number | null => {
  if (node.compute === null) return null;
  const { names, inputs, values } = node;
  for (let at = 0; at < inputs.length; at += 1) {
    const name = names[at];
    if (name !== undefined) values[name] = valueAt[inputs[at] ?? -1] ?? Number.NaN;
  }
  return node.compute(values);
};

const rootsAt = (
  { nodes, roots, estimates }: Derivation,
  positions: readonly number[],
  leaf: number,
  end: 'low' | 'high',
): readonly number[] => {
  const valueAt = estimates.slice();
  for (const index of positions) {
    const node = nodes[index];
    if (node === undefined) continue;
    valueAt[index] = ownValue(node, node.leaf === leaf ? end : 'estimate', computedAt(node, valueAt));
  }
  return roots.map((root) => valueAt[root] ?? Number.NaN);
};

/**
 * Values of the roots with one leaf moved to its low and to its high and all others at their estimates; only what depends
 * on the leaf is evaluated again.
 */
export const rootsWith = (
  derivation: Derivation,
  leaf: number,
): { readonly low: readonly number[]; readonly high: readonly number[] } => {
  const positions = movedBy(derivation, leaf);
  return {
    low: rootsAt(derivation, positions, leaf, 'low'),
    high: rootsAt(derivation, positions, leaf, 'high'),
  };
};
