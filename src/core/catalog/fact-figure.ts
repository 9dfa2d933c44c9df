import { InputError } from '../input-error.ts';
import { type Alternative, derived, type Figure, figure, type Interval } from '../quantity/figure.ts';
import { convert, keptUnit, spellingsOf } from '../quantity/measure.ts';
import type { UnitName } from '../quantity/unit.ts';
import { assumptionFigure } from './assumption-figure.ts';
import type { Fact, SourcedValue } from './entries.ts';
import type { Scope } from './scope.ts';

/** Prices are written per instance, GPU, chip, rack or system; what they are per is the item's, not the unit's. */
const PRICE_UNIT = /^(million )?(USD|US cents)(?: per |\/)?(.*)$/;
const PER_HOUR = /hour$/;

const priceUnit = (written: string): { readonly unit: UnitName; readonly factor: number } | null => {
  const match = PRICE_UNIT.exec(written);
  const kept = keptUnit(written);
  if (match === null || (kept !== null && kept !== 'USD/chip-h')) return null;
  const [, million, , per = ''] = match;
  return { unit: PER_HOUR.test(per) ? 'USD/h' : 'USD', factor: million === undefined ? 1 : 1e6 };
};

/** The unit a fact is kept in; counts of things (`trays`, `racks of 2 servers`) are plain numbers. */
export const unitOfFact = (written: string): UnitName => {
  const price = priceUnit(written);
  if (price !== null) return price.unit;
  const kept = keptUnit(written);
  return kept === null || kept === 'chips' || kept === 'units' ? '1' : kept;
};

const inUnit = (value: number, written: string, wanted: UnitName): number | null => {
  const direct = convert(value, written, wanted);
  if (direct !== null) return direct;
  const price = priceUnit(written);
  if (price !== null) return price.unit === wanted ? value * price.factor : null;
  return wanted === '1' && (keptUnit(written) === null || unitOfFact(written) === '1') ? value : null;
};

/** A sourced value in the wanted unit; null when it is a text or of another dimension. */
export const intervalOf = (value: SourcedValue, wanted: UnitName): Interval | null => {
  const { value: written } = value;
  if (typeof written === 'string') return null;
  const [first, last] = typeof written === 'number' ? [written, written] : written;
  const low = inUnit(first, value.unit, wanted);
  const high = inUnit(last, value.unit, wanted);
  return low === null || high === null ? null : { low, estimate: (low + high) / 2, high };
};

const alternativesOf = (fact: Fact, wanted: UnitName): Alternative[] =>
  fact.alternatives.flatMap((row) => {
    const interval = intervalOf(row, wanted);
    if (interval === null) return [];
    const { source, asOf, standing, note } = row;
    return [
      {
        low: interval.low,
        high: interval.high,
        source,
        asOf,
        standing,
        ...(note === undefined ? {} : { note }),
      },
    ];
  });

const SPREAD = 'published-estimate-spread';

/**
 * A fact as a figure in the wanted unit. A fact that its own author calls an estimate and that comes as a single number
 * is widened by the assumption `published-estimate-spread`. Throws InputError when the fact is of another dimension.
 */
export const factFigure = <U extends UnitName>(
  scope: Scope,
  path: string,
  fact: Fact,
  wanted: U,
): Figure<U> => {
  const interval = intervalOf(fact, wanted);
  if (interval === null) {
    throw new InputError({
      attempted: `reading ${path} of the catalogue`,
      found: `${JSON.stringify(fact.value)} ${fact.unit}`,
      accepted: `a number in one of ${spellingsOf(wanted).slice(0, 8).join(', ')}`,
    });
  }
  const alternatives = alternativesOf(fact, wanted);
  const published = figure(wanted, interval, fact.standing, {
    kind: 'fact',
    path,
    source: fact.source,
    asOf: fact.asOf,
    ...(fact.note === undefined ? {} : { note: fact.note }),
    ...(alternatives.length === 0 ? {} : { alternatives }),
  });
  if (fact.standing !== 'estimate' || typeof fact.value !== 'number') return published;
  const spread = assumptionFigure(scope, SPREAD, '1');
  return derived(
    wanted,
    'published estimate x spread',
    { published, spread },
    ({ published: value, spread: factor }) => value * factor,
    { standing: 'estimate' },
  );
};
