import { describe, expect, it } from 'vitest';
import { contradictedByTimes } from './line-of-row.ts';
import type { Measurement } from './measurement.ts';

const line = (tokensPerSecond: number, changes: Partial<Measurement> = {}): Measurement[] => {
  const of = (metric: string, task: Measurement['task'], value: number): Measurement => ({
    id: metric,
    config_id: 'line',
    task,
    model: 'Llama-2-13B',
    hardware: 'trn1',
    chips: 16,
    batch: 1,
    isl: 4096,
    osl: 4096,
    metric,
    value,
    ...changes,
  });
  return [
    of('output_tokens_per_s', 'serve_offline', tokensPerSecond),
    of('ttft_ms', 'prefill', 864),
    of('tpot_ms', 'decode', 9.84),
  ];
};

describe('a line of a table', () => {
  it('rules out a throughput that its own times do not give', () => {
    // 4,096 tokens in 0.864 s + 4,095 x 9.84 ms = 41.2 s are 99.5 a second; the table prints 60.4.
    const found = contradictedByTimes(line(60.4));
    expect([...found.keys()]).toEqual(['output_tokens_per_s']);
    expect(found.get('output_tokens_per_s')).toMatchObject({ code: 'line-contradicts-itself' });
  });

  it('keeps a throughput that its times give, within a factor of one and a half', () => {
    expect(contradictedByTimes(line(99.4)).size).toBe(0);
    expect(contradictedByTimes(line(70)).size).toBe(0);
  });

  it('says nothing where no batch or no time is printed', () => {
    expect(contradictedByTimes(line(60.4, { batch: null })).size).toBe(0);
    expect(contradictedByTimes(line(60.4).slice(0, 2)).size).toBe(0);
  });
});
