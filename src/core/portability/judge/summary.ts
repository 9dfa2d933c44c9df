import type { TargetSummary } from '../audit.ts';
import type { Rule } from '../rule.ts';
import { isNeuron, type Target } from '../target.ts';
import type { Asset, AssetVerdict, Change, VerdictKind } from '../verdict.ts';
import { byEffort, daysOf } from './asset-verdict.ts';
import { combined, daysOfUnit, effortRange, shareOn, times } from './effort.ts';
import type { Judgement } from './judgement.ts';

/** How many drivers of the effort are named. */
const DRIVERS = 3;

interface Judged {
  readonly asset: Asset;
  readonly verdict: AssetVerdict;
}

/** Parts whose staying on GPUs keeps the whole there; of the others only that part stays. */
const DECIDING = new Set<Asset['kind']>(['code', 'kernels']);

/** Worst first; `unknown` says less than any of them and stands behind `port`. */
const GRAVITY: readonly VerdictKind[] = ['keep-on-gpu', 'port', 'unknown', 'runs-on-beta', 'runs-today'];

/** Of equal verdicts the one with the most work. */
const gravest = (judged: readonly Judged[]): Judged | undefined =>
  judged.toSorted(
    (a, b) =>
      GRAVITY.indexOf(a.verdict.verdict) - GRAVITY.indexOf(b.verdict.verdict) ||
      b.verdict.effort.daysHigh - a.verdict.effort.daysHigh,
  )[0];

/** One part alone on GPUs leaves the rest to be ported. */
const decided = (
  judged: readonly Judged[],
  { files }: SummaryContext,
): { verdict: VerdictKind; reason: string } => {
  if (files === 0) return { verdict: 'unknown', reason: 'there was no file to read' };
  const kept = judged.filter(({ verdict }) => verdict.verdict === 'keep-on-gpu');
  const keeps =
    kept.find(({ asset }) => DECIDING.has(asset.kind)) ??
    (kept.length === judged.length ? kept[0] : undefined);
  if (keeps !== undefined)
    return { verdict: 'keep-on-gpu', reason: `${keeps.asset.name}: ${keeps.verdict.reason}` };
  const part = kept[0];
  if (part !== undefined)
    return {
      verdict: 'port',
      reason: `${part.asset.name} stay on GPUs (${part.verdict.reason}); the rest can move`,
    };
  const worst = gravest(judged);
  return worst === undefined
    ? { verdict: 'runs-today', reason: 'nothing found that depends on the chip' }
    : { verdict: worst.verdict.verdict, reason: `${worst.asset.name}: ${worst.verdict.reason}` };
};

const driver = (change: Change): TargetSummary['drivers'][number] => ({
  what: change.effort.driver,
  effort: change.effort,
});

export interface SummaryContext {
  readonly judgement: Judgement;
  /** How many files were read: of none, nothing can be said. */
  readonly files: number;
  /** The rule that speaks about the repository itself, where it is a library that others replace. */
  readonly itself: Rule | null;
}

/** A library whose port is more than it is worth is replaced where it is used: what its rule says is the answer. */
const replaced = (summary: TargetSummary, { judgement, itself }: SummaryContext): TargetSummary => {
  const { target, effort } = summary;
  const isTooMuch = summary.verdict === 'keep-on-gpu' || effort.daysHigh > judgement.kernel_days_max;
  if (itself === null || !isTooMuch) return summary;
  const { text } = itself.replacements[isNeuron(target) ? 'neuron' : target];
  const days = times(daysOfUnit(itself.effort, judgement), 1);
  const share = shareOn(target, text, judgement);
  const what = `whoever uses this library takes instead: ${text} (${itself.id}); ${itself.effort.reasoning}`;
  const range = effortRange(times(days, share.low, share.high), what);
  return {
    target,
    verdict: 'port',
    reason: `to be replaced where it is used, not ported (${effort.daysLow} to ${effort.daysHigh} days): ${text}`,
    effort: range,
    drivers: [
      { what, effort: range },
      ...summary.drivers.map((each) => ({ ...each, what: `to port it instead: ${each.what}` })),
    ].slice(0, DRIVERS),
  };
};

/** The whole answer for a target: its gravest part, the work together, and what drives it. */
export const summaryOf = (
  assets: readonly Asset[],
  target: Target,
  context: SummaryContext,
): TargetSummary => {
  const judged = assets.flatMap((asset) => {
    const verdict = asset.verdicts.find((each) => each.target === target);
    return verdict === undefined ? [] : [{ asset, verdict }];
  });
  const changes = byEffort(judged.flatMap(({ verdict }) => verdict.changes));
  const costly = changes.filter(({ effort }) => effort.daysHigh > 0).slice(0, DRIVERS);
  const days = combined(changes.map(daysOf), context.judgement);
  const summary = {
    target,
    ...decided(judged, context),
    effort: effortRange(days, costly[0]?.effort.driver ?? 'nothing to change'),
    drivers: costly.map(driver),
  };
  return replaced(summary, context);
};
