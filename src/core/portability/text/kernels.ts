/** How far behind `__global__` or before `<<<` a name is looked for: past attributes, macros and template arguments. */
const REACH = 600;

const ATTRIBUTES =
  /__launch_bounds__\s*\((?:[^()]|\([^()]*\))*\)|__attribute__\s*\(\((?:[^()]|\([^()]*\))*\)\)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;

/** Upper-case macros with arguments that stand before the type or the name: `KERNEL_BOUNDS(128) void k(`. */
const MACRO_CALL = /^[A-Z][A-Z0-9_]*$/;

/** A declaration without template arguments, in which calls and parentheses may stand. */
const withoutArguments = (head: string): string => {
  let depth = 0;
  let kept = '';
  for (const character of head) {
    if (character === '<') depth += 1;
    else if (character === '>' && depth > 0) depth -= 1;
    else if (depth === 0) kept += character;
  }
  return kept;
};

/**
 * The name of the kernel that a `__global__` at an offset declares: the word before the first parenthesis that is no
 * attribute, pasted together as macros do it: `get_rows_##TYPE`. Null where none follows, as in words about it.
 */
export const declaredKernel = (text: string, offset: number): string | null => {
  const after = text
    .slice(offset, offset + REACH)
    .replace(ATTRIBUTES, ' ')
    .replace(/\\\n/g, ' ');
  const stop = after.search(/[;{}]/);
  const head = stop < 0 ? after : after.slice(0, stop);
  const names = Array.from(
    withoutArguments(head).matchAll(/([A-Za-z_](?:\w|##)*)\s*\(/g),
    ([, name = '']) => name,
  );
  return names.find((name) => !MACRO_CALL.test(name)) ?? names[0] ?? null;
};

/** Where a template's arguments that end before an offset begin: at their `<`; the offset itself where there are none. */
const beforeArguments = (text: string, offset: number, least: number): number => {
  let at = offset;
  while (at > least && /\s/.test(text.charAt(at - 1))) at -= 1;
  if (text.charAt(at - 1) !== '>') return at;
  let depth = 0;
  for (let index = at - 1; index >= least; index -= 1) {
    const character = text.charAt(index);
    if (character === '>' && text.charAt(index - 1) !== '-') depth += 1;
    if (character === '<') depth -= 1;
    if (depth === 0) return index;
  }
  return at;
};

/** How far before a launch the variable it goes by is looked for: files may be millions of characters long. */
const ASSIGNED_WITHIN = 4_000;

/** What a variable was given, where it was given a function: `auto kernel = &fwd_kernel<T, 128>;`, also by a choice of two. */
const assigned = (text: string, offset: number, name: string): string | null => {
  if (name.includes('#')) return null;
  const before = text.slice(Math.max(0, offset - ASSIGNED_WITHIN), offset);
  const value =
    Array.from(before.matchAll(new RegExp(`\\b${name}\\s*=\\s*(?!=)([^;]{1,400});`, 'g'))).at(-1)?.[1] ?? '';
  const found =
    /(?<!&)&\s*(?:\w+\s*::\s*)*([A-Za-z_]\w*)/.exec(value) ??
    /^(?:\w+\s*::\s*)*([A-Za-z_]\w*)\s*(?:<|$)/.exec(value);
  return found?.[1] ?? null;
};

/**
 * The kernel that `<<<` at an offset launches: the word before it, past template arguments, or what a variable of that name
 * was given. Null where no word stands before it, as in the marks of a merge conflict.
 */
export const launchedKernel = (text: string, offset: number): string | null => {
  const end = beforeArguments(text, offset, Math.max(0, offset - REACH));
  const name = /([A-Za-z_](?:\w|##)*)\s*$/.exec(text.slice(Math.max(0, end - 128), end))?.[1];
  if (name === undefined) return null;
  return assigned(text, offset, name) ?? name;
};

const LAUNCH = /<<<(?![<\s])|<<<\s*\w/g;

/** Offsets of `<<<` that launch a kernel, those whose arguments go over lines too. Marks of conflicts and `<<<<` are none. */
export const launchesIn = (text: string): readonly number[] =>
  Array.from(text.matchAll(LAUNCH), ({ index }) => index).filter(
    (index) => text.charAt(index - 1) !== '<' && /[\w>]\s*$/.test(text.slice(Math.max(0, index - 8), index)),
  );
