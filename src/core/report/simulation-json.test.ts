import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { simulationJsonSchema } from './json-schema.ts';
import { simulatedWorkload } from './simulation.testing.ts';
import { simulationToText } from './simulation-json.ts';

const published: unknown = JSON.parse(
  readFileSync(new URL('../../../schemas/simulation.schema.json', import.meta.url), 'utf8'),
);
const head = {
  systemId: 'server',
  catalogVersion: 'c',
  calibrationVersion: 'k',
  refused: [],
  attained: true,
};
const written = (changes: Parameters<typeof simulatedWorkload>[0] = {}): unknown =>
  JSON.parse(simulationToText({ ...head, workloads: [simulatedWorkload(changes)] }));

describe('the JSON of a simulation', () => {
  const schema = z.fromJSONSchema(published as Parameters<typeof z.fromJSONSchema>[0]);

  it('has a published schema that it keeps, without limits and without a closed form as well', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(simulationJsonSchema())));
    const none = { timeToFirstTokenSeconds: Number.POSITIVE_INFINITY, timePerOutputTokenSeconds: 1 };
    for (const changes of [{}, { closedForm: null, limits: none }])
      expect(schema.safeParse(written(changes)).error).toBeUndefined();
  });

  it('is refused by the schema when a latency is missing or a share is words', () => {
    const text = JSON.stringify(written());
    expect(schema.safeParse(JSON.parse(text.replace('"endToEnd"', '"end"'))).success).toBe(false);
    expect(schema.safeParse(JSON.parse(text.replace('"keepsUp":true', '"keepsUp":"yes"'))).success).toBe(
      false,
    );
  });
});
