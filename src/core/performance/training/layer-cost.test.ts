import { describe, expect, it } from 'vitest';
import { allToAllSeconds, fastestSeconds } from '../network/collectives.ts';
import { dispatchLines } from '../network/dispatch.ts';
import { kernelRates } from './kernel-time.ts';
import { LAYER_PARTS, layerCost } from './layer-cost.ts';
import { a100, mixture, shipped } from './training.testing.ts';

const exposed = { ...shipped, expertOverlap: 0, expertImbalance: 1 };
const RANKS = { size: 16, stride: 1 };
/** 2 bytes of 2,048 tokens, 6 copies of each, 4,096 wide. */
const BYTES = 2 * 2048 * 6 * 4096;

const partsOf = (constants: typeof shipped) => {
  const model = mixture(4096, 4);
  const [group] = model.layers;
  const rates = kernelRates(a100, constants, 'bf16');
  if (group === undefined || rates === null) throw new Error('no layer');
  const cost = layerCost(model, group, a100, constants, rates, {
    tensorParallel: 1,
    contextParallel: 1,
    expertParallel: RANKS.size,
    sequenceParallel: false,
    microBatch: 1,
    sequenceLength: 2048,
    adapterRank: null,
  });
  const at = LAYER_PARTS.indexOf('expert all-to-all');
  const kernels = (direction: 'forward' | 'backward') =>
    cost[direction].slice(0, LAYER_PARTS.indexOf('tensor-parallel communication'));
  return {
    dispatch: [cost.forward[at] ?? Number.NaN, cost.backward[at] ?? Number.NaN],
    kernelSeconds: [...kernels('forward'), ...kernels('backward')].reduce((sum, part) => sum + part, 0),
  };
};

describe('dispatch to experts and back', () => {
  it('carries every copy of a token through a collective, there and back', () => {
    const seconds = 2 * allToAllSeconds(a100, exposed, BYTES, RANKS);
    expect(partsOf(exposed).dispatch).toEqual([seconds, seconds]);
  });

  it('carries a token once to each rank and server through dispatch kernels', () => {
    const once = { ...exposed, dispatchOnce: 1 as const };
    const seconds = 2 * fastestSeconds(dispatchLines(a100, once, RANKS, 6), BYTES);
    expect(partsOf(once).dispatch).toEqual([seconds, seconds]);
    expect(seconds).toBeLessThan(2 * allToAllSeconds(a100, exposed, BYTES, RANKS));
  });

  it('carries a token less far where experts are taken in turn', () => {
    const inTurn = { ...exposed, dispatchOnce: 1 as const, expertsInTurn: 1 as const };
    const seconds = 2 * fastestSeconds(dispatchLines(a100, inTurn, RANKS, 6, 64), BYTES);
    expect(partsOf(inTurn).dispatch).toEqual([seconds, seconds]);
    expect(seconds).toBeLessThan(partsOf({ ...exposed, dispatchOnce: 1 }).dispatch[0] ?? Number.NaN);
  });

  it('hides behind all kernels of another micro-batch, half of them in each direction', () => {
    const { dispatch, kernelSeconds } = partsOf(exposed);
    const beside = partsOf({
      ...exposed,
      expertOverlap: 0.1,
      overlapTax: 0,
      dispatchBesideBatch: 1,
    }).dispatch;
    const left = Math.max(0, (dispatch[0] ?? Number.NaN) - 0.1 * (kernelSeconds / 2));
    expect(left).toBeGreaterThan(0);
    for (const seconds of beside) expect(seconds).toBeCloseTo(left, 12);
  });
});
