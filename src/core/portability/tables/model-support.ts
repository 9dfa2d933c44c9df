import type { StackAt, StackUse } from './stack.ts';

export const MODEL_STANDINGS = [
  'validated',
  'validated-in-part',
  'documented',
  'community',
  'in-code',
  'draft',
] as const;
export type ModelStanding = (typeof MODEL_STANDINGS)[number];

/** A model that a software stack has. */
export interface ModelRow {
  readonly stack: string;
  readonly name: string;
  readonly architectures: readonly string[];
  readonly modelTypes: readonly string[];
  readonly pipelines: readonly string[];
  readonly uses: readonly StackUse[];
  readonly standing: ModelStanding;
  readonly chips: readonly string[];
  /** The stack's own words. */
  readonly status: string;
  /** Source lines of the port, where it is one that was counted. */
  readonly lines: number | null;
  readonly features: string;
  readonly source: string;
}

/** What a model calls itself in config.json or model_index.json. */
export interface ModelNames {
  readonly architectures: readonly string[];
  readonly modelType: string | null;
  readonly pipeline: string | null;
}

/** A row with its stack as it stands in the release. */
export interface ModelSupport {
  readonly row: ModelRow;
  readonly stack: StackAt;
}

const isNamed = (row: ModelRow, { architectures, modelType, pipeline }: ModelNames): boolean =>
  architectures.some((name) => row.architectures.includes(name)) ||
  (pipeline !== null && row.pipelines.includes(pipeline)) ||
  // A row with an architecture is for that one only: an embedding model shares its model_type with a generating one.
  (modelType !== null && row.architectures.length === 0 && row.modelTypes.includes(modelType));

const STANDING_RANK = new Map(MODEL_STANDINGS.map((standing, index) => [standing, index]));
const STATUS_RANK = new Map(
  (['released', 'beta', 'maintenance', 'closed-beta', 'announced', 'absent'] as const).map(
    (status, index) => [status, index],
  ),
);

const rankOf = <K>(ranks: ReadonlyMap<K, number>, key: K): number => {
  const rank = ranks.get(key);
  return rank === undefined ? ranks.size : rank;
};

/**
 * Every stack that lists the model, best first: stacks that ship before those that do not, then by standing of the row.
 * Empty where no stack lists it, which is not the same as that it cannot run.
 */
export const modelSupport = (
  models: readonly ModelRow[],
  stacks: readonly StackAt[],
  names: ModelNames,
): readonly ModelSupport[] => {
  const byId = new Map(stacks.map((stack) => [stack.id, stack]));
  return models
    .filter((row) => isNamed(row, names))
    .flatMap((row) => {
      const stack = byId.get(row.stack);
      return stack === undefined ? [] : [{ row, stack }];
    })
    .sort(
      (a, b) =>
        rankOf(STATUS_RANK, a.stack.status) - rankOf(STATUS_RANK, b.stack.status) ||
        rankOf(STANDING_RANK, a.row.standing) - rankOf(STANDING_RANK, b.row.standing),
    );
};
