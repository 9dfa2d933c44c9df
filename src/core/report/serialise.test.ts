import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { derived, figure, requested } from '../quantity/figure.ts';
import { servingPlan, trainingPlan } from './fixture.testing.ts';
import { planJsonSchema } from './json-schema.ts';
import { type PlanFile, planFileSchema } from './plan-schema.ts';
import { planToJson, planToText } from './serialise.ts';

describe('planToJson', () => {
  it.each([
    ['serving', servingPlan],
    ['training', trainingPlan],
  ])('writes a %s plan that the schema accepts', (_, plan) => {
    // The assignment is the compile-time half of this test: the schema must accept every type a plan can have.
    const file: PlanFile = planToJson(plan());
    expect(planFileSchema.safeParse(file).error).toBeUndefined();
  });

  it('writes what the published JSON Schema accepts', () => {
    const published = JSON.parse(
      readFileSync(new URL('../../../schemas/plan.schema.json', import.meta.url), 'utf8'),
    );
    expect(published).toEqual(JSON.parse(JSON.stringify(planJsonSchema())));
    const schema = z.fromJSONSchema(published);
    expect(schema.safeParse(JSON.parse(planToText(servingPlan()))).error).toBeUndefined();
    expect(schema.safeParse({ schema: 'rackwright.plan/1' }).success).toBe(false);
  });

  it('gives the same bytes for the same plan', () => {
    expect(planToText(servingPlan())).toBe(planToText(servingPlan()));
  });

  it('keeps each derivation once, however often it is used', () => {
    const file = planToJson(servingPlan());
    const entries = Object.values(file.derivations).map((entry) => JSON.stringify(entry));
    expect(new Set(entries).size).toBe(entries.length);
  });

  it('lists inputs before what is made of them', () => {
    const ids = Object.keys(planToJson(servingPlan()).derivations);
    for (const [id, entry] of Object.entries(planToJson(servingPlan()).derivations)) {
      if (entry.kind !== 'formula') continue;
      for (const input of Object.values(entry.inputs))
        expect(ids.indexOf(input)).toBeLessThan(ids.indexOf(id));
    }
  });

  it('writes open ends of intervals in words, not as null', () => {
    const plan = servingPlan();
    const [first, ...rest] = plan.candidates;
    if (first === undefined || first.score === null) throw new Error('the fixture has scored candidates');
    const open = figure(
      'USD',
      { low: 1, estimate: 2, high: Number.POSITIVE_INFINITY },
      'assumed',
      first.score.origin,
    );
    const file = planToJson({ ...plan, candidates: [{ ...first, score: open }, ...rest] });
    expect(file.candidates[0]?.score?.high).toBe('Infinity');
    expect(planFileSchema.safeParse(JSON.parse(JSON.stringify(file))).error).toBeUndefined();
  });

  it('never writes the functions that formulas carry', () => {
    const a = requested('s', 2, 'a');
    const plan = { ...servingPlan(), assumptions: [] };
    const [use] = servingPlan().assumptions;
    if (use === undefined) throw new Error('the fixture has assumptions');
    const total = derived('s', 'a + a', { a }, (v) => v.a + v.a);
    const file = planToJson({ ...plan, assumptions: [{ ...use, figure: total }] });
    expect(JSON.stringify(file)).not.toContain('compute":{');
    expect(file.derivations[file.assumptions[0]?.figure.from ?? '']).toMatchObject({
      kind: 'formula',
      formula: 'a + a',
    });
  });
});
