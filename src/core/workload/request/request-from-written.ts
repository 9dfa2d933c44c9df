import { InputError } from '../../input-error.ts';
import type { Interval } from '../../quantity/figure.ts';
import type { ModelArchitecture } from '../architecture.ts';
import type { Buyer, Request } from '../request.ts';
import type { WrittenRequest } from '../request-schema.ts';
import { type GapFiller, gapFiller, type NamedFigures, type RequestDefaults } from './defaults.ts';
import { readIn, toInterval, type WrittenInterval } from './measures.ts';
import { siteFrom, termsFrom } from './site-and-terms.ts';
import { workloadFrom } from './workloads.ts';

export interface RequestSurroundings {
  /** Name for a request that has none: its file's name. */
  readonly fallbackName: string;
  /** The model behind each reference of `modelReferences`. */
  readonly models: ReadonlyMap<string, ModelArchitecture>;
  readonly defaults: RequestDefaults;
  readonly named: NamedFigures;
  /** The unit an assumption is kept in, as the data file spells it; null where there is none of that id. */
  readonly assumptionUnit?: (id: string) => string | null;
}

/** Model references of a request, each once, in the order written. */
export const modelReferences = (written: WrittenRequest): readonly string[] => [
  ...new Set(written.workloads.map(({ model }) => model)),
];

const buyerFrom = (written: WrittenRequest['buyer']): Buyer => ({
  name: written?.name ?? 'Buyer',
  profile: written?.profile ?? 'enterprise',
  fleet: (written?.fleet ?? []).map(({ system, units }) => ({ systemId: system, units })),
  country: written?.country ?? null,
});

const softwareFrom = (written: WrittenRequest['software'], gaps: GapFiller): Pick<Request, 'software'> =>
  written === undefined
    ? {}
    : {
        software: {
          repository: written.repository,
          engineerDayUsd: gaps.figure('software.engineer_day', 'USD', written.engineer_day, 'engineer_day'),
        },
      };

const systemsFrom = (written: WrittenRequest['systems']): Request['systems'] => {
  if (written === undefined) return { include: null, exclude: [] };
  if (Array.isArray(written)) return { include: written, exclude: [] };
  return { include: written.include ?? null, exclude: written.exclude ?? [] };
};

/** An id that nobody knows is refused later, with the nearest that are; until then its number stands as it is. */
const assumptionFrom = (id: string, value: WrittenInterval, unit: string | null): Interval => {
  const interval = toInterval(value, readIn(unit ?? '1'));
  if (interval !== null) return interval;
  throw new InputError({
    attempted: `reading the request at assumptions.${id}`,
    found: JSON.stringify(value),
    accepted: `${unit === null || unit === '1' ? 'a number' : `a number, taken in ${unit}, or one with a unit that converts to it`}; [low, high] or {low, estimate, high} with low <= estimate <= high`,
  });
};

const assumptionsFrom = (
  written: WrittenRequest['assumptions'],
  unitOf: RequestSurroundings['assumptionUnit'],
): Readonly<Record<string, Interval>> =>
  Object.fromEntries(
    Object.entries(written ?? {}).map(
      ([id, value]) => [id, assumptionFrom(id, value, unitOf === undefined ? null : unitOf(id))] as const,
    ),
  );

const unknownName = (path: string, name: string): InputError =>
  new InputError({
    attempted: `reading the request at ${path}`,
    found: `"${name}", which is no entry of the catalogue for this`,
    accepted: 'a number with its unit, an interval, or the id of a catalogue entry (rackwright catalog list)',
  });

/** Two workloads of one name could not be told apart in a plan. */
const refuseTwins = (request: Request): Request => {
  const names = new Set<string>();
  for (const { name } of request.workloads) {
    if (names.has(name))
      throw new InputError({
        attempted: 'reading the request at workloads',
        found: `two workloads named "${name}"`,
        accepted: 'a name of its own for each workload',
      });
    names.add(name);
  }
  return request;
};

/**
 * The request with its models, every measure in one unit, and every default explicit: figures as named assumptions, plain
 * values listed in `defaults`. Throws InputError when a model cannot do what is asked or a catalogue name is unknown.
 */
export const requestFrom = (written: WrittenRequest, surroundings: RequestSurroundings): Request => {
  const assumptions = assumptionsFrom(written.assumptions, surroundings.assumptionUnit);
  const gaps = gapFiller(surroundings.defaults, assumptions, surroundings.named, unknownName);
  const workloads = written.workloads.map((workload, index) => {
    const model = surroundings.models.get(workload.model);
    if (model === undefined) throw unknownName(`workloads.${index}.model`, workload.model);
    return workloadFrom(`workloads.${index}`, workload, model, gaps);
  });
  const site = written.site === undefined ? null : siteFrom(written.site, gaps);
  const terms = termsFrom(written.terms ?? {}, gaps);
  return refuseTwins(
    Object.freeze({
      name: written.name ?? surroundings.fallbackName,
      buyer: buyerFrom(written.buyer),
      workloads,
      site,
      terms,
      ...softwareFrom(written.software, gaps),
      systems: systemsFrom(written.systems),
      rankBy: written.rank_by ?? 'total-cost',
      assumptions,
      defaults: gaps.filled(),
    }),
  );
};
