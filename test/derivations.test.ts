import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../src/app/package-root.ts';
import { openPlanning, type PlanningData, planInputs } from '../src/app/planning.ts';
import { readRequest } from '../src/app/request.ts';
import { plan } from '../src/core/plan/plan.ts';
import type { PlanResult } from '../src/core/plan/result.ts';
import type { Figure } from '../src/core/quantity/figure.ts';
import { explainPath, explanationText } from '../src/core/report/explain.ts';
import { figuresOf } from '../src/core/report/provenance.ts';
import { readResultFile } from '../src/core/report/read-plan.ts';
import { planToText } from '../src/core/report/serialise.ts';

const examples = readdirSync(join(packageRoot(), 'examples')).filter(
  (name) => name.endsWith('.yaml') && !name.startsWith('supply-'),
);

/** A number without inputs must say which search, model, count or split found it. */
const SAYS_WHAT_FOUND_IT = /found by|counted in|as the search split|performance model/;

const faultOf = ({ origin, unit }: Figure): string | null => {
  switch (origin.kind) {
    case 'fact':
      return origin.source === '' || origin.asOf === '' || origin.path === ''
        ? `fact without source: ${origin.path}`
        : null;
    case 'assumption':
      return origin.reason === '' || origin.override === ''
        ? `assumption without reason: ${origin.id}`
        : null;
    case 'request':
      return origin.path === '' ? `request value of no place, ${unit}` : null;
    case 'formula':
      return Object.keys(origin.inputs).length === 0 && !SAYS_WHAT_FOUND_IT.test(origin.formula)
        ? `formula on nothing: ${origin.formula}`
        : null;
  }
};

describe('every number of the example plans', () => {
  let data: PlanningData;
  beforeAll(async () => {
    data = await openPlanning([]);
  });

  it.each(examples)('opens down to facts, assumptions and the request in %s', async (name) => {
    const path = join(packageRoot(), 'examples', name);
    const request = await readRequest(path, join(packageRoot(), 'catalog'), data);
    const result: PlanResult = plan(planInputs(data, request));
    const figures = figuresOf(result);
    expect(figures.length).toBeGreaterThan(1000);
    expect([...new Set(figures.map(faultOf).filter((fault) => fault !== null))]).toEqual([]);

    const file = readResultFile('plan.json', planToText(result));
    const [best] = result.candidates;
    const predicted = best?.outcomes[0]?.kind === 'training' ? 'stepSeconds' : 'requestsPerSecondCapacity';
    const text = explanationText(explainPath(file, `candidates.0.outcomes.0.${predicted}`, 99), 100);
    expect(text).toContain('measuredOverPredicted');
    expect(text).toMatch(/published measurements|published for comparable/);
  });
});
