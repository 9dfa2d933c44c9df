import type { Stretches } from './places.ts';
import type { Branching } from './syntax.ts';

/** One line that opens, turns or closes a branch. */
type Step =
  | { readonly kind: 'open'; readonly condition: string }
  | { readonly kind: 'turn'; readonly condition: string }
  | { readonly kind: 'close' };

/** Words in a condition that stand for a device, or a tool for it, being there. */
const DEVICE = /cuda|gpu|nvidia|nvcc|nccl|cudnn|cublas|rocm|hip_|_hip|^hip$|nvtx|nvshmem|tensorrt/i;
/** Which version or which device, not whether there is one. */
const WHICH = /(?:_VERSION|_ARCH|_ARCH__|_MAJOR|_MINOR|_VER)$/i;
const INCLUDE_GUARD = /^\s*\w+_(?:H|HH|HPP|CUH|H_|HPP_|CUH_|INCLUDED|INCLUDED_)_?\s*$/;

const LINES: Readonly<Record<Exclude<Branching, 'none'>, RegExp>> = {
  preprocessor: /^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else|endif)\b([^\n]*)/gm,
  cmake: /^[ \t]*(if|elseif|else|endif)[ \t]*\(([^\n]*)/gim,
  make: /^[ \t]*(ifeq|ifneq|ifdef|ifndef|else|endif)\b([^\n]*)/gm,
  shell: /^[ \t]*(if|elif|else|fi)\b([^\n]*)/gm,
  template: /\{\{-?[ \t]*(if|with|range|define|block|else|end)\b([^}\n]*)/g,
};

const CLOSE = new Set(['endif', 'fi', 'end']);
const TURN = new Set(['elif', 'elseif', 'else']);

const stepOf = (branching: Branching, word: string, condition: string): Step | null => {
  const low = word.toLowerCase();
  if (CLOSE.has(low)) return { kind: 'close' };
  if (TURN.has(low)) return { kind: 'turn', condition };
  // `if a; then b; fi` is closed on its own line.
  if (branching === 'shell' && /(?:^|[;\s])fi\b/.test(condition)) return null;
  return { kind: 'open', condition };
};

const asksForDevice = (condition: string): boolean =>
  !INCLUDE_GUARD.test(condition) &&
  (condition.match(/\w+/g) ?? []).some((word) => DEVICE.test(word) && !WHICH.test(word));

interface Branch {
  readonly guarded: boolean;
  /** `#if 0`: nothing in it is compiled. */
  readonly dead: boolean;
}

/** Stretches that run only where a device or a tool for it is there, and those that never do. */
export interface GuardedText {
  readonly guarded: Stretches;
  readonly dead: Stretches;
}

const NONE: GuardedText = { guarded: { starts: [], ends: [] }, dead: { starts: [], ends: [] } };

/** Deeper than any file people write; a hostile one must not fill the memory with branches. */
const DEEPEST = 1000;

/** Applies one step to the branches that are open; `any` counts as guarded what an enclosing branch guards. */
const apply = (open: Branch[], step: Step): void => {
  const outer = open.at(step.kind === 'open' ? -1 : -2);
  const inherited = outer?.guarded === true;
  const inheritedDead = outer?.dead === true;
  if (step.kind === 'close') open.pop();
  else if (step.kind === 'turn') {
    const before = open.pop();
    if (before === undefined) return;
    const guarded = before.guarded || asksForDevice(step.condition);
    open.push({ guarded: inherited || guarded, dead: inheritedDead });
  } else if (open.length < DEEPEST) {
    const dead = inheritedDead || /^\s*(?:0|false)\s*$/.test(step.condition);
    open.push({ guarded: inherited || asksForDevice(step.condition), dead });
  }
};

/** The branches of a text by the lines that open and close them; strings and comments that look like such lines count too. */
export const guardedText = (text: string, branching: Branching): GuardedText => {
  if (branching === 'none') return NONE;
  const guarded = { starts: [] as number[], ends: [] as number[] };
  const dead = { starts: [] as number[], ends: [] as number[] };
  const open: Branch[] = [];
  const record = (
    stretches: { starts: number[]; ends: number[] },
    before: boolean,
    after: boolean,
    at: number,
  ): void => {
    if (!before && after) stretches.starts.push(at);
    if (before && !after) stretches.ends.push(at);
  };
  for (const { index, 0: line, 1: word = '', 2: condition = '' } of text.matchAll(LINES[branching])) {
    const step = stepOf(branching, word, condition);
    if (step === null) continue;
    const before = open.at(-1);
    apply(open, step);
    const after = open.at(-1);
    // The line that asks belongs to what it guards: `if command -v nvidia-smi` breaks nothing itself.
    const at = step.kind === 'open' ? index : index + line.length;
    record(guarded, before?.guarded === true, after?.guarded === true, at);
    record(dead, before?.dead === true, after?.dead === true, at);
  }
  if (open.at(-1)?.guarded === true) guarded.ends.push(text.length);
  if (open.at(-1)?.dead === true) dead.ends.push(text.length);
  return { guarded, dead };
};
