import type { Rule } from '../rule.ts';
import { isNeuron, type Target } from '../target.ts';
import type { Change, Finding } from '../verdict.ts';
import { weightOf } from './changes.ts';
import { countedAlike, type Days, daysOfUnit, effortRange, NO_DAYS, plus, shareOn, times } from './effort.ts';
import type { Judgement } from './judgement.ts';

/** A kernel that somebody wrote for a GPU, once however often it is launched. */
export interface Kernel {
  readonly name: string;
  readonly path: string;
  readonly rule: Rule;
  readonly weight: number;
  /** The kernel of the NKI Library that does the like; null where none is known. */
  readonly coveredBy: string | null;
  /** Rules in the same file that make it harder: PTX, CUTLASS, CUB. */
  readonly traits: readonly Rule[];
}

const coverOf = (name: string, path: string, { kernel_coverage }: Judgement): string | null => {
  const found =
    kernel_coverage.find(({ names }) => names.test(name)) ??
    kernel_coverage.find(({ names }) => names.test(path.slice(path.lastIndexOf('/') + 1)));
  return found === undefined ? null : found.kernel;
};

const IDENTIFIER = /^\w+$/;

/** What one kernel is known by; null where the hit is none: a launch, a reference. */
const kernelKey = ({ rule, symbol, path }: Finding, judgement: Judgement): string | null => {
  if (judgement.kernels_by_name.includes(rule)) return IDENTIFIER.test(symbol) ? symbol : null;
  return judgement.kernels_by_file.includes(rule) ? path : null;
};

/** Every kernel by its name, where it weighs most; launches and templates of a kernel are no kernels of their own. */
export const kernelsIn = (
  findings: readonly Finding[],
  rules: ReadonlyMap<string, Rule>,
  judgement: Judgement,
): readonly Kernel[] => {
  const traitsByFile = new Map<string, Map<string, Rule>>();
  for (const { rule: id, path } of findings) {
    const rule = rules.get(id);
    if (rule === undefined || !judgement.kernel_traits.includes(id)) continue;
    const traits = traitsByFile.get(path) ?? new Map<string, Rule>();
    traitsByFile.set(path, traits.set(id, rule));
  }
  const kernels = new Map<string, Kernel>();
  for (const finding of findings) {
    const rule = rules.get(finding.rule);
    const key = kernelKey(finding, judgement);
    if (rule === undefined || key === null) continue;
    const weight = weightOf(finding, rule, judgement);
    const known = kernels.get(key);
    if (weight === 0 || (known !== undefined && known.weight >= weight)) continue;
    kernels.set(key, {
      name: key === finding.path ? key.slice(key.lastIndexOf('/') + 1) : key,
      path: finding.path,
      rule,
      weight,
      coveredBy: coverOf(finding.symbol, finding.path, judgement),
      traits: [...(traitsByFile.get(finding.path)?.values() ?? [])],
    });
  }
  return [...kernels.values()];
};

/** Days for one kernel written anew: its own rule's, or those of the hardest thing in its file. */
const daysOfKernel = ({ rule, traits }: Kernel, judgement: Judgement): Days => {
  const harder = traits.filter(({ effort }) => effort.unit === 'kernel' && effort.daysLow > 0);
  const all = [rule, ...harder].map((each) => daysOfUnit(each.effort, judgement));
  return {
    low: Math.min(...all.map(({ low }) => low)),
    high: Math.max(...all.map(({ high }) => high)),
  };
};

const meanDays = (kernels: readonly Kernel[], judgement: Judgement): Days => {
  const sum = kernels.reduce(
    (all, kernel) => plus(all, times(daysOfKernel(kernel, judgement), kernel.weight)),
    NO_DAYS,
  );
  return times(sum, 1 / kernels.length);
};

const named = (kernels: readonly Kernel[]): string => {
  const names = kernels.slice(0, 3).map(({ name }) => name);
  return `${names.join(', ')}${kernels.length > names.length ? ` and ${kernels.length - names.length} more` : ''}`;
};

/** The two kinds of work on kernels for a target: those to write anew, and those a library kernel replaces. */
export interface KernelWork {
  readonly written: Change | null;
  readonly replaced: Change | null;
  readonly writtenDays: Days;
  readonly libraryKernels: readonly string[];
}

const changeOf = (kernels: readonly [Kernel, ...Kernel[]], days: Days, driver: string): Change => ({
  rule: kernels[0].rule.id,
  symbols: kernels.length,
  hits: kernels.length,
  files: new Set(kernels.map(({ path }) => path)).size,
  effort: effortRange(days, driver),
});

const isSome = (kernels: readonly Kernel[]): kernels is readonly [Kernel, ...Kernel[]] => kernels.length > 0;

const count = (kernels: readonly Kernel[]): string =>
  `${kernels.length} kernel${kernels.length === 1 ? '' : 's'}`;

/** Days to write kernels anew, sub-linear in their number, by the mean share that their replacements leave on the target. */
const daysToWrite = (kernels: readonly Kernel[], target: Target, judgement: Judgement): Days => {
  const family = isNeuron(target) ? 'neuron' : target;
  const shares = kernels
    .map(({ rule }) => shareOn(target, rule.replacements[family].text, judgement))
    .reduce(plus, NO_DAYS);
  const days = times(meanDays(kernels, judgement), countedAlike(kernels.length, judgement));
  return times(days, shares.low / kernels.length, shares.high / kernels.length);
};

/** Days for one kernel that a library kernel replaces. */
const daysToCall = ({ anchors }: Judgement): Days => {
  const row = anchors.kernelClasses.find(({ id }) => id === 'library');
  if (row === undefined) throw new RangeError('The anchors of effort have no class of kernels "library"');
  return { low: row.daysLow, high: row.daysHigh };
};

/**
 * Work on kernels for a target. On Neuron a kernel that the NKI Library covers costs a call, once per library kernel and not
 * per variant; the others are written anew. Elsewhere each takes the share that its rule's replacement there leaves.
 */
export const kernelWorkOn = (
  kernels: readonly Kernel[],
  target: Target,
  judgement: Judgement,
): KernelWork => {
  const covered = isNeuron(target) ? kernels.filter(({ coveredBy }) => coveredBy !== null) : [];
  const open = kernels.filter((kernel) => !covered.includes(kernel));
  const libraryKernels = [...new Set(covered.flatMap(({ coveredBy }) => coveredBy ?? []))].sort();
  const writtenDays = isSome(open) ? daysToWrite(open, target, judgement) : NO_DAYS;
  const replacedDays = times(daysToCall(judgement), libraryKernels.length);
  return {
    writtenDays,
    libraryKernels,
    written: isSome(open)
      ? changeOf(open, writtenDays, `${count(open)} to bring over: ${named(open)}`)
      : null,
    replaced: isSome(covered)
      ? changeOf(
          covered,
          replacedDays,
          `${count(covered)} that the NKI Library covers with ${libraryKernels.join(', ')}`,
        )
      : null,
  };
};
