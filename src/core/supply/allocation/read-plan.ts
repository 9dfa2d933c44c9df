import { cents } from '../../quantity/money.ts';
import type { LinearSolution } from '../linear/program.ts';
import type { AllocationPlan, Bottleneck, Shipment } from '../plan.ts';
import type { AllocationModel } from './model.ts';
import { CENTS_PER_MODEL_UNIT } from './shipments.ts';

/** Amounts smaller than this are the solver's rounding. */
const DUST = 1e-7;
const cleaned = (value: number | undefined): number => {
  if (value === undefined) throw new RangeError('The solution lacks a column of the model');
  return Math.abs(value) < DUST ? 0 : value;
};

const shipmentsIn = ({ columns }: AllocationModel, values: Float64Array): Shipment[] =>
  columns.deals.flatMap(({ deal, choices, lots }) =>
    choices.flatMap(({ generationId, bucket, readyDay, acceptedDay }, k): Shipment[] => {
      const racks = Math.round(cleaned(values[lots[k] as number])) * deal.lotRacks;
      return racks === 0 ? [] : [{ dealId: deal.id, generationId, bucket, racks, readyDay, acceptedDay }];
    }),
  );

/** Capacity that is used up, with what one more unit would be worth, from a linear solution with whole columns fixed. */
const bottlenecksIn = (model: AllocationModel, fixed: LinearSolution): Bottleneck[] => {
  const { rowDuals, values } = fixed;
  if (rowDuals === null || values === null) return [];
  const used = new Float64Array(model.program.rows);
  const { starts, indices, values: coefficients } = model.program;
  for (let column = 0; column < model.program.columns; column += 1)
    for (let at = starts[column] as number; at < (starts[column + 1] as number); at += 1) {
      const row = indices[at] as number;
      used[row] = (used[row] as number) + (coefficients[at] as number) * (values[column] as number);
    }
  return model.capacityRows.flatMap(({ row, resourceId, bucket, units }): Bottleneck[] => {
    const dual = Math.abs(rowDuals[row] as number);
    if (dual < DUST) return [];
    return [
      {
        resourceId,
        bucket,
        usedUnits: cleaned(used[row]),
        capacityUnits: units,
        shadowPricePerUnit: cents(Math.round(dual * CENTS_PER_MODEL_UNIT)),
      },
    ];
  });
};

/** The plan that a solution of an allocation's program stands for. `fixed` is the linear solution with whole columns held. */
export const readPlan = (
  model: AllocationModel,
  solution: LinearSolution,
  fixed: LinearSolution,
): AllocationPlan => {
  const values = fixed.values ?? solution.values;
  if (values === null) throw new RangeError('A plan needs a solution');
  const { of, columns } = model;
  const at = (list: readonly number[]): number[] => list.map((column) => cleaned(values[column]));
  const services = of.classes.map(({ id }, c) => ({ classId: id, cumulative: at(columns.service[c] ?? []) }));
  const queues = of.classes.map(({ queue, arrivals }, c) => {
    let asked = queue.reduce((sum, { equivalents }) => sum + equivalents, 0);
    return arrivals.map((more, t) => {
      asked += more;
      return cleaned(asked - cleaned(services[c]?.cumulative[t]));
    });
  });
  const shipments = shipmentsIn(model, values);
  return {
    shipments,
    shortfalls: columns.deals.map(({ deal }) => ({
      dealId: deal.id,
      racks:
        deal.racks -
        shipments.filter(({ dealId }) => dealId === deal.id).reduce((sum, { racks }) => sum + racks, 0),
    })),
    built: columns.built.map(at),
    stock: columns.stock.map(at),
    spares: of.generations.map(({ spareRacks }) => spareRacks),
    served: columns.served.map((byGeneration) =>
      byGeneration.map((list) => (list === null ? of.buckets.map(() => 0) : at(list))),
    ),
    queues,
    services,
    bottlenecks: bottlenecksIn(model, fixed),
    objective: cents(Math.round(solution.objective * CENTS_PER_MODEL_UNIT)),
  };
};
