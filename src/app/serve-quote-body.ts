import { dateAfter } from '../core/supply/calendar.ts';
import type { SupplyCase } from '../core/supply/case.ts';
import type { LedgerLine } from '../core/supply/ledger/commands.ts';
import type { PromiseAnswer } from '../core/supply/promise/promise.ts';
import type { ClassReplay } from '../core/supply/replay/outcome.ts';

/** Waits of one class in days: added to what was signed, without the deal and with it. */
export interface QuotedWait {
  readonly classId: string;
  readonly name: string;
  readonly limitDays: number;
  /** Largest extra wait of anybody in the class; null: somebody is not served within the horizon. */
  readonly withoutDealDays: number | null;
  readonly withDealDays: number | null;
  /** First day from which nobody waits longer than signed; null: not within the horizon. */
  readonly recovered: string | null;
  readonly kept: boolean;
}

/** What a quote says, apart from its hold; kept as it was first answered. */
export interface QuoteBody {
  readonly id: string;
  readonly dealId: string;
  readonly buyer: string;
  readonly planVersion: string;
  readonly createdAt: string;
  readonly validUntil: string;
  readonly racks: number;
  readonly possible: boolean;
  /** Day of full acceptance on expected supply, and with 50, 80 and 95 % probability; null: not within the terms. */
  readonly expected: string | null;
  readonly p50: string | null;
  readonly p80: string | null;
  readonly p95: string | null;
  readonly shipments: readonly {
    readonly generationId: string;
    readonly racks: number;
    readonly ready: string;
    readonly accepted: string;
  }[];
  readonly waits: readonly QuotedWait[];
  /** What keeps it from coming sooner. */
  readonly binding: readonly { readonly kind: string; readonly id: string; readonly words: string }[];
  readonly changes: readonly {
    readonly kind: string;
    readonly words: string;
    readonly costCents: number;
    readonly accepted: string | null;
    readonly daysEarlier: number | null;
  }[];
  /** What was asked to be held; null when nothing was, or nothing can be delivered. */
  readonly holding:
    | null
    | { readonly lines: readonly LedgerLine[] }
    | {
        readonly missing: { readonly generationId: string; readonly byDate: string; readonly racks: number };
      };
}

/** Parts of a quote's body that come out of solving. */
export type SolvedQuote = Pick<
  QuoteBody,
  'possible' | 'expected' | 'p50' | 'p80' | 'p95' | 'shipments' | 'waits' | 'binding' | 'changes'
>;

/** Days of an answer as calendar dates, and the replays as waits. */
export const solvedQuote = (of: SupplyCase, answer: PromiseAnswer): SolvedQuote => {
  const date = (day: number): string => dateAfter(of.startDate, day);
  const dateOrNull = (day: number | null): string | null => (day === null ? null : date(day));
  const { expected, impacts, changes, deal } = answer;
  const possible = expected.kind === 'possible';
  const own = possible ? expected.plan.shipments.filter(({ dealId }) => dealId === deal.id) : [];
  const wait = (classId: string, without: ClassReplay, added: ClassReplay): QuotedWait => ({
    classId,
    name: of.classes.find(({ id }) => id === classId)?.name ?? classId,
    limitDays: added.limitDays,
    withoutDealDays: without.extraWaitDaysMax,
    withDealDays: added.extraWaitDaysMax,
    recovered: dateOrNull(added.recoveredDay),
    kept: added.kept,
  });
  return {
    possible,
    expected: possible ? date(expected.day) : null,
    p50: dateOrNull(answer.p50Day),
    p80: dateOrNull(answer.p80Day),
    p95: dateOrNull(answer.p95Day),
    shipments: own.map(({ generationId, racks, readyDay, acceptedDay }) => ({
      generationId,
      racks,
      ready: date(readyDay),
      accepted: date(acceptedDay),
    })),
    waits: impacts.map((impact) => wait(impact.classId, impact.without, impact.with)),
    binding: expected.binding.map(({ kind, id, words }) => ({ kind, id, words })),
    changes: changes.map(({ kind, words, cost, day, daysEarlier }) => ({
      kind,
      words,
      costCents: cost,
      accepted: dateOrNull(day),
      daysEarlier,
    })),
  };
};
