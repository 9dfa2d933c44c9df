import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../core/input-error.ts';
import { RULE_CATEGORIES } from '../../core/portability/rule.ts';
import { type DatedRule, ruleFileSchema } from '../../core/portability/tables/rule-schema.ts';
import { readTextFile } from './text-file.ts';
import { parseYaml } from './yaml-document.ts';

const FOLDER = 'portability';
const ATTEMPTED = 'reading the tables of the portability audit';

const freeze = <T>(value: T): T => {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    for (const member of Object.values(value)) freeze(member);
    Object.freeze(value);
  }
  return value;
};

const refuseTwins = (rules: readonly DatedRule[]): void => {
  const seen = new Set<string>();
  for (const { id } of rules) {
    if (seen.has(id)) {
      throw new InputError({
        attempted: ATTEMPTED,
        found: `the rule ${id} twice`,
        accepted: 'every id once over all files of rules',
      });
    }
    seen.add(id);
  }
};

/**
 * All lock-in rules below a catalogue's root, in the order of categories and then of ids, frozen. Throws InputError with
 * line and caret at the first fault of a file.
 */
export const readPortabilityRules = async (catalogRoot: string): Promise<readonly DatedRule[]> => {
  const folder = join(catalogRoot, FOLDER, 'rules');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return parseYaml(path, await readTextFile(path, ATTEMPTED), ruleFileSchema, ATTEMPTED);
    }),
  );
  const rules = files
    .flatMap((file) => file.rules)
    .sort(
      (a, b) =>
        RULE_CATEGORIES.indexOf(a.category) - RULE_CATEGORIES.indexOf(b.category) || (a.id < b.id ? -1 : 1),
    );
  refuseTwins(rules);
  return freeze(rules);
};
