import type { Rule } from '../rule.ts';
import type { Target } from '../target.ts';
import { isNeuron } from '../target.ts';
import type { AssetVerdict, Change, EvidenceGrade, VerdictKind } from '../verdict.ts';
import { changeOn, type Work } from './changes.ts';
import { combined, type Days, effortRange } from './effort.ts';
import type { Judgement } from './judgement.ts';
import type { JudgedStack } from './stack.ts';

/** What the verdict on an asset is drawn from, besides its work. */
export interface VerdictContext {
  readonly target: Target;
  /** SDK release and its date, as printed. */
  readonly sdk: string;
  readonly judgement: Judgement;
  readonly rules: ReadonlyMap<string, Rule>;
}

/** The days of a change. */
export const daysOf = ({ effort }: Change): Days => ({ low: effort.daysLow, high: effort.daysHigh });

/** Largest first, by the days at their upper end; equal ones by rule. */
export const byEffort = (changes: readonly Change[]): readonly Change[] =>
  changes.toSorted((a, b) => b.effort.daysHigh - a.effort.daysHigh || (a.rule < b.rule ? -1 : 1));

const driverOf = (changes: readonly Change[]): string =>
  byEffort(changes)[0]?.effort.driver ?? 'nothing to change';

/** Documented where every replacement names its document; judgement where none does. */
const gradeOf = (work: readonly Work[], { target }: VerdictContext): EvidenceGrade => {
  const family = isNeuron(target) ? 'neuron' : target;
  const documented = work.filter(({ rule }) => rule.replacements[family].source !== null).length;
  if (documented === work.length) return 'B';
  return documented * 2 >= work.length ? 'C' : 'D';
};

const MANUAL = new Set(['blocks', 'needs-rewrite']);

/** What keeps an asset on GPUs, in words; null where nothing does. Only what source code needs without a guard counts. */
const keeper = (work: readonly Work[], { judgement, target }: VerdictContext): string | null => {
  if (!isNeuron(target)) return null;
  for (const { rule: id, because } of judgement.keep_on_gpu) {
    const found = work.find(({ rule }) => rule.id === id);
    const needed = found?.findings.some(
      ({ role, circumstance }) => role === 'source' && circumstance === 'plain',
    );
    if (found !== undefined && needed === true) return `${found.rule.title}: ${because}`;
  }
  return null;
};

const whyPort = (work: readonly Work[]): string => {
  const manual = work.filter(({ findings }) => findings.some(({ severity }) => MANUAL.has(severity)));
  const worst = manual.find(({ rule }) => rule.severity === 'blocks') ?? manual[0] ?? work[0];
  return worst === undefined
    ? 'work is needed'
    : `${worst.rule.title} (${worst.rule.id}) and ${manual.length - 1} more kinds of change by hand`.replace(
        ' and 0 more kinds of change by hand',
        '',
      );
};

const onStack = (stack: JudgedStack, days: Days): { verdict: VerdictKind; reason: string } => {
  const edits = days.high > 0 ? ' after edits' : '';
  if (stack.status === 'released') return { verdict: 'runs-today', reason: `${stack.label}${edits}` };
  if (stack.status === 'announced')
    return { verdict: 'port', reason: `${stack.label}: nothing of it ships yet` };
  return { verdict: 'runs-on-beta', reason: `${stack.label}${edits}` };
};

/** The verdict on what several rules found about an asset that needs a stack. */
export const assetVerdict = (
  work: readonly Work[],
  stack: JudgedStack | null,
  context: VerdictContext,
  more: { readonly changes?: readonly Change[]; readonly leansOn?: readonly string[] } = {},
): AssetVerdict => {
  const { target, judgement, sdk } = context;
  const changes = byEffort([
    ...work.map((each) => changeOn(each, target, judgement)),
    ...(more.changes ?? []),
  ]);
  const days = combined(changes.map(daysOf), judgement);
  const keeps = keeper(work, context);
  const isEdit = days.high <= judgement.edit_days_max;
  const manual = work.some(({ findings }) => findings.some(({ severity }) => MANUAL.has(severity)));
  const decided =
    keeps !== null
      ? { verdict: 'keep-on-gpu' as const, reason: keeps }
      : stack === null
        ? { verdict: 'port' as const, reason: 'no stack of this SDK runs it as it is' }
        : manual && !isEdit
          ? { verdict: 'port' as const, reason: whyPort(work) }
          : onStack(stack, days);
  return {
    target,
    ...decided,
    stack: stack === null ? 'none' : stack.label,
    grade: gradeOf(work, context),
    sdk,
    effort: effortRange(days, driverOf(changes)),
    changes,
    leansOn: more.leansOn ?? [],
  };
};
