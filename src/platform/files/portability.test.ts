import { describe, expect, it } from 'vitest';
import { readPortabilityRules } from './portability.ts';

const rules = await readPortabilityRules('catalog');

describe('the rules of the portability audit', () => {
  it('are all read, each with an id of its own, frozen to the bottom', () => {
    expect(rules.length).toBeGreaterThanOrEqual(159);
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const rule of rules) {
      expect(Object.isFrozen(rule.replacements.neuron)).toBe(true);
      expect(Object.isFrozen(rule.python)).toBe(true);
    }
  });

  it('name a document for every replacement on Neuron', () => {
    for (const { id, replacements } of rules) {
      expect(replacements.neuron.source, id).toMatch(/^[\w-]+\/[\w.-]+:\S+@[0-9a-f]{7,}$/);
    }
  });
});
