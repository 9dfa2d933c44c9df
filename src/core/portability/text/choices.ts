const DEVICES =
  'cuda|gpu|cpu|mps|xpu|hpu|npu|hip|rocm|tpu|xla|neuron|neuronx|trn[123]|musa|mlu|vulkan|metal|opencl|sycl|auto';
const OTHER = /\b(?:mps|xpu|hpu|npu|hip|rocm|tpu|xla|neuronx?|cpu|musa|mlu|vulkan|metal|sycl)\b/i;
const CHOICE = new RegExp(
  `["'\`]?\\b(?:${DEVICES})\\b["'\`]?(?:\\s*(?:[|,/]|\\bor\\b)\\s*["'\`]?\\b(?:${DEVICES})\\b["'\`]?)+`,
  'gi',
);

/** Whether a match lies in a list of devices to choose from that names others too: `cuda|cpu|mps`, `[cuda, rocm]`. */
export const inDeviceChoice = (line: string, start: number, end: number): boolean =>
  Array.from(line.matchAll(CHOICE)).some(
    ({ index, 0: choice }) => index < end && start < index + choice.length && OTHER.test(choice),
  );

/** `command -v nvidia-smi`, `which nvcc`, `nvidia-smi || true`: asked for, and done without. */
export const askedForInShell = (line: string, start: number, end: number): boolean =>
  /\b(?:command\s+-v|which|type|hash)\s+$/.test(line.slice(0, start)) || /\|\|/.test(line.slice(end));

const OFF = /^\w*["']?\s*[=:]\s*["']?(?:false|off|null|none|disabled)\b/i;
/** Names for which off means that the thing itself is on, and flags, which a program has to know whatever they say. */
const NEGATED = /(?:(?:disable|without|skip|\bno)[\w-]*|--[\w-]*)$/i;

/** Whether a match lies in a name that a command or a setting turns off behind it: `trainer.use_nccl=False`. */
const isTurnedOff = (line: string, start: number, end: number): boolean =>
  OFF.test(line.slice(end)) && !NEGATED.test(line.slice(0, start));

const SETTING =
  /^\s*(?:-\s+)?["']?([\w.\-/]+)["']?\s*[:=]\s*(""|''|\[\]|\{\}|["']?(?:false|null|~|off|no|none|disabled)["']?)?\s*,?\s*(?:#.*|\/\/.*)?$/i;

/**
 * Whether a match lies in the name of a setting whose value turns it off: `load_in_8bit: false`, `deepspeed:` with nothing
 * behind or below it. `nextLine`: what follows, since a name with settings below it has them for its value.
 */
export const isSwitchedOff = (line: string, nextLine: string, start: number, end: number): boolean => {
  if (NEGATED.test(line.slice(0, start)) || /^\W*(?:disable|no_|without|skip)/i.test(line.slice(start, end)))
    return false;
  if (isTurnedOff(line, start, end)) return true;
  const found = SETTING.exec(line);
  const name = found?.[1];
  if (found === null || name === undefined) return false;
  const at = line.indexOf(name);
  if (start < at || end > at + name.length + 2) return false;
  const indent = (text: string): number => text.length - text.trimStart().length;
  return (
    found[2] !== undefined ||
    (nextLine.trim() !== '' && !/^\s*-/.test(nextLine) && indent(nextLine) <= indent(line))
  );
};
