import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.ts';
import { figure } from '../../core/quantity/figure.ts';
import type { NamedFigures } from '../../core/workload/request/defaults.ts';
import type { Request } from '../../core/workload/request.ts';
import { loadRequest } from './request.ts';

const catalogRoot = fileURLToPath(new URL('../../../catalog', import.meta.url));
const examples = fileURLToPath(new URL('../../../examples', import.meta.url));

const read = async (text: string, named?: NamedFigures): Promise<Request> => {
  const folder = await mkdtemp(join(tmpdir(), 'rackwright-request-'));
  const path = join(folder, 'request.yaml');
  await writeFile(path, text);
  return loadRequest(path, named === undefined ? { catalogRoot } : { catalogRoot, named });
};

const problemOf = async (text: string) => {
  const error = await read(text).then(
    () => null,
    (caught: unknown) => caught,
  );
  if (!(error instanceof InputError)) throw new Error(`expected an InputError, got ${String(error)}`);
  return error.problem;
};

const SERVE = 'workloads: [{kind: serve, model: llama-3.1-8b, rate: 2, input: 1k tokens, output: 100';

describe('loadRequest', () => {
  it('reads every shipped example', async () => {
    const files = (await readdir(examples)).filter(
      (file) => file.endsWith('.yaml') && !file.startsWith('supply-'),
    );
    const requests = await Promise.all(
      files.map((file) => loadRequest(join(examples, file), { catalogRoot })),
    );
    expect(requests.length).toBeGreaterThanOrEqual(5);
    for (const request of requests) expect(request.workloads.length).toBeGreaterThan(0);
  });

  it('converts what people write', async () => {
    const { workloads, site, terms } = await read(`
workloads:
  - {kind: serve, model: Llama 3.1 70B, rate: 1.5M requests/day, input: 2k, output: {mean: 300, cv: 0.5},
     slo: {ttft: 0.5 s, tpot: 40 ms, percentile: p99.9}, prefix_cache: 40%}
  - {kind: pretrain, model: llama-3.1-8b, tokens: 2T tokens, batch: 4M tokens, sequence: 4096, deadline: 2 weeks}
  - {kind: batch, model: llama-3.1-8b, requests: 2M, every: 12 hours, input: 1k tokens, output: 10}
site: {power: 1.2 MW, racks: 4}
terms: {horizon: 3 years, electricity: 8.05 cents/kWh}
`);
    const [serve, pretrain, batch] = workloads;
    if (serve?.kind !== 'serving' || pretrain?.kind !== 'pretraining' || batch?.kind !== 'batch')
      throw new Error();
    expect(serve.requestsPerSecond.estimate).toBeCloseTo(1.5e6 / 86400, 9);
    expect(serve.inputTokens.mean).toBe(2000);
    expect(serve.outputTokens).toEqual({ mean: 300, cv: 0.5 });
    expect(serve.serviceLevel).toEqual({
      timeToFirstTokenMs: 500,
      timePerOutputTokenMs: 40,
      percentile: 0.999,
    });
    expect(serve.prefixCacheShare).toBe(0.4);
    expect([pretrain.tokens, pretrain.deadlineSeconds]).toEqual([2e12, 14 * 86400]);
    expect(pretrain.globalBatchSequences).toBe(Math.round(4e6 / 4096));
    expect(batch.requestsPerDay).toBe(4e6);
    expect(site?.itPowerWatts).toBe(1.2e6);
    expect(terms.horizonMonths).toBe(36);
    expect(terms.electricityUsdPerKwh.estimate).toBe(0.0805);
  });

  it.each([
    ['0.08', 0.08, 0.08, 0.08],
    ['[0.06, 0.1]', 0.06, 0.08, 0.1],
    ['[0.06, 0.07, 0.1]', 0.06, 0.07, 0.1],
    ['{low: 0.06 USD/kWh, estimate: 9 cents/kWh, high: 0.1}', 0.06, 0.09, 0.1],
  ])('reads electricity: %s as an interval', async (text, low, estimate, high) => {
    const { electricityUsdPerKwh: price } = (await read(`${SERVE}}]\nterms: {electricity: ${text}}`)).terms;
    expect([price.low, price.estimate, price.high, price.standing]).toEqual([low, estimate, high, 'user']);
  });

  it('names every default it takes, with its reason and where to override it', async () => {
    const request = await read(`${SERVE}}]\nsite: {power: 1 MW, racks: 4}`);
    const { origin, standing } = request.terms.electricityUsdPerKwh;
    expect(standing).toBe('assumed');
    expect(origin).toMatchObject({
      kind: 'assumption',
      id: 'default.electricity',
      override: 'terms.electricity',
    });
    expect(request.site?.pue.origin.kind).toBe('assumption');
    const paths = request.defaults?.map(({ path }) => path);
    expect(paths).toContain('workloads.0.slo.percentile');
    expect(paths).toContain('site.feeds.breaker');
    expect(paths).toContain('terms.discount_rate');
  });

  it('lets the request replace a default by the id of its assumption', async () => {
    const request = await read(
      `${SERVE}}]\nassumptions: {default.electricity: [0.05, 0.07], default.horizon: 24}`,
    );
    expect(request.terms.electricityUsdPerKwh).toMatchObject({ low: 0.05, high: 0.07, standing: 'user' });
    expect(request.terms.horizonMonths).toBe(24);
    expect(request.defaults?.map(({ path }) => path)).not.toContain('terms.horizon');
  });

  it('takes a price of the catalogue by its id, with its source', async () => {
    const origin = { kind: 'fact', path: 'prices#elec', source: 'EIA', asOf: '2024-07' } as const;
    const named: NamedFigures = (id, unit) =>
      id === 'elec-ind-ohio' && unit === 'USD/kWh' ? figure(unit, 0.0713, 'measured', origin) : null;
    const request = await read(`${SERVE}}]\nterms: {electricity: elec-ind-ohio}`, named);
    expect(request.terms.electricityUsdPerKwh.origin).toEqual(origin);
    await expect(read(`${SERVE}}]\nterms: {electricity: elec-on-mars}`, named)).rejects.toThrow(
      /elec-on-mars/,
    );
  });

  it('points at the line and column of what it cannot read', async () => {
    const problem = await problemOf(
      'workloads:\n  - kind: serve\n    model: llama-3.1-8b\n    rate: forty a day\n    input: 9\n    output: 9\n',
    );
    expect(problem.position).toMatchObject({ line: 4, column: 11 });
    expect(problem.accepted).toMatch(/requests\/s/);
  });

  it('points at a key that means nothing', async () => {
    const problem = await problemOf(`${SERVE}, prefix_cach: 3%}]`);
    expect(problem.found).toContain('workloads.0.prefix_cach');
    expect(problem.position?.lineText.slice((problem.position?.column ?? 1) - 1)).toMatch(/^prefix_cach/);
    expect(problem.accepted).toContain('prefix_cache');
  });

  it.each([
    ['no workloads', 'name: x', /workloads/],
    ['an empty list', 'workloads: []', /at least one workload/],
    ['an unknown kind', 'workloads: [{kind: dance, model: llama-2-7b}]', /serve, batch, pretrain, fine-tune/],
    [
      'a model nobody ships',
      `${SERVE.replace('llama-3.1-8b', 'llama-9-900b')}}]`,
      /all: rackwright model list/,
    ],
    ['a negative power', `${SERVE}}]\nsite: {power: -3 MW, racks: 1}`, /above 0/],
    ['a key that does not exist', `${SERVE}}]\nsit: {power: 1 MW}`, /keys .*site, terms/],
    ['an interval upside down', `${SERVE}}]\nterms: {electricity: [0.2, 0.1]}`, /low, high/],
    ['an encoder that should generate', `${SERVE.replace('llama-3.1-8b', 'bert-large')}}]`, /generates/],
    ['more tokens than positions', `${SERVE.replace('1k tokens', '200k tokens')}}]`, /131072 tokens/],
    ['a key given twice', 'name: a\nname: b', /well-formed/],
    ['a prototype key', `${SERVE}}]\n__proto__: {a: 1}`, /keys/],
    ['not a number', `${SERVE}}]\nsite: {power: .nan, racks: 1}`, /power for IT/],
    [
      'twins',
      `${SERVE}}, {kind: serve, model: llama-3.1-8b, rate: 3, input: 9, output: 9}]`,
      /name of its own/,
    ],
  ])('refuses %s and says what is accepted', async (_, text, accepted) => {
    expect((await problemOf(text)).accepted).toMatch(accepted);
  });
});
