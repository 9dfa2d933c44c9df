import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Rule, RuleExample } from '../../core/portability/rule.ts';
import { readPortabilityRules } from '../files/portability.ts';
import { openPythonScanner } from './python-scanner.ts';

const rules = await readPortabilityRules(fileURLToPath(new URL('../../../catalog', import.meta.url)));
const scanner = await openPythonScanner(rules);
const general = new Set(rules.filter((rule) => rule.general).map(({ id }) => id));

/** Whether the rule has a hit outside comments; a catch-all also where another rule is in its place. */
const holds = (rule: Rule, { file, text }: RuleExample): boolean =>
  scanner
    .scan(file, 'source', text)
    .hits.some(
      ({ rule: id, place }) =>
        place !== 'comment' &&
        place !== 'docstring' &&
        (id === rule.id || (rule.general && !general.has(id))),
    );

const isPython = ({ file }: RuleExample): boolean => /\.(?:py|ipynb)$/.test(file);
const judged = rules.filter(({ decidedBy }) => decidedBy === 'scanner');

describe('the rules of the catalogue', () => {
  it('find every example in Python that they give', () => {
    const examples = judged.flatMap((rule) =>
      rule.positive.filter(isPython).map((example) => ({ rule, example })),
    );
    expect(examples.length).toBeGreaterThan(100);
    const missed = examples.filter(({ rule, example }) => !holds(rule, example));
    expect(missed.map(({ rule, example }) => `${rule.id}: ${example.text}`)).toEqual([]);
  });

  it('leave every counter-example in Python alone', () => {
    const found = judged
      .filter((rule) => !rule.general)
      .flatMap((rule) =>
        rule.negative
          .filter((each) => isPython(each) && holds(rule, each))
          .map(({ text }) => `${rule.id}: ${text}`),
      );
    expect(found).toEqual([]);
  });
});
