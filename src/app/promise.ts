import { stat } from 'node:fs/promises';
import { nearest } from '../core/catalog/nearest.ts';
import { InputError } from '../core/input-error.ts';
import type { Deal, SupplyCase } from '../core/supply/case.ts';
import { promise } from '../core/supply/promise/promise.ts';
import type { PromiseResult } from '../core/supply/result.ts';
import { loadSupply } from '../platform/files/supply.ts';
import { noBaseline, whatIfOf } from './allocate.ts';
import { SHIPPED_CATALOG } from './catalog.ts';
import { baselineFor } from './supply-baseline.ts';
import { absolute, type ChangeAsked, rackChange } from './supply-case.ts';
import { type EffortOptions, openEffort } from './supply-effort.ts';

export interface PromiseOptions extends EffortOptions {
  /** The user's own catalogue files, merged in order. */
  readonly overlays: readonly string[];
  /** The name of a deal of the supply file, or a file with one deal. */
  readonly deal: string;
  readonly baselineFile: string | null;
  readonly rebase: string | null;
  readonly whatIf: ChangeAsked | null;
}

/** Whether the deal is given as a file: by its ending or because there is one. */
const isFile = async (deal: string): Promise<boolean> =>
  /\.(ya?ml|json)$/.test(deal) ||
  (deal.includes('/') &&
    (await stat(deal).then(
      (found) => found.isFile(),
      () => false,
    )));

const dealNamed = (of: SupplyCase, id: string): Deal => {
  const found = of.deals.find((deal) => deal.id === id);
  if (found !== undefined) return found;
  const ids = of.deals.map((deal) => deal.id);
  const close = nearest(id, ids, 4);
  throw new InputError({
    attempted: 'reading --deal',
    found: JSON.stringify(id),
    accepted: `a deal of the supply file (${(close.length > 0 ? close : ids.slice(0, 6)).join(', ')}) or a YAML file with one`,
  });
};

/**
 * Answers whether and when a deal of a supply file, or of a file of its own, can be had: solved anew, on expected supply
 * and in every future of it. Throws InputError when a file or a flag cannot be used.
 */
export const promiseFromFile = async (file: string, options: PromiseOptions): Promise<PromiseResult> => {
  const { onProgress, overlays, whatIf } = options;
  onProgress('reading the supply file');
  const {
    baselinePath,
    previousPlanPath: _,
    askedDealId,
    ...input
  } = await loadSupply(file, {
    catalogRoot: SHIPPED_CATALOG,
    overlays,
    dealFile: (await isFile(options.deal)) ? options.deal : null,
  });
  const of = input.case;
  const deal = dealNamed(of, askedDealId ?? options.deal);
  if (whatIf !== null) rackChange(of, whatIf);
  const effort = await openEffort(options);
  const used = await baselineFor(of, absolute(options.baselineFile) ?? baselinePath, options.rebase, effort);
  if (used === null) return { input, deal, baseline: null, end: await noBaseline(of, effort) };
  const answer = await promise(of, used.baseline, deal, effort);
  const { without } = answer.expected;
  const others = { ...of, deals: of.deals.filter(({ id }) => id !== deal.id) };
  return {
    input,
    deal,
    baseline: used,
    end: {
      kind: 'answered',
      answer,
      whatIf: without === null ? null : await whatIfOf(others, used, without, whatIf, effort),
    },
  };
};
