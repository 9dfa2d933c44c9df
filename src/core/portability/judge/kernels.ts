import type { Rule } from '../rule.ts';
import type { Target } from '../target.ts';
import type { Change, Finding } from '../verdict.ts';
import { weightOf } from './changes.ts';
import { countedAlike, type Days, daysOfUnit, effortRange, plus, shareOn, times } from './effort.ts';
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
    if (rule === undefined || !judgement.kernel_rules.includes(rule.id)) continue;
    const weight = weightOf(finding, rule, judgement);
    const known = kernels.get(finding.symbol);
    if (weight === 0 || (known !== undefined && known.weight >= weight)) continue;
    kernels.set(finding.symbol, {
      name: finding.symbol,
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
  const all = [rule, ...traits.filter(({ effort }) => effort.unit === 'kernel')].map((each) =>
    daysOfUnit(each.effort, judgement),
  );
  return {
    low: Math.min(...all.map(({ low }) => low)),
    high: Math.max(...all.map(({ high }) => high)),
  };
};

const meanDays = (kernels: readonly Kernel[], judgement: Judgement): Days => {
  const sum = kernels.reduce(
    (all, kernel) => plus(all, times(daysOfKernel(kernel, judgement), kernel.weight)),
    { low: 0, high: 0 },
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

const change = (kernels: readonly Kernel[], days: Days, driver: string): Change => ({
  rule: kernels[0]?.rule.id ?? '',
  symbols: kernels.length,
  hits: kernels.length,
  files: new Set(kernels.map(({ path }) => path)).size,
  effort: effortRange(days, driver),
});

/**
 * Work on kernels for a target. On Neuron a kernel that the NKI Library covers costs a call, once per library kernel and not
 * per variant; the others are written anew, sub-linearly when there are many. Elsewhere each takes the share that its rule's
 * replacement there leaves.
 */
export const kernelWorkOn = (
  kernels: readonly Kernel[],
  target: Target,
  judgement: Judgement,
): KernelWork => {
  const neuron = target === 'trn2' || target === 'trn3';
  const covered = neuron ? kernels.filter(({ coveredBy }) => coveredBy !== null) : [];
  const open = neuron ? kernels.filter(({ coveredBy }) => coveredBy === null) : kernels;
  const libraryKernels = [...new Set(covered.flatMap(({ coveredBy }) => coveredBy ?? []))].sort();
  const writtenDays =
    open.length === 0
      ? { low: 0, high: 0 }
      : (() => {
          const share = open.map(({ rule }) =>
            shareOn(target, rule.replacements[neuron ? 'neuron' : target].text, judgement),
          );
          const mean = times(share.reduce(plus, { low: 0, high: 0 }), 1 / open.length);
          const days = times(meanDays(open, judgement), countedAlike(open.length, judgement));
          return times(days, mean.low, mean.high);
        })();
  const { low, high } = judgement.covered_days;
  const replacedDays = times({ low, high }, libraryKernels.length);
  return {
    writtenDays,
    libraryKernels,
    written:
      open.length === 0
        ? null
        : change(
            open,
            writtenDays,
            `${open.length} kernels to write anew: ${named(open)}; ${judgement.alike_reason}`,
          ),
    replaced:
      covered.length === 0
        ? null
        : change(
            covered,
            replacedDays,
            `${covered.length} kernels that the NKI Library covers (${libraryKernels.join(', ')}): ${judgement.covered_reason}`,
          ),
  };
};
