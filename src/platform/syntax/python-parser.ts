import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Language, Parser, type Tree, type TreeCursor } from 'web-tree-sitter';
import { KIND, NODE_KINDS, type ParsedPython, type PythonTree } from '../../core/portability/python/tree.ts';

export interface ParseLimits {
  /** UTF-16 units of text. The parser's memory grows with the largest text and stays. */
  readonly unitsMax: number;
  /** Of the clock, as a last resort: a text within the other limits takes a second or two. */
  readonly millisecondsMax: number;
  readonly depthMax: number;
}

export const PARSE_LIMITS: ParseLimits = Object.freeze({
  unitsMax: 2_000_000,
  millisecondsMax: 30_000,
  depthMax: 1_500,
});

export interface PythonParser {
  readonly parse: (text: string, limits?: ParseLimits) => ParsedPython;
}

/** The type of nodes that hold what the grammar could not place. */
const ERROR_TYPE = 65_535;
/** Kind of tokens without a name: they are left out. */
const SKIPPED = 255;

/** Kinds without children of interest. */
const LEAVES: ReadonlySet<number> = new Set([KIND.identifier, KIND.comment]);

/** By the grammar's number of a node type: our kind. */
const kindTable = (language: Language): Uint8Array => {
  const kinds = new Map<string, number>(NODE_KINDS.map((name, index) => [name, index]));
  const table = new Uint8Array(language.nodeTypeCount).fill(SKIPPED);
  for (let type = 0; type < table.length; type += 1) {
    const name = language.nodeTypeForId(type);
    if (name !== null && language.nodeTypeIsNamed(type)) table[type] = kinds.get(name) ?? KIND.other;
  }
  return table;
};

/** Growing columns of a tree; they are reused from file to file. */
class Columns {
  kinds = new Uint8Array(1 << 14);
  starts = new Int32Array(1 << 14);
  ends = new Int32Array(1 << 14);
  parents = new Int32Array(1 << 14);
  nexts = new Int32Array(1 << 14);

  grow(): void {
    const double = (from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const to = new Int32Array(from.length * 2);
      to.set(from);
      return to;
    };
    const kinds = new Uint8Array(this.kinds.length * 2);
    kinds.set(this.kinds);
    this.kinds = kinds;
    this.starts = double(this.starts);
    this.ends = double(this.ends);
    this.parents = double(this.parents);
    this.nexts = double(this.nexts);
  }
}

const FORMAT_PREFIX = /[fFtT]/;

/** Whether a string may hold code: only then its parts are read. */
const isFormatted = (text: string, start: number): boolean => {
  for (let at = start; at < start + 3; at += 1) {
    const letter = text.charAt(at);
    if (FORMAT_PREFIX.test(letter)) return true;
    if (letter === '"' || letter === "'") return false;
  }
  return false;
};

/** Where the walk is: the last node on each level, to link children of one parent. */
interface Walk {
  readonly columns: Columns;
  size: number;
  readonly parents: number[];
  readonly lasts: number[];
}

const addNode = (walk: Walk, kind: number, start: number, end: number): number => {
  const { columns, parents, lasts } = walk;
  const node = walk.size;
  if (node === columns.kinds.length) columns.grow();
  const level = parents.length - 1;
  columns.kinds[node] = kind;
  columns.starts[node] = start;
  columns.ends[node] = end;
  columns.parents[node] = parents[level] as number;
  columns.nexts[node] = -1;
  const last = lasts[level] as number;
  if (last >= 0) columns.nexts[last] = node;
  lasts[level] = node;
  walk.size += 1;
  return node;
};

/** Copies the named nodes below the cursor; false where they nest deeper than allowed. */
const copyNodes = (
  walk: Walk,
  cursor: TreeCursor,
  kinds: Uint8Array,
  text: string,
  depthMax: number,
): boolean => {
  for (;;) {
    const type = cursor.nodeTypeId;
    const kind = type === ERROR_TYPE ? KIND.ERROR : (kinds[type] as number);
    if (kind !== SKIPPED) {
      const start = cursor.startIndex;
      const node = addNode(walk, kind, start, cursor.endIndex);
      const enters = !LEAVES.has(kind) && (kind !== KIND.string || isFormatted(text, start));
      if (enters && cursor.gotoFirstChild()) {
        if (walk.parents.length > depthMax) return false;
        walk.parents.push(node);
        walk.lasts.push(-1);
        continue;
      }
    }
    while (!cursor.gotoNextSibling()) {
      if (walk.parents.length === 1 || !cursor.gotoParent()) return true;
      walk.parents.pop();
      walk.lasts.pop();
    }
  }
};

const given = (refusal: string): ParsedPython => ({ tree: null, refusal, errorAt: null });

/** Where the trouble begins: at the first error inside the file, where there is one that is not the whole of it. */
const firstError = (tree: PythonTree): number => {
  const inside = tree.kinds.indexOf(KIND.ERROR, 1);
  return inside < 0 ? 0 : (tree.starts[inside] as number);
};

const flatten = (
  parsed: Tree,
  text: string,
  columns: Columns,
  kinds: Uint8Array,
  depthMax: number,
): ParsedPython => {
  const walk: Walk = { columns, size: 0, parents: [-1], lasts: [-1] };
  const cursor = parsed.walk();
  try {
    if (!copyNodes(walk, cursor, kinds, text, depthMax)) return given(`nests deeper than ${depthMax} levels`);
  } finally {
    cursor.delete();
  }
  const { size } = walk;
  const tree: PythonTree = {
    text,
    size,
    kinds: columns.kinds.slice(0, size),
    starts: columns.starts.slice(0, size),
    ends: columns.ends.slice(0, size),
    parents: columns.parents.slice(0, size),
    nexts: columns.nexts.slice(0, size),
  };
  return { tree, refusal: null, errorAt: parsed.rootNode.hasError ? firstError(tree) : null };
};

const readGrammar = async (): Promise<Language> => {
  const path = import.meta.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-python.wasm');
  return Language.load(await readFile(fileURLToPath(path)));
};

/** Opens the grammar of Python, once per thread. A parser keeps the memory of its largest file. */
export const openPythonParser = async (): Promise<PythonParser> => {
  await Parser.init();
  const language = await readGrammar();
  const parser = new Parser();
  parser.setLanguage(language);
  const kinds = kindTable(language);
  const columns = new Columns();
  const parse = (text: string, limits: ParseLimits = PARSE_LIMITS): ParsedPython => {
    if (text.length > limits.unitsMax) return given(`is longer than ${limits.unitsMax} characters`);
    const until = performance.now() + limits.millisecondsMax;
    const parsed = parser.parse(text, null, { progressCallback: () => performance.now() > until });
    if (parsed === null) {
      parser.reset();
      return given(`takes longer than ${limits.millisecondsMax / 1000} s to parse`);
    }
    try {
      return flatten(parsed, text, columns, kinds, limits.depthMax);
    } finally {
      parsed.delete();
    }
  };
  return { parse };
};
