import { InputError } from '../core/input-error.ts';
import {
  type BaselineFault,
  baselineFault,
  makeBaseline,
  servesAlike,
} from '../core/supply/allocation/baseline.ts';
import { baselineFileSchema } from '../core/supply/baseline-file.ts';
import type { SupplyCase } from '../core/supply/case.ts';
import type { Baseline } from '../core/supply/plan.ts';
import type { Effort } from '../core/supply/promise/futures.ts';
import type { BaselineUsed } from '../core/supply/result.ts';
import { readJsonFile } from '../platform/files/json-file.ts';

const ATTEMPTED = 'using the baseline';

/** Reads a baseline that `allocate --write-baseline` wrote. Its signature is checked against the case later. */
const readBaseline = async (path: string): Promise<Baseline> => {
  const { schema: _, ...baseline } = await readJsonFile(
    path,
    baselineFileSchema,
    'reading the baseline',
    'a file that `rackwright allocate --write-baseline` wrote',
  );
  return baseline;
};

const REFUSALS: Readonly<
  Record<BaselineFault | 'not-derived', { readonly found: string; readonly accepted: string }>
> = {
  signature: {
    found: 'something in it was changed after it was signed',
    accepted: 'the file as it was written; what it promises may not be edited',
  },
  'supply-changed': {
    found: 'supply or inside demand differs from what it was made for',
    accepted:
      'the same supply, or a new baseline because of a supply event, named: --rebase "what happened" (sales never re-base it)',
  },
  'deals-added': {
    found: 'the deals it counts as given are not those marked in_baseline: sales never join a baseline later',
    accepted: 'deals sold since without in_baseline, so that what they add to waits is counted',
  },
  curves: {
    found: 'a class has two curves, or one that falls or does not cover every bucket',
    accepted: 'the file as it was written: one curve for each class, over all buckets, that never falls',
  },
  'not-derived': {
    found: 'its curves are not what this supply and the deals counted as given lead to',
    accepted: 'the file as it was written, with the deals it counts as given on the terms they had',
  },
  'classes-differ': {
    found: 'it says nothing about one of the classes',
    accepted: 'a new baseline because of a supply event, named: --rebase "what happened"',
  },
};

const refuse = (path: string, fault: keyof typeof REFUSALS): InputError =>
  new InputError({
    attempted: ATTEMPTED,
    found: `${path}: ${REFUSALS[fault].found}`,
    accepted: REFUSALS[fault].accepted,
  });

const VERSION = /^(.*?)(\d+)$/;

/** The version after another: its number counted up, or a 2 behind it. */
const nextVersion = (version: string): string => {
  const [, name = version, number] = VERSION.exec(version) ?? [];
  return number === undefined ? `${version}.2` : `${name}${Number(number) + 1}`;
};

const made = (
  of: SupplyCase,
  effort: Effort,
  version: string,
  replaces: { readonly baseline: Baseline; readonly event: string } | null,
): Promise<Baseline | null> => {
  effort.onStep?.('how the cloud is served without new sales');
  return makeBaseline(of, { ...effort, version, replaces });
};

/**
 * Whether a baseline's curves are those that its case leads to: worked out again, because a signature without a secret
 * can be made for any curves.
 */
const isDerived = async (of: SupplyCase, baseline: Baseline, effort: Effort): Promise<boolean> => {
  const again = await made(of, effort, baseline.version, { baseline, event: 'checked' });
  return again !== null && servesAlike(baseline, again);
};

const rebased = async (
  of: SupplyCase,
  path: string,
  old: Baseline,
  event: string,
  effort: Effort,
): Promise<BaselineUsed | null> => {
  const baseline = await made(of, effort, nextVersion(old.version), { baseline: old, event });
  if (baseline === null) return null;
  const fault = baselineFault(of, baseline, effort.digest);
  if (fault !== null) throw refuse(path, fault);
  return { origin: 're-based', file: path, baseline };
};

/**
 * The baseline for a case: the one of the file, checked; or re-based on a named supply event; or made, where there is no
 * file. null when supply does not cover what is given before any sale. Throws InputError when the file may not be used, and
 * when a supply event is named although supply is as it was.
 */
export const baselineFor = async (
  of: SupplyCase,
  path: string | null,
  event: string | null,
  effort: Effort,
): Promise<BaselineUsed | null> => {
  if (path === null) {
    if (event !== null)
      throw new InputError({
        attempted: 'reading --rebase',
        found: 'no baseline that could be re-based',
        accepted: '--baseline FILE with the signed baseline, or `baseline:` in the supply file',
      });
    const baseline = await made(of, effort, '1', null);
    return baseline === null ? null : { origin: 'made', file: null, baseline };
  }
  const baseline = await readBaseline(path);
  const fault = baselineFault(of, baseline, effort.digest);
  if (event === null) {
    if (fault !== null) throw refuse(path, fault);
    if (!(await isDerived(of, baseline, effort))) throw refuse(path, 'not-derived');
    return { origin: 'given', file: path, baseline };
  }
  if (fault === 'supply-changed' || fault === 'classes-differ')
    return rebased(of, path, baseline, event, effort);
  if (fault !== null) throw refuse(path, fault);
  throw new InputError({
    attempted: 'reading --rebase',
    found: `${JSON.stringify(event)}, while supply and inside demand are as ${path} has them`,
    accepted: 'no --rebase: the baseline still holds',
  });
};
