import { InputError } from '../input-error.ts';
import { formatFigure, formatInterval, STANDING_MEANINGS } from './format.ts';
import type { DerivationEntry, ExplainableFile } from './plan-schema.ts';
import { figureSchema } from './plan-schema-parts.ts';
import { resolvePath } from './resolve-path.ts';
import { displayWidth, plainText, wrapText } from './text.ts';

/** One number of a derivation, with what it was made of. */
export interface ExplainedFigure {
  /** Its name in the formula above it; the path asked for at the root. */
  readonly name: string;
  readonly id: string;
  readonly derivation: DerivationEntry;
  readonly inputs: readonly ExplainedFigure[];
  /** Set where the inputs are left out: shown before in the tree, or below the depth asked for. */
  readonly cut: 'shown-above' | 'depth' | null;
}

/** What a path leads to: one figure with its derivation, or an object with the figures below it, or a plain value. */
export type Explanation =
  | { readonly kind: 'figure'; readonly path: string; readonly figure: ExplainedFigure }
  | {
      readonly kind: 'figures';
      readonly path: string;
      readonly figures: readonly { readonly path: string; readonly derivation: DerivationEntry }[];
    }
  | { readonly kind: 'value'; readonly path: string; readonly value: unknown };

const entryOf = (plan: ExplainableFile, id: string): DerivationEntry => {
  const entry = Object.hasOwn(plan.derivations, id) ? plan.derivations[id] : undefined;
  if (entry === undefined) {
    throw new InputError({
      attempted: 'following a derivation',
      found: `the id ${JSON.stringify(id)}, which the result does not hold`,
      accepted: 'a result file written by rackwright plan or compare, unchanged',
    });
  }
  return entry;
};

const tree = (
  plan: ExplainableFile,
  name: string,
  id: string,
  depth: number,
  seen: Set<string>,
): ExplainedFigure => {
  const derivation = entryOf(plan, id);
  const inputs = derivation.kind === 'formula' ? Object.entries(derivation.inputs) : [];
  if (inputs.length === 0) return { name, id, derivation, inputs: [], cut: null };
  if (seen.has(id)) return { name, id, derivation, inputs: [], cut: 'shown-above' };
  if (depth <= 0) return { name, id, derivation, inputs: [], cut: 'depth' };
  seen.add(id);
  return {
    name,
    id,
    derivation,
    inputs: inputs.map(([input, inputId]) => tree(plan, input, inputId, depth - 1, seen)),
    cut: null,
  };
};

const figuresBelow = (
  plan: ExplainableFile,
  value: unknown,
  path: readonly string[],
): readonly { readonly path: string; readonly derivation: DerivationEntry }[] => {
  if (value === null || typeof value !== 'object') return [];
  const figure = figureSchema.safeParse(value);
  if (figure.success) return [{ path: path.join('.'), derivation: entryOf(plan, figure.data.from) }];
  return Object.entries(value).flatMap(([key, child]) =>
    path.length === 0 && key === 'derivations' ? [] : figuresBelow(plan, child, [...path, key]),
  );
};

/**
 * Explains what stands at a path of a result: the derivation of a figure down to `depth` levels (Infinity: to its
 * facts), or the figures below an object. Throws InputError for a path that leads nowhere.
 */
export const explainPath = (plan: ExplainableFile, path: string, depth: number): Explanation => {
  const { value, keys } = resolvePath(plan, path);
  const place = keys.join('.');
  const figure = figureSchema.safeParse(value);
  if (figure.success)
    return { kind: 'figure', path: place, figure: tree(plan, place, figure.data.from, depth, new Set()) };
  const figures = figuresBelow(plan, value, keys);
  return figures.length > 0
    ? { kind: 'figures', path: place, figures }
    : { kind: 'value', path: place, value };
};

const asNumbers = (entry: DerivationEntry) => ({
  unit: entry.unit,
  low: Number(entry.low),
  estimate: Number(entry.estimate),
  high: Number(entry.high),
});

