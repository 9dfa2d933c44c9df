import type { CapacityStep, Deal, SupplyCase } from '../case.ts';
import type { ProgramBuilder, Term } from '../linear/builder.ts';
import type { ModelColumns } from './columns.ts';
import type { LimitBook } from './limits.ts';
import { isPromised } from './shipments.ts';
import { cellsOf, createdUnits, shareInCell, unitsFor } from './upstream.ts';

const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index];
  if (found === undefined) throw new RangeError(`Nothing at position ${index}`);
  return found;
};

/** A row of the model that says how much of a resource there is. */
export interface CapacityRow {
  readonly row: number;
  readonly resourceId: string;
  readonly bucket: number;
  readonly units: number;
}

const useTerms = (of: SupplyCase, columns: ModelColumns, resourceId: string, cell: number): Term[] => {
  const cells = cellsOf(of, resourceId);
  const storable = at(
    of.resources,
    of.resources.findIndex(({ id }) => id === resourceId),
  ).storable;
  const counted = storable ? cells.slice(0, cell + 1) : [at(cells, cell)];
  return of.generations.flatMap(({ uses }, g) =>
    uses
      .filter((use) => use.resourceId === resourceId)
      .flatMap((use) =>
        of.buckets.map((bucket, t): Term => {
          const share = counted.reduce((sum, one) => sum + shareInCell(bucket, use.lagDays, one), 0);
          return [at(at(columns.built, g), t), use.unitsPerRack * share];
        }),
      ),
  );
};

const createdBy = (deal: Deal, taken: number | null, units: number): { term: Term | null; fixed: number } => {
  if (units === 0) return { term: null, fixed: 0 };
  if (isPromised(deal)) return { term: null, fixed: units };
  if (taken === null) throw new RangeError(`${deal.id} creates supply but cannot be taken as a whole`);
  return { term: [taken, -units], fixed: 0 };
};

/** Upstream capacity over time, offset by lead times: use within each cell is at most what there is. */
export const addCapacityRows = (
  book: LimitBook,
  of: SupplyCase,
  columns: ModelColumns,
  capacityOf: (resourceId: string) => readonly CapacityStep[],
): CapacityRow[] =>
  of.resources.flatMap((resource) =>
    cellsOf(of, resource.id).map((cell, index): CapacityRow => {
      const created = columns.deals.map(({ deal, taken }) =>
        createdBy(deal, taken, createdUnits(deal, resource, cell)),
      );
      const units =
        unitsFor(resource, capacityOf(resource.id), cell) +
        created.reduce((sum, { fixed }) => sum + fixed, 0);
      const terms = [
        ...useTerms(of, columns, resource.id, index),
        ...created.flatMap(({ term }) => (term === null ? [] : [term])),
      ];
      const limit = { kind: 'capacity' as const, id: resource.id, words: `capacity of ${resource.name}` };
      const row = book.row(limit, `capacity ${resource.id} ${index}`, -Infinity, terms, units);
      return { row, resourceId: resource.id, bucket: cell.bucket, units };
    }),
  );

/** Racks: stock = stock before + built - shipped - given to classes - set aside for spares, which come off first. [generation][bucket]. */
export const addBalanceRows = (book: LimitBook, of: SupplyCase, columns: ModelColumns): number[][] =>
  of.generations.map((generation, g) =>
    of.buckets.map(({ index: t }) => {
      const shipped = columns.deals.flatMap(({ deal, choices, lots }) =>
        choices.flatMap((choice, k): Term[] =>
          choice.generation === g && choice.bucket === t ? [[at(lots, k), deal.lotRacks]] : [],
        ),
      );
      const given = columns.served.flatMap((byGeneration): Term[] => {
        const row = at(byGeneration, g);
        return row === null ? [] : [[at(row, t), 1]];
      });
      const before = t === 0 ? generation.openingRacks : 0;
      const spares = at(generation.spareRacks, t);
      const balance = before - spares;
      const lifted = { lower: before - spares, upper: before };
      return book.row(
        {
          kind: 'spares',
          id: generation.id,
          words: `spares and replacements of ${generation.name}`,
        },
        `balance ${generation.id} ${t}`,
        balance,
        [
          [at(at(columns.stock, g), t), 1],
          ...(t === 0 ? [] : [[at(at(columns.stock, g), t - 1), -1] as Term]),
          [at(at(columns.built, g), t), -1],
          ...shipped,
          ...given,
        ],
        balance,
        lifted,
      );
    }),
  );

/** Service to each class, added up over buckets. */
export const addServiceRows = (builder: ProgramBuilder, of: SupplyCase, columns: ModelColumns): void => {
  for (const [c, one] of of.classes.entries())
    for (const { index: t } of of.buckets) {
      const service = at(columns.service, c);
      const given = of.generations.flatMap(({ capacityPerRack }, g): Term[] => {
        const row = at(at(columns.served, c), g);
        return row === null ? [] : [[at(row, t), -capacityPerRack]];
      });
      const before: Term[] = t === 0 ? [] : [[at(service, t - 1), -1]];
      builder.row(`service ${one.id} ${t}`, 0, [[at(service, t), 1], ...before, ...given], 0);
    }
};

/**
 * What is reserved of a generation is, on the last day of the reservation, either taken by its holder or in stock for
 * it. Everybody else may use racks before as long as that comes true.
 */
export const addReservationRows = (book: LimitBook, of: SupplyCase, columns: ModelColumns): void => {
  for (const reservation of of.reservations) {
    const g = of.generations.findIndex(({ id }) => id === reservation.generationId);
    const until = of.buckets.filter(({ endDay }) => endDay <= reservation.untilDay).at(-1);
    if (g < 0 || until === undefined) continue;
    const { kind, id } = reservation.holder;
    const taken: Term[] =
      kind === 'deal'
        ? columns.deals.flatMap(({ deal, choices, lots }) =>
            choices.flatMap((choice, k): Term[] =>
              deal.id === id && choice.generation === g && choice.bucket <= until.index
                ? [[at(lots, k), deal.lotRacks]]
                : [],
            ),
          )
        : of.classes.flatMap((one, c): Term[] => {
            const row = at(at(columns.served, c), g);
            return one.id === id && row !== null
              ? row.slice(0, until.index + 1).map((column): Term => [column, 1])
              : [];
          });
    book.row(
      { kind: 'reservation', id: reservation.id, words: `${reservation.racks} racks reserved by ${id}` },
      `reservation ${reservation.id}`,
      reservation.racks,
      [...taken, [at(at(columns.stock, g), until.index), 1]],
      Infinity,
    );
  }
};
