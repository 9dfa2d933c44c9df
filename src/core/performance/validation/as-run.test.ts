import { describe, expect, it } from 'vitest';
import { onOneServer, withAttentionCopies, withExpertChips } from './as-run.ts';
import type { Measurement } from './measurement.ts';

const row = (
  chips: number,
  parallelism: Measurement['parallelism'],
  notes = 'InferenceX run',
): Measurement => ({
  id: 'r',
  task: 'serve_online',
  model: 'DeepSeek-R1',
  hardware: 'b200',
  metric: 'tpot_ms',
  concurrency: 32,
  batch: 32,
  chips,
  parallelism,
  notes,
});

describe('rows whose expert parallelism was multiplied into their chips', () => {
  it('are of one server, whichever degree took the product up', () => {
    const tensor = onOneServer(row(64, { tp: 64, attention_dp: 1, moe_tp: 8, moe_ep: 8 }));
    expect(tensor).toMatchObject({
      chips: 8,
      batch: null,
      parallelism: { tp: 8, attention_dp: 1, moe_ep: 8 },
    });
    const attention = onOneServer(row(16, { tp: 1, attention_dp: 16, moe_tp: 4, moe_ep: 4 }));
    expect(attention).toMatchObject({ chips: 4, parallelism: { tp: 1, attention_dp: 4, moe_ep: 4 } });
    const half = onOneServer(row(16, { tp: 4, attention_dp: 4, moe_tp: 1, moe_ep: 16 }));
    expect(half).toMatchObject({ chips: 4, parallelism: { tp: 4, attention_dp: 1, moe_ep: 4 } });
  });

  it('are told from rows that say the chips they ran on, and from other sources', () => {
    const right = row(4, { tp: 4, attention_dp: 1, moe_tp: 1, moe_ep: 4 });
    expect(onOneServer(right)).toBe(right);
    const other = row(64, { tp: 64, attention_dp: 1, moe_tp: 8, moe_ep: 8 }, 'vendor run');
    expect(onOneServer(other)).toBe(other);
  });
});

describe('throughput tables of TensorRT-LLM', () => {
  const table = (experts: number): Measurement => ({
    ...row(8, { tp: 8 }, ''),
    task: 'serve_offline',
    software: 'TensorRT-LLM 1.0',
    arch: { experts },
  });

  it('run models with experts with one copy of the attention per rank', () => {
    expect(withAttentionCopies(table(128)).parallelism).toEqual({ tp: 1, attention_dp: 8, moe_ep: 8 });
  });

  it('run others with tensor parallelism, as printed', () => {
    const dense = table(1);
    expect(withAttentionCopies(dense)).toBe(dense);
  });
});

describe('rows whose experts take more chips than printed', () => {
  it('repeat the attention on the others', () => {
    const split = withExpertChips(row(2, { tp: 2, pp: 1, moe_tp: 4, moe_ep: 1 }, ''));
    expect(split).toMatchObject({ chips: 4, parallelism: { tp: 2, attention_dp: 2 } });
    const alone = row(4, { tp: 4, pp: 1, moe_tp: 2, moe_ep: 2 }, '');
    expect(withExpertChips(alone)).toBe(alone);
  });
});