const alternativesOf = (entry: Extract<DerivationEntry, { kind: 'fact' }>): readonly string[] =>
  (entry.alternatives ?? []).map((other) => {
    const [low, high] = [Number(other.low), Number(other.high)];
    const { estimate, range } = formatInterval({ low, estimate: low, high }, entry.unit);
    const note = other.note === undefined ? '' : `; ${other.note}`;
    return `not used: ${range === '' ? estimate : `${range} (${estimate} at least)`}, ${other.standing}, ${other.source}, ${other.asOf}${note}`;
  });

/** Where an entry came from, in words: one line each. */
export const originLines = (entry: DerivationEntry): readonly string[] => {
  switch (entry.kind) {
    case 'fact':
      return [
        `fact ${entry.path}: ${entry.source}, ${entry.asOf}`,
        ...(entry.note === undefined ? [] : [`note: ${entry.note}`]),
        ...alternativesOf(entry),
      ];
    case 'assumption':
      return [`assumption ${entry.id}: ${entry.reason}`, `override: ${entry.override}`];
    case 'request':
      return [`from your request: ${entry.path}`];
    case 'formula':
      return [
        `= ${entry.formula}`,
        ...(entry.reference === undefined ? [] : [`formula from: ${entry.reference}`]),
      ];
  }
};

const CUT_TEXT = { 'shown-above': 'explained above', depth: 'more below: raise --depth' } as const;

const treeLines = (
  node: ExplainedFigure,
  first: string,
  rest: string,
  columns: number,
): readonly string[] => {
  const value = formatFigure(asNumbers(node.derivation));
  const head = `${plainText(node.name)}: ${value}  [${node.derivation.standing}]`;
  const stem = node.inputs.length > 0 ? '│ ' : '  ';
  const lines = (text: string, start: string, then: string) =>
    wrapText(text, Math.max(20, columns - displayWidth(then))).map(
      (line, index) => (index === 0 ? start : then) + line,
    );
  const notes = [...originLines(node.derivation), ...(node.cut === null ? [] : [`(${CUT_TEXT[node.cut]})`])];
  return [
    ...lines(head, first, `${rest}  `),
    ...notes.flatMap((note) => lines(note, rest + stem, `${rest}${stem}  `)),
    ...node.inputs.flatMap((input, index) => {
      const last = index === node.inputs.length - 1;
      return treeLines(input, `${rest}${last ? '└─ ' : '├─ '}`, `${rest}${last ? '   ' : '│  '}`, columns);
    }),
  ];
};

const standingsIn = (node: ExplainedFigure): ReadonlySet<string> =>
  new Set([node.derivation.standing, ...node.inputs.flatMap((input) => [...standingsIn(input)])]);

/** An explanation as text for a terminal of the given width. */
export const explanationText = (explanation: Explanation, columns: number): string => {
  switch (explanation.kind) {
    case 'value':
      return `${explanation.path}: ${plainText(JSON.stringify(explanation.value) ?? 'nothing')}\n(a plain value; it has no derivation)\n`;
    case 'figures': {
      const lines = explanation.figures.map(
        ({ path, derivation }) =>
          `${plainText(path)}: ${formatFigure(asNumbers(derivation))}  [${derivation.standing}]`,
      );
      return `${[`${lines.length} figures below ${explanation.path === '' ? 'the result' : explanation.path}; explain any of them:`, ...lines].flatMap((line) => wrapText(line, columns, 2)).join('\n')}\n`;
    }
    case 'figure': {
      const standings = Object.entries(STANDING_MEANINGS).filter(([standing]) =>
        standingsIn(explanation.figure).has(standing),
      );
      const key = standings.map(([standing, meaning]) => `${standing}: ${meaning}`).join('; ');
      const body = treeLines(explanation.figure, '', '', columns);
      return `${[...body, '', ...wrapText(key, columns, 2)].join('\n')}\n`;
    }
  }
};
