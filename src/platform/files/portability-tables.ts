import { join } from 'node:path';
import type { ZodType } from 'zod';
import { catalogVersion } from '../../core/catalog/version.ts';
import { InputError } from '../../core/input-error.ts';
import { RULE_CATEGORIES } from '../../core/portability/rule.ts';
import { effortFileSchema, targetFileSchema } from '../../core/portability/tables/anchors-schema.ts';
import type { DatedRule } from '../../core/portability/tables/dated-rule.ts';
import {
  contradictionFileSchema,
  errorFileSchema,
  kernelFileSchema,
  probeFileSchema,
  riskFileSchema,
} from '../../core/portability/tables/knowledge-schema.ts';
import { numericsFileSchema } from '../../core/portability/tables/numerics-schema.ts';
import { operatorFileSchema } from '../../core/portability/tables/operator-schema.ts';
import { ruleFileSchema } from '../../core/portability/tables/rule-schema.ts';
import { spreadEffort } from '../../core/portability/tables/spread.ts';
import {
  modelFileSchema,
  sdkFileSchema,
  stackFileSchema,
} from '../../core/portability/tables/stack-schema.ts';
import type { DatedTables } from '../../core/portability/tables/tables.ts';
import { parseYaml } from './yaml-document.ts';

const ATTEMPTED = 'reading the tables of the portability audit';

const refuseTwins = (what: string, ids: readonly string[]): void => {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) {
      throw new InputError({
        attempted: ATTEMPTED,
        found: `the ${what} ${id} twice`,
        accepted: `every ${what} once over all files`,
      });
    }
    seen.add(id);
  }
};

const inOrder = (rules: readonly DatedRule[]): readonly DatedRule[] =>
  [...rules].sort(
    (a, b) =>
      RULE_CATEGORIES.indexOf(a.category) - RULE_CATEGORIES.indexOf(b.category) || (a.id < b.id ? -1 : 1),
  );

const newest = (dates: readonly string[]): string => dates.reduce((a, b) => (a < b ? b : a));

/**
 * All tables of the audit from their texts by name below `folder` (`rules/kernel.yaml`), for every release of the SDK that
 * they reach. Throws InputError with line and caret at the first fault of a file.
 */
export const parsePortabilityTables = (folder: string, texts: ReadonlyMap<string, string>): DatedTables => {
  const read = <T>(name: string, schema: ZodType<T>): T => {
    const text = texts.get(name);
    const path = join(folder, name);
    if (text !== undefined) return parseYaml(path, text, schema, ATTEMPTED);
    throw new InputError({ attempted: ATTEMPTED, found: `no ${path}`, accepted: 'a folder with all tables' });
  };
  const readAll = <T>(prefix: string, schema: ZodType<T>): readonly T[] =>
    [...texts.keys()].filter((name) => name.startsWith(prefix)).map((name) => read(name, schema));

  const ruleFiles = readAll('rules/', ruleFileSchema);
  const operatorFiles = readAll('operators-', operatorFileSchema);
  const sdks = read('sdks.yaml', sdkFileSchema);
  const errors = read('errors.yaml', errorFileSchema);
  const kernels = read('kernels.yaml', kernelFileSchema);
  const stacks = read('stacks.yaml', stackFileSchema);
  const models = read('models.yaml', modelFileSchema);
  const numerics = read('numerics.yaml', numericsFileSchema);
  const risks = read('risks.yaml', riskFileSchema);
  const contradictions = read('contradictions.yaml', contradictionFileSchema);
  const probes = read('probes.yaml', probeFileSchema);
  const effort = read('effort.yaml', effortFileSchema);
  const targets = read('targets.yaml', targetFileSchema);

  const rules = inOrder(ruleFiles.flatMap((file) => file.rules)).map(spreadEffort(effort.anchors.spread));
  refuseTwins(
    'rule',
    rules.map(({ id }) => id),
  );
  const files = [
    ...ruleFiles,
    ...operatorFiles,
    ...[sdks, errors, kernels, stacks, models, numerics, risks, contradictions, probes, effort, targets],
  ];
  const asOf = newest(files.map((file) => file.asOf));
  return {
    version: catalogVersion([...texts.values()], asOf),
    asOf,
    defaultSdk: sdks.default,
    releases: sdks.releases,
    rules,
    operators: operatorFiles.flatMap((file) => file.rows),
    errors: errors.errors,
    kernels: kernels.kernels,
    stacks: stacks.stacks,
    models: models.models,
    types: numerics.types,
    quantisations: numerics.quantisations,
    risks: risks.risks,
    contradictions: contradictions.contradictions,
    probes: probes.probes,
    effort: effort.anchors,
    chips: targets.targets,
    tensorParallel: targets.tensorParallel,
  };
};
