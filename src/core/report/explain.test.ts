import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../input-error.ts';
import { explainPath, explanationText } from './explain.ts';
import { servingPlan } from './fixture.testing.ts';
import { readResultFile } from './read-plan.ts';
import { planToText } from './serialise.ts';

const text = planToText(servingPlan());
const plan = readResultFile('plan.json', text);
const explained = (path: string, depth = Number.POSITIVE_INFINITY) =>
  explanationText(explainPath(plan, path, depth), 100);

describe('explain', () => {
  it('goes from a total down to facts with source and date, and to assumptions with how to override them', () => {
    const words = explained('candidates.trn2-ultraserver/own.cost.totalUsd');
    expect(words).toContain('= sum of the lines');
    expect(words).toContain('assumption trn2-ultraserver.purchase-price: no price for outside buyers');
    expect(words).toContain('override: assumptions.trn2-ultraserver.purchase-price in the request file');
    expect(words).toContain('fact chips/trainium2#power: semianalysis.com, 2026-08');
    expect(words).toContain('from your request: terms.electricity');
  });

  it('finds elements by index, by brackets and by name', () => {
    const byIndex = explained('candidates.0.cost.lines.2.usdOverHorizon');
    expect(explained('candidates[0].cost.lines[2].usdOverHorizon')).toBe(byIndex);
    expect(explained('candidates.0.cost.lines.electricity.usdOverHorizon')).toBe(byIndex);
  });

  it('stops at the depth asked for and says so', () => {
    const words = explained('candidates.0.cost.totalUsd', 1);
    expect(words).toContain('more below: raise --depth');
    expect(words).not.toContain('fact ');
  });

  it('lists the figures below an object', () => {
    const words = explained('candidates.0.cost');
    expect(words).toMatch(/^\d+ figures below candidates\.0\.cost/);
    expect(words).toContain('candidates.0.cost.totalUsd: $');
  });

  it('shows a plain value as one', () => {
    expect(explained('candidates.0.chips')).toContain('a plain value');
  });

  it('says what is there where a path leads nowhere', () => {
    const attempt = () => explainPath(plan, 'candidates.0.cost.totalEur', 3);
    expect(attempt).toThrow(InputError);
    expect(attempt).toThrow(/"totalEur" below candidates\.0\.cost; accepted: .*totalUsd/);
    expect(() => explainPath(plan, 'candidates.99', 1)).toThrow(
      /accepted: 0 to 8, or by name: mi355x-server\/own/,
    );
    expect(() => explainPath(plan, 'candidates.0.chips.x', 1)).toThrow(/plain value/);
  });

  it('explains every figure it lists', () => {
    const listed = explainPath(plan, '', 1);
    if (listed.kind !== 'figures') throw new Error('the whole result holds figures');
    expect(listed.figures.length).toBeGreaterThan(200);
    for (const { path } of listed.figures) expect(explainPath(plan, path, 1).kind).toBe('figure');
  });
});

describe('the reader of result files', () => {
  it.each([
    ['nothing', '', /not JSON/],
    ['other JSON', '{"schema":"someone.else/1"}', /schema/],
    ['a list', '[]', /expected object/],
    ['a missing derivation', text.replace('"d1": {', '"x1": {'), /not there/],
  ])('refuses %s', (_, content, message) => {
    expect(() => readResultFile('x.json', content)).toThrow(InputError);
    expect(() => readResultFile('x.json', content)).toThrow(message);
  });

  it('refuses derivations that go round in circles', () => {
    const data = JSON.parse(text);
    const [id] = Object.entries(data.derivations).find(
      ([, entry]) => (entry as { kind: string }).kind === 'formula',
    ) ?? [''];
    data.derivations[id].inputs = { itself: id };
    expect(() => readResultFile('x.json', JSON.stringify(data))).toThrow(/rests on itself/);
  });

  it('refuses a chain of derivations nobody could read', () => {
    const data = JSON.parse(text);
    const [leaf] = Object.keys(data.derivations);
    for (let n = 0; n < 5000; n += 1) {
      data.derivations[`n${n}`] = {
        ...data.derivations[leaf ?? ''],
        kind: 'formula',
        formula: 'same',
        inputs: { below: n === 0 ? leaf : `n${n - 1}` },
      };
    }
    expect(() => readResultFile('x.json', JSON.stringify(data))).toThrow(/nested more than/);
  });

  it('answers any text, and any damage to a result, with a result or an InputError', () => {
    const readOrRefuse = (content: string) => {
      try {
        readResultFile('x.json', content);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    };
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), readOrRefuse), { numRuns: 200 });
    const paths = ['candidates', 'derivations', 'request', 'refused', 'schema', 'flips'];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) =>
        readOrRefuse(JSON.stringify({ ...JSON.parse(text), [path]: value })),
      ),
      { numRuns: 50 },
    );
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), (at, noise) =>
        readOrRefuse(text.slice(0, at) + noise + text.slice(at + 1)),
      ),
      { numRuns: 60 },
    );
  });

  it('answers any path with an explanation or an InputError', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.constantFrom('__proto__', 'candidates.length', 'constructor', 'candidates.-1'),
        ),
        (path) => {
          try {
            explainPath(plan, path, 2);
          } catch (error) {
            expect(error).toBeInstanceOf(InputError);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
