/**
 * All occurrences of many literals in one pass (Aho and Corasick, "Efficient string matching", 1975), as a table of one row
 * per state and one column per class of units. Units outside ASCII, and those that no literal has, are class 0.
 */
export interface Automaton {
  /** Class of each unit below 128. */
  readonly classes: Uint8Array;
  readonly width: number;
  /** Start of the next state's row, by row start and class. Rows from `firstEnding` on end at least one literal. */
  readonly next: Int32Array;
  readonly firstEnding: number;
  /** Literals that end in the state of row `firstEnding + k * width`: `endings[endingStart[k] .. endingStart[k + 1]]`. */
  readonly endingStart: Int32Array;
  readonly endings: Int32Array;
}

interface Trie {
  readonly next: number[][];
  readonly own: number[][];
  /** In the order in which states were reached from the root, breadth first. */
  readonly order: number[];
  /** Literals that end in each state, those of its suffixes too. */
  readonly all: number[][];
}

const classesOf = (literals: readonly string[]): { readonly classes: Uint8Array; readonly width: number } => {
  const classes = new Uint8Array(128);
  let width = 1;
  for (const literal of literals)
    for (let index = 0; index < literal.length; index += 1) {
      const code = literal.charCodeAt(index);
      if (code > 127 || literal.length === 0) throw new RangeError(`A literal outside ASCII: ${literal}`);
      if (classes[code] === 0) {
        classes[code] = width;
        width += 1;
      }
    }
  return { classes, width };
};

/** The literals as a trie; -1 where there is no way on. */
const plant = (literals: readonly string[], classes: Uint8Array, width: number): Trie => {
  const fresh = (): number[] => new Array<number>(width).fill(-1);
  const trie: Trie = { next: [fresh()], own: [[]], order: [], all: [] };
  for (const [id, literal] of literals.entries()) {
    let state = 0;
    for (let index = 0; index < literal.length; index += 1) {
      const column = classes[literal.charCodeAt(index)] as number;
      const row = trie.next[state] as number[];
      if ((row[column] as number) < 0) {
        row[column] = trie.next.length;
        trie.next.push(fresh());
        trie.own.push([]);
      }
      state = row[column] as number;
    }
    trie.own[state]?.push(id);
  }
  return trie;
};

/** Fills the ways that the trie lacks with those of each state's longest suffix, breadth first. */
const complete = (trie: Trie, width: number): void => {
  const suffix = new Int32Array(trie.next.length);
  trie.order.push(0);
  for (let head = 0; head < trie.order.length; head += 1) {
    const state = trie.order[head] as number;
    const row = trie.next[state] as number[];
    const back = suffix[state] as number;
    const backRow = trie.next[back] as number[];
    trie.all[state] = [
      ...(trie.own[state] as number[]),
      ...(state === 0 ? [] : (trie.all[back] as number[])),
    ];
    for (let column = 0; column < width; column += 1) {
      const child = row[column] as number;
      const fall = state === 0 ? 0 : (backRow[column] as number);
      if (child < 0) row[column] = fall;
      else {
        suffix[child] = fall;
        trie.order.push(child);
      }
    }
  }
};

/** The automaton of literals; each counts by its index. Throws RangeError for one with units outside ASCII. */
export const buildAutomaton = (literals: readonly string[]): Automaton => {
  const { classes, width } = classesOf(literals);
  const trie = plant(literals, classes, width);
  complete(trie, width);
  const silent = trie.order.filter((state) => trie.all[state]?.length === 0);
  const ending = trie.order.filter((state) => trie.all[state]?.length !== 0);
  const place = new Int32Array(trie.next.length);
  for (const [position, state] of [...silent, ...ending].entries()) place[state] = position * width;
  const next = new Int32Array(trie.next.length * width);
  for (const [state, row] of trie.next.entries())
    for (const [column, target] of row.entries())
      next[(place[state] as number) + column] = place[target] as number;
  const endingStart = new Int32Array(ending.length + 1);
  for (const [k, state] of ending.entries())
    endingStart[k + 1] = (endingStart[k] as number) + (trie.all[state] as number[]).length;
  return {
    classes,
    width,
    next,
    firstEnding: silent.length * width,
    endingStart,
    endings: Int32Array.from(ending.flatMap((state) => trie.all[state] as number[])),
  };
};

/** Calls `visit` with the index of each literal that occurs and the offset behind it, in the order of those offsets. */
export const eachOccurrence = (
  automaton: Automaton,
  text: string,
  visit: (literal: number, end: number) => void,
): void => {
  const { classes, width, next, firstEnding, endingStart, endings } = automaton;
  let row = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    row = next[row + (code < 128 ? (classes[code] as number) : 0)] as number;
    if (row < firstEnding) continue;
    const ending = (row - firstEnding) / width;
    const last = endingStart[ending + 1] as number;
    for (let at = endingStart[ending] as number; at < last; at += 1) visit(endings[at] as number, index + 1);
  }
};
