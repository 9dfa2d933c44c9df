import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { factOf } from '../catalog/system.testing.ts';
import { inputsOf, outcomeOf, systemOf } from '../plan/plan.testing.ts';
import { plan } from '../plan/plan.ts';
import { sideBySide } from '../plan/side-by-side.ts';
import { comparisonDocument } from './comparison-document.ts';
import { comparisonToText } from './comparison-json.ts';
import { explainPath, explanationText } from './explain.ts';
import { htmlDocument } from './html.ts';
import { comparisonJsonSchema } from './json-schema.ts';
import { readResultFile } from './read-plan.ts';
import { sideBySideText } from './side-by-side.ts';

const named = (id: string, usd: number) =>
  systemOf({ id, name: `System ${id}`, purchaseUsdPerUnit: factOf('USD', `${id}#price`, usd) });

const result = plan(
  inputsOf([named('a', 4e6), named('b', 3e6), named('c', 1e6)], {
    sizeWorkload: (system, workload) => {
      if (system.id === 'c') return { kind: 'refused', workload: workload.name, reason: 'too small' };
      const outcome = outcomeOf(system, workload, 1);
      return {
        ...outcome,
        decodeStep: {
          parts: [
            { name: 'weights', seconds: 0.03, bound: 'memory-bandwidth' },
            { name: 'collectives', seconds: 0.01, bound: 'network' },
          ],
          totalSeconds: 0.04,
        },
      };
    },
  }),
);
const comparison = sideBySide(result, ['a', 'b', 'c']);

describe('side by side', () => {
  it('keeps the order asked for and marks the best of each row', () => {
    expect(comparison.sides.map((side) => side.kind)).toEqual(['candidate', 'candidate', 'refused']);
    const total = comparison.rows.find((row) => row.name === 'total cost');
    expect([total?.best, total?.figures[2]]).toEqual([1, null]);
  });

  it('divides a step by what binds it, into shares of the whole', () => {
    const [side] = comparison.sides;
    if (side?.kind !== 'candidate') throw new Error('a runs');
    const [decode] = side.bounds;
    expect(decode?.shares).toEqual({ compute: 0, 'memory-bandwidth': 0.75, network: 0.25, latency: 0 });
  });

  it('says why a system cannot run the request, within the columns given', () => {
    for (const width of [60, 80, 120]) {
      const text = sideBySideText(comparison, width);
      expect(text).toContain('System c cannot run this: too small');
      for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(width);
    }
  });
});

describe('five systems side by side', () => {
  const names = [
    'DGX H100 (8)',
    'Trn2 UltraServer (64)',
    'TPU7x slice (64)',
    'GB200 NVL72',
    'MI325X server (8)',
  ];
  const many = plan(
    inputsOf(
      names.map((name, index) => ({ ...named(`s${index}`, 1e6 * (index + 1)), name })),
      {},
    ),
  );
  const text = sideBySideText(
    sideBySide(
      many,
      names.map((_, index) => `s${index}`),
    ),
    80,
  );

  it('fit on a screen of 80 columns with every word of their names whole', () => {
    for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(80);
    const head = text.split('\n').slice(0, 5).join(' ');
    for (const word of names.join(' ').split(' ')) expect(head).toContain(word);
    expect(text).not.toContain('…');
  });
});

describe('nine systems side by side', () => {
  const ids = Array.from({ length: 9 }, (_, index) => `s${index}`);
  const nine = plan(
    inputsOf(
      ids.map((id, index) => ({ ...named(id, 1e6 * (index + 1)), name: `System number ${index}` })),
      {},
    ),
  );
  const compared = sideBySide(nine, ids);
  const text = sideBySideText(compared, 80);
  const lines = text.split('\n');

  it('stand in blocks below each other, none left out and nothing cut', () => {
    for (const line of lines) expect([...line].length).toBeLessThanOrEqual(80);
    expect(text).not.toContain('…');
    for (const index of ids.keys()) expect(text).toMatch(new RegExp(`\\b${index}\\b`));
    const units = lines.filter((line) => line.startsWith('units'));
    expect(units.length).toBeGreaterThan(1);
    expect(units.join(' ').match(/owned|rented/g)).toHaveLength(9);
  });

  it('have one best in each row over all blocks', () => {
    const costs = lines.filter((line) => line.startsWith('total cost'));
    expect(costs.join('').match(/\* /g)).toHaveLength(1);
    expect(costs[0]).toContain('* ');
  });

  it('have a key of the marks that they show, and of no others', () => {
    const key = text.slice(text.indexOf('marks:')).replaceAll(/\s+/g, ' ');
    const shown = new Set(
      compared.rows.flatMap(({ figures }) => figures.flatMap((figure) => figure?.standing ?? [])),
    );
    expect(key.includes('M measured')).toBe(shown.has('measured'));
    expect(key.includes('? assumed')).toBe(shown.has('assumed'));
    expect(shown.size).toBeGreaterThan(0);
  });
});

describe('the file of a comparison', () => {
  const content = comparisonToText(comparison);

  it('keeps its published schema', () => {
    const published: unknown = JSON.parse(
      readFileSync(new URL('../../../schemas/comparison.schema.json', import.meta.url), 'utf8'),
    );
    expect(published).toEqual(JSON.parse(JSON.stringify(comparisonJsonSchema())));
    const schema = z.fromJSONSchema(published as Parameters<typeof z.fromJSONSchema>[0]);
    expect(schema.safeParse(JSON.parse(content)).error).toBeUndefined();
    expect(schema.safeParse(JSON.parse(content.replace('"better"', '"worse"'))).success).toBe(false);
  });

  it('can be explained down to facts', () => {
    const file = readResultFile('comparison.json', content);
    const energy = comparison.rows.findIndex(({ name }) => name === 'energy per token');
    const explained = explanationText(explainPath(file, `rows.${energy}.figures.0`, 9), 100);
    for (const leaf of ['power.awake-share', 'power.memory-weight', 'power.sustained-share', 'system#peak'])
      expect(explained).toContain(leaf);
  });

  it('is drawn as a page with every figure and the reason of a refusal', () => {
    const page = htmlDocument(comparisonDocument(comparison), () => '');
    for (const text of ['System a', 'energy per token', 'memory', '75 %', 'too small'])
      expect(page).toContain(text);
  });
});
