import type { Circumstance } from '../scan.ts';
import { namesOtherDevice } from './devices.ts';
import { childrenOf, firstChild, KIND, kindOf, type PythonTree, textOf } from './tree.ts';

/** Of longer conditions only the start is read. */
const CONDITION_MAX = 1_000;
/** Longer branches are not read for what they name. */
const BRANCH_MAX = 8_000;

const GUARDS: readonly RegExp[] = [
  /\bis_available\b|\bis_\w*available\b|\bhasattr\(|\bfind_spec\(|\bTYPE_CHECKING\b|\.is_cuda\b|\bpackage_exists\b/,
  /\b(?:HAVE|HAS|WITH|_?[A-Z0-9_]+)_?(?:AVAILABLE|INSTALLED|FOUND|IMPORTED)\b|\b_?(?:HAVE|HAS)_\w+/,
  /\b(?:have|has|use|using|is|with|on|supports?|enable)_?\w*(?:cuda|gpu|nvidia|triton|nccl|flash|apex|xformers|bitsandbytes|bnb)\w*/i,
  /==\s*f?['"](?:cuda|gpu|nccl)|['"](?:cuda|gpu|nccl)(?::\d)?['"]\s*(?:==|in\b)|startswith\(\s*['"]cuda/,
  /\b(?:cuda|gpu|triton|apex|amp|te|cupy|pynvml|xformers|flash_attn\w*|bnb|bitsandbytes|deepspeed|vllm|nvtx)\s+is\s+not\s+None\b/i,
];

/** Whether a condition asks for a device or a package, so that what it guards runs only where that is there. */
export const isGuard = (condition: string): boolean => {
  const start = condition.slice(0, CONDITION_MAX);
  return GUARDS.some((guard) => guard.test(start));
};

/** Whether a guard holds where the device or package is missing. */
export const isAbsent = (condition: string): boolean =>
  /^\(*\s*not\b|\bis None\b|!=\s*['"]/.test(condition.slice(0, CONDITION_MAX));

const lastStatement = (tree: PythonTree, block: number): number => {
  const statements = childrenOf(tree, block);
  return statements[statements.length - 1] ?? -1;
};

/** `if not available: return` (or `continue`, `break`, a skipped test): what follows runs with the device only. */
export const leavesQuietly = (tree: PythonTree, branch: number): boolean => {
  const [condition, body] = childrenOf(tree, branch);
  if (condition === undefined || body === undefined) return false;
  const text = textOf(tree, condition);
  if (!isGuard(text) || !isAbsent(text)) return false;
  const last = lastStatement(tree, body);
  if (last < 0) return false;
  const kind = kindOf(tree, last);
  if (kind === KIND.return_statement || kind === KIND.continue_statement || kind === KIND.break_statement)
    return true;
  if (kind === KIND.raise_statement) return /Skip/.test(textOf(tree, last));
  return kind === KIND.expression_statement && /\bskip(?:Test)?\(|\bexit\(/.test(textOf(tree, last));
};

const holdsKind = (tree: PythonTree, block: number, kind: number): boolean =>
  childrenOf(tree, block).some((each) => kindOf(tree, each) === kind);

/** A branch that gives something on to the rest of the program, which then differs without the device. */
const decidesSomething = (tree: PythonTree, block: number): boolean => {
  const text = textOf(tree, block).slice(0, BRANCH_MAX);
  if (/\breturn\b|\.cuda\(|['"]cuda/.test(text)) return true;
  return childrenOf(tree, block).some((each) => {
    if (kindOf(tree, each) === KIND.try_statement) return true;
    const [inside] = kindOf(tree, each) === KIND.expression_statement ? childrenOf(tree, each) : [];
    return inside !== undefined && kindOf(tree, inside) === KIND.assignment;
  });
};

const availabilityCircumstance = (tree: PythonTree, branch: number, body: number): Circumstance => {
  if (holdsKind(tree, body, KIND.raise_statement) || holdsKind(tree, body, KIND.assert_statement))
    return 'plain';
  if (leavesQuietly(tree, branch)) return 'guarded';
  const others = childrenOf(tree, branch).slice(2);
  return others.length > 0 || decidesSomething(tree, body) ? 'fallback' : 'guarded';
};

/**
 * What a hit in the condition of `if` or `elif` is. One that asks for the device quietly takes the CPU where the branches
 * decide something, and is loud where they raise; a comparison with 'cuda' serves other devices where branches name them.
 */
export const conditionCircumstance = (
  tree: PythonTree,
  branch: number,
  availability: boolean,
): Circumstance | null => {
  const [, body] = childrenOf(tree, branch);
  if (body === undefined) return null;
  if (availability) return availabilityCircumstance(tree, branch, body);
  const rest = textOf(tree, branch).slice(0, BRANCH_MAX);
  if (namesOtherDevice(rest)) return 'device-agnostic';
  return isGuard(textOf(tree, firstChild(tree, branch))) ? 'guarded' : null;
};
