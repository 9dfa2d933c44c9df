import { describe, expect, it } from 'vitest';
import type { DType } from '../memory/dtype.ts';
import { coreBarrier, sendReceive } from './core-exchange.ts';
import { callWith, faultOf, tensor, testMachine } from './machine.testing.ts';
import { createGetNcVersion, getNcSubVersion } from './versions.ts';

const twoCores = (generation: 'v2' | 'v3' = 'v3') => ({ ...testMachine(generation, []), coreCount: 2 });
const tuple = (...items: number[]) => ({ kind: 'tuple' as const, items });

describe('sendrecv', () => {
  const rule = (more: Parameters<typeof callWith>[2], machine = twoCores(), dtype: DType = 'float32') => {
    const src = tensor(machine, 'sbuf', dtype, [4, 300]);
    const dst = tensor(machine, 'sbuf', dtype, [4, 300]);
    const ranks = { send_to_rank: 1, recv_from_rank: 1, pipe_id: 0 };
    return faultOf(() => callWith(sendReceive, machine, { src, dst, ...ranks, ...more }));
  };

  it('says who sends to whom through which pipe', () => {
    const machine = twoCores();
    expect(rule({ pipe_id: 3 }, machine)).toBeNull();
    expect(machine.issued[0]).toMatchObject({
      opcode: 'sendrecv',
      attributes: { pipe_id: 3, send_to_rank: 1, recv_from_rank: 1 },
    });
  });

  it('needs two cores of v3, tiles in SBUF that match, ranks 0 and 1', () => {
    expect(rule({}, { ...testMachine('v3', []), coreCount: 1 })).toBe('core-pairing');
    expect(rule({}, twoCores('v2'))).toBe('generation');
    const machine = twoCores();
    expect(rule({ dst: tensor(machine, 'sbuf', 'bfloat16', [4, 300]) })).toBe('exchange-shape');
    expect(rule({ dst: tensor(machine, 'sbuf', 'float32', [4, 301]) })).toBe('exchange-shape');
    expect(rule({ dst: tensor(machine, 'hbm', 'float32', [4, 300]) })).toBe('operand-space');
    expect(rule({ send_to_rank: 2 })).toBe('exchange-rank');
  });

  it('by the DMA of GpSimd takes 1024, 512 or 256 bytes per partition', () => {
    const gpsimd = { dma_engine: 'gpsimd_dma' };
    expect(rule(gpsimd)).toBe('exchange-size');
    expect(rule(gpsimd, twoCores(), 'uint8')).toBe('exchange-size');
    const machine = twoCores();
    const tile = tensor(machine, 'sbuf', 'bfloat16', [4, 256]);
    expect(rule({ ...gpsimd, src: tile, dst: tile }, machine)).toBeNull();
    expect(machine.issued[0]?.trigger).toBe('gpsimd');
  });
});

describe('core_barrier', () => {
  const rule = (more: Parameters<typeof callWith>[2], machine = twoCores()) => {
    const data = tensor(machine, 'shared_hbm', 'float32', [4]);
    return faultOf(() => callWith(coreBarrier, machine, { data, cores: tuple(0, 1), ...more }));
  };

  it('joins cores 0 and 1 on data that both see', () => {
    expect(rule({})).toBeNull();
    expect(rule({ cores: tuple(0) })).toBe('barrier-cores');
    expect(rule({ data: tensor(twoCores(), 'sbuf', 'int32', [1, 1]) })).toBeNull();
    expect(rule({ data: tensor(twoCores(), 'hbm', 'float32', [4]) })).toBe('operand-space');
    expect(rule({}, { ...testMachine('v3', []), coreCount: 1 })).toBe('core-pairing');
  });

  it('holds nothing up on a single core that names itself alone', () => {
    const machine = { ...testMachine('v3', []), coreCount: 1 };
    expect(rule({ cores: tuple(0) }, machine)).toBeNull();
    expect(machine.issued).toEqual([]);
  });
});

describe('the version of the target', () => {
  it('is a member of nc_version', () => {
    const definition = createGetNcVersion((name) => `nc_version.${name}`);
    const found = (['v2', 'v3', 'v4'] as const).map((id) => callWith(definition, testMachine(id, []), {}));
    expect(found).toEqual(['nc_version.gen2', 'nc_version.gen3', 'nc_version.gen4']);
    expect(callWith(getNcSubVersion, testMachine('v3', []), {})).toBe(0);
  });
});
