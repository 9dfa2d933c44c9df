import type { TensorInfo } from '../../workload/files/tensor.ts';
import type { ElementCount, LargestTensor } from './reading.ts';

/** Counts uses by name. */
export interface Tally {
  readonly add: (name: string, count?: number) => void;
  readonly counts: ReadonlyMap<string, number>;
}

/** A tally; past `mostNames` distinct names (20,000) further ones count under `(other names)`, so memory stays bounded. */
export const tally = (mostNames = 20_000): Tally => {
  const counts = new Map<string, number>();
  const add = (name: string, count = 1): void => {
    const kept = counts.has(name) || counts.size < mostNames ? name : '(other names)';
    const known = counts.get(kept);
    counts.set(kept, known === undefined ? count : known + count);
  };
  return { add, counts };
};

/** Tensors by element type, and the largest of them. */
export interface TensorCensus {
  readonly add: (type: string, elements: number, bytes: number | null, name: string) => void;
  readonly elementTypes: () => readonly ElementCount[];
  readonly largest: () => LargestTensor | null;
  readonly elements: () => number;
}

/** An empty census. Types come out by their elements, most first, then by name. */
export const tensorCensus = (): TensorCensus => {
  const types = new Map<string, { tensors: number; elements: number }>();
  let largest: LargestTensor | null = null;
  let elements = 0;
  return {
    add: (type, count, bytes, name) => {
      const known = types.get(type);
      if (known === undefined) types.set(type, { tensors: 1, elements: count });
      else {
        known.tensors += 1;
        known.elements += count;
      }
      elements += count;
      if (bytes !== null && (largest === null || bytes > largest.bytes)) largest = { name, bytes };
    },
    elementTypes: () =>
      [...types]
        .map(([type, counted]) => ({ type, ...counted }))
        .toSorted((a, b) => b.elements - a.elements || (a.type < b.type ? -1 : 1)),
    largest: () => largest,
    elements: () => elements,
  };
};

/** Census of the tensors that a weight file's header declares. */
export const censusOf = (tensors: readonly TensorInfo[]): TensorCensus => {
  const census = tensorCensus();
  for (const { name, dtype, elements, bytes } of tensors) census.add(dtype, elements, bytes, name);
  return census;
};
