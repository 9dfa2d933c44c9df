import type { Circumstance } from '../scan.ts';
import { conditionCircumstance, isAbsent, isGuard, leavesQuietly } from './condition.ts';
import { namesOtherDevice } from './devices.ts';
import {
  childrenOf,
  firstChild,
  KIND,
  kindOf,
  nextSibling,
  type PythonTree,
  parentOf,
  textOf,
} from './tree.ts';

/** Longer pieces of code are no choice of devices. */
const CHOICE_MAX = 2_000;
/** Statements before one that are looked through for an early exit. */
const STATEMENTS_MAX = 200;
/** How deep below a list or dictionary an entry of it stands. */
const ENTRY_DEPTH = 2;

const CONTAINERS: ReadonlySet<number> = new Set([KIND.list, KIND.tuple, KIND.set, KIND.dictionary]);

/** One step of the way up from a hit: what surrounds it, and the part of that in which the hit is. */
interface Step {
  readonly tree: PythonTree;
  readonly at: number;
  readonly child: number;
  /** Steps from the hit. */
  readonly depth: number;
  /** The hit asks whether there is a CUDA device. */
  readonly availability: boolean;
}

const namesChoice = (tree: PythonTree, node: number): boolean => {
  const text = textOf(tree, node);
  return text.length <= CHOICE_MAX && namesOtherDevice(text);
};

const inConditional = ({ tree, at, child, availability }: Step): Circumstance | null => {
  const [consequence, condition] = childrenOf(tree, at);
  if (child === condition) {
    if (availability) return 'fallback';
    return namesChoice(tree, at) ? 'device-agnostic' : null;
  }
  if (namesChoice(tree, at)) return 'device-agnostic';
  return child === consequence && condition !== undefined && isGuard(textOf(tree, condition))
    ? 'guarded'
    : null;
};

/** In the body of `if`: guarded by its condition; one of several where the other branches name other devices. */
const inBranches = (step: Step): Circumstance | null => {
  const { tree, at, child, availability } = step;
  const [condition, body] = childrenOf(tree, at);
  if (condition === undefined) return null;
  if (child === condition) return conditionCircumstance(tree, at, availability);
  const text = textOf(tree, condition);
  if (!isGuard(text)) return null;
  if (child === body) return isAbsent(text) ? null : 'guarded';
  return isAbsent(text) && kindOf(tree, child) === KIND.else_clause ? 'guarded' : null;
};

const CAUGHT = /\b(?:ImportError|ModuleNotFoundError|AttributeError|Exception|BaseException)\b/;

/** Whether a handler goes on without what failed. One that raises again does not. */
const survives = (tree: PythonTree, handler: number): boolean => {
  const parts = childrenOf(tree, handler);
  const body = parts[parts.length - 1];
  const [first] = parts;
  if (body === undefined || first === undefined) return false;
  const catches = first === body || CAUGHT.test(textOf(tree, first));
  return catches && !childrenOf(tree, body).some((each) => kindOf(tree, each) === KIND.raise_statement);
};

const inTry = ({ tree, at, child }: Step): Circumstance | null => {
  const [body, ...handlers] = childrenOf(tree, at);
  const guarded =
    child === body &&
    handlers.some((each) => kindOf(tree, each) === KIND.except_clause && survives(tree, each));
  return guarded ? 'guarded' : null;
};

/** After `if not torch.cuda.is_available(): return` in the same block. */
const inBlock = ({ tree, at, child }: Step): Circumstance | null => {
  let seen = 0;
  for (
    let each = firstChild(tree, at);
    each >= 0 && each !== child && seen < STATEMENTS_MAX;
    each = nextSibling(tree, each)
  ) {
    seen += 1;
    if (kindOf(tree, each) === KIND.if_statement && leavesQuietly(tree, each)) return 'guarded';
  }
  return null;
};

const SKIPS = /skip|require|expected|xfail/i;
const OF_DEVICE = /cuda|gpu|nccl|available|triton|capability/i;

const isDeviceMark = (text: string): boolean => SKIPS.test(text) && OF_DEVICE.test(text);

const inDecorated = ({ tree, at }: Step): Circumstance | null => {
  const marked = childrenOf(tree, at).some(
    (each) => kindOf(tree, each) === KIND.decorator && isDeviceMark(textOf(tree, each)),
  );
  return marked ? 'guarded' : null;
};

const inWith = ({ tree, at, child }: Step): Circumstance | null => {
  const [head] = childrenOf(tree, at);
  if (head === undefined || child === head) return null;
  const text = textOf(tree, head);
  return /\bsuppress\(/.test(text) && CAUGHT.test(text) ? 'guarded' : null;
};

const atStep = (step: Step): Circumstance | null => {
  const { tree, at, child, depth, availability } = step;
  const kind = kindOf(tree, at);
  if (CONTAINERS.has(kind)) return depth <= ENTRY_DEPTH && namesChoice(tree, at) ? 'device-agnostic' : null;
  switch (kind) {
    case KIND.comparison_operator:
    case KIND.boolean_operator:
      return !availability && namesChoice(tree, at) ? 'device-agnostic' : null;
    case KIND.conditional_expression:
      return inConditional(step);
    case KIND.if_statement:
    case KIND.elif_clause:
      return inBranches(step);
    case KIND.assert_statement:
      return availability ? 'plain' : null;
    case KIND.assignment:
    case KIND.keyword_argument:
    case KIND.return_statement:
      return availability && child !== firstChild(tree, at) ? 'fallback' : null;
    case KIND.try_statement:
      return inTry(step);
    case KIND.block:
    case KIND.module:
      return inBlock(step);
    case KIND.decorator:
      return isDeviceMark(textOf(tree, at)) ? 'guarded' : null;
    case KIND.decorated_definition:
      return inDecorated(step);
    case KIND.with_statement:
      return inWith(step);
    default:
      return null;
  }
};

/**
 * What surrounds a node and takes weight from it: a condition that found the device, an import that may fail, a choice
 * among devices, a branch that quietly takes the CPU. `availability`: the node itself asks for the device.
 */
export const circumstanceOf = (tree: PythonTree, node: number, availability: boolean): Circumstance => {
  let child = node;
  let depth = 0;
  for (let at = parentOf(tree, node); at >= 0; at = parentOf(tree, at)) {
    depth += 1;
    const found = atStep({ tree, at, child, depth, availability });
    if (found !== null) return found;
    child = at;
  }
  return 'plain';
};
