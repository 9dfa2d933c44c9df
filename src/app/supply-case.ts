import { resolve } from 'node:path';
import type { StatementEntry } from '../core/catalog/entries.ts';
import { InputError } from '../core/input-error.ts';
import { cents } from '../core/quantity/money.ts';
import { dateAfter, horizonDay } from '../core/supply/calendar.ts';
import type { SupplyCase } from '../core/supply/case.ts';
import type { StatedRunRate } from '../core/supply/result.ts';
import { bucketNamed, type RackChange, racksMore } from '../core/supply/when.ts';
import { loadStatements } from '../platform/files/catalog.ts';
import { SHIPPED_CATALOG } from './catalog.ts';

/** Statements that run rates are compared with: with racks for the cloud at what it pays, and as if the business stood alone. */
const COMPARED = ['chips-run-rate-2026q1', 'chips-standalone'] as const;
const BILLION_USD_PER_YEAR = 'billion USD/year';
const CENTS_PER_BILLION = 1e11;

const statedFrom = ({ id, value, unit, note, source, asOf, standing }: StatementEntry): StatedRunRate => {
  const billions = typeof value === 'number' ? value : null;
  if (billions === null || unit !== BILLION_USD_PER_YEAR)
    throw new Error(`statement ${id} of the catalogue is no run rate in ${BILLION_USD_PER_YEAR}`);
  return {
    id,
    yearly: cents(Math.round(billions * CENTS_PER_BILLION)),
    note: note ?? null,
    source,
    asOf,
    standing,
  };
};

/** Run rates that were stated in public, from the shipped catalogue. */
export const statedRunRates = async (): Promise<readonly StatedRunRate[]> => {
  const statements = await loadStatements(SHIPPED_CATALOG);
  return COMPARED.map((id) => {
    const found = statements.find((one) => one.id === id);
    if (found === undefined) throw new Error(`the catalogue lacks the statement ${id}`);
    return statedFrom(found);
  });
};

/** A path of the command line made absolute; null stays. */
export const absolute = (path: string | null): string | null => (path === null ? null : resolve(path));

const refuse = (flag: string, found: string, accepted: string): InputError =>
  new InputError({ attempted: `reading ${flag}`, found: JSON.stringify(found), accepted });

/** What racks more or fewer are asked about, as the command line has it. */
export interface ChangeAsked {
  readonly racks: string;
  readonly generation: string | null;
  readonly when: string;
}

/** Splits `+8:trn3:2027-Q3`. Throws InputError when it has other parts. */
export const changeAsked = (text: string): ChangeAsked => {
  const [racks, generation, when, ...rest] = text.split(':');
  if (racks === undefined || generation === undefined || when === undefined || rest.length > 0)
    throw refuse('--what-if', text, 'racks:generation:when, such as +8:trn3:2027-Q3 or -1:trn3:2027-08-02');
  return { racks, generation, when };
};

/** The change meant, checked against the case. Throws InputError with what the case has. */
export const rackChange = (of: SupplyCase, { racks, generation, when }: ChangeAsked): RackChange => {
  const count = racksMore(racks);
  if (count === null) throw refuse('--what-if', racks, 'racks more or fewer, such as +8 or -1');
  const ids = of.generations.map(({ id }) => id);
  const [only] = ids;
  const generationId = generation ?? (ids.length === 1 && only !== undefined ? only : null);
  if (generationId === null || !ids.includes(generationId))
    throw refuse('the generation of --what-if', generation ?? '', `one of ${ids.join(', ')}`);
  const bucket = bucketNamed(of, when);
  if (bucket === null)
    throw refuse(
      'the date of --what-if',
      when,
      `a date or a calendar quarter inside the plan, which is from ${of.startDate} to ${dateAfter(of.startDate, horizonDay(of.buckets) - 1)}, such as 2027-08-02 or 2027-Q3`,
    );
  return { generationId, bucket: bucket.index, racks: count };
};
