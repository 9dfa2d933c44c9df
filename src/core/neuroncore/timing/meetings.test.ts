import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readTimingConstants } from '../../../platform/files/neuroncore-timing.ts';
import { floats, runSource } from '../run.testing.ts';
import { estimateTime } from './estimate.ts';
import { WAIT_REASONS } from './schedule.ts';
import { stepsOf } from './step-table.ts';

const constants = await readTimingConstants(fileURLToPath(new URL('../../../../catalog', import.meta.url)));

const HEAD = `import nki
import nki.isa as nisa
import nki.language as nl
`;

const timed = (text: string, cores: 1 | 2, x = floats([128, 512], (at) => at)) => {
  const { program } = runSource(HEAD + text, 'kernel', [x], { cores, holdsData: false });
  return { program, played: estimateTime(program, constants.v3).schedule };
};

describe('two cores', () => {
  it('meet at a barrier no earlier than the later one is there, and read what the other wrote after it', () => {
    const { program, played } = timed(
      `
def kernel(x):
    core = nl.program_id(0)
    out = nl.ndarray((2, 128, 512), dtype=nl.float32, buffer=nl.shared_hbm)
    tile = nl.ndarray((128, 512), dtype=nl.float32, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x)
    for _ in range(1 + 40 * core):
        nisa.tensor_scalar(dst=tile, data=tile, op0=nl.add, operand0=1.0)
    nisa.dma_copy(dst=out[core], src=tile)
    nisa.core_barrier(data=out, cores=(0, 1))
    other = nl.ndarray((128, 512), dtype=nl.float32, buffer=nl.sbuf)
    nisa.dma_copy(dst=other, src=out[1 - core])
    return out
`,
      2,
    );
    const indices = (core: number, opcode: string) =>
      stepsOf(program).flatMap((step, at) => (step.core === core && step.opcode === opcode ? at : []));
    const [quick, slow] = [0, 1].map((core) => indices(core, 'core_barrier')[0] as number);
    const lastStore = indices(1, 'dma_copy')[1] as number;
    expect(played.starts[quick as number]).toBeGreaterThanOrEqual(played.ends[lastStore] as number);
    expect(played.waitedFor[quick as number]).toBe(lastStore);
    expect(WAIT_REASONS[played.reasons[quick as number] as number]).toBe('other core');
    const read = indices(0, 'dma_copy')[2] as number;
    expect(played.starts[read]).toBeGreaterThanOrEqual(played.ends[quick as number] as number);
    expect(played.ends[slow as number]).toBeGreaterThan(0);
  });

  it('exchange tiles only when both have theirs', () => {
    const { program, played } = timed(
      `
def kernel(x):
    core = nl.program_id(0)
    tile = nl.ndarray((128, 512), dtype=nl.float32, buffer=nl.sbuf)
    got = nl.ndarray((128, 512), dtype=nl.float32, buffer=nl.sbuf)
    out = nl.ndarray((2, 128, 512), dtype=nl.float32, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=tile, src=x)
    for _ in range(1 + 40 * core):
        nisa.tensor_scalar(dst=tile, data=tile, op0=nl.add, operand0=1.0)
    nisa.sendrecv(src=tile, dst=got, send_to_rank=1 - core, recv_from_rank=1 - core, pipe_id=0)
    nisa.dma_copy(dst=out[core], src=got)
    return out
`,
      2,
    );
    const sent = stepsOf(program).flatMap((step, at) => (step.opcode === 'sendrecv' ? at : []));
    const lastOfSlow = stepsOf(program).findLastIndex(
      (step) => step.core === 1 && step.opcode === 'tensor_scalar',
    );
    for (const step of sent)
      expect(played.starts[step]).toBeGreaterThanOrEqual(played.ends[lastOfSlow] as number);
  });
});

describe('a collective on shared HBM', () => {
  it('begins on both cores when the later one is there', () => {
    const { program, played } = timed(
      `
import nki.collectives as ncc
def kernel(x):
    core = nl.program_id(0)
    own = nl.ndarray((2, 128, 512), dtype=nl.float32, buffer=nl.shared_hbm)
    out = nl.ndarray((2, 128, 512), dtype=nl.float32, buffer=nl.shared_hbm)
    tile = nl.ndarray((128, 512), dtype=nl.float32, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x)
    for _ in range(1 + 40 * core):
        nisa.tensor_scalar(dst=tile, data=tile, op0=nl.add, operand0=1.0)
    nisa.dma_copy(dst=own[core], src=tile)
    ncc.all_reduce(srcs=[own], dsts=[out], replica_group=ncc.ReplicaGroup([[0, 1]]), op=nl.add)
    return out
`,
      2,
    );
    const both = stepsOf(program).flatMap((step, at) => (step.opcode === 'all_reduce' ? at : []));
    const lastStore = stepsOf(program).findLastIndex((step) => step.core === 1 && step.opcode === 'dma_copy');
    expect(both).toHaveLength(2);
    for (const step of both)
      expect(played.starts[step]).toBeGreaterThanOrEqual(played.ends[lastStore] as number);
  });
});

describe('a loop with run-time bounds', () => {
  it('costs more than the same steps unrolled, by the price of its iterations', () => {
    const body = (loop: string) => `
def kernel(x):
    tile = nl.ndarray((128, 512), dtype=nl.float32, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x)
    for _ in ${loop}(10):
        nisa.tensor_scalar(dst=tile, data=tile, op0=nl.add, operand0=1.0)
    out = nl.ndarray((128, 512), dtype=nl.float32, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=out, src=tile)
    return out
`;
    const looped = timed(body('nl.dynamic_range'), 1).played.totalSeconds;
    const unrolled = timed(body('range'), 1).played.totalSeconds;
    expect(looped - unrolled).toBeCloseTo(10 * constants.v3.loopIterationSeconds.value, 9);
  });
});
