import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Mixer } from '../../workload/architecture.ts';
import { attentionShape, meanContext } from './attention-shape.ts';
import { shipped } from './training.testing.ts';

const heads = (headDim: number): Mixer => ({
  kind: 'attention',
  queryHeads: 64,
  keyValueHeads: 8,
  headDim,
  window: null,
  extraParameters: 0,
  outputGate: false,
});

const stated = { ...shipped, attentionSoftmaxWidth: 45, attentionTile: 128 };

it('takes heads 128 wide as the measure', () => {
  expect(attentionShape(heads(128), 1, stated).widthFactor).toBeCloseTo(1, 12);
});

it('charges narrow heads for the softmax that each of their scores takes', () => {
  // (128 + 90) / 128 over (256 + 90) / 256
  expect(attentionShape(heads(64), 1, stated).widthFactor).toBeCloseTo(1.260116, 6);
});

it('gains from wide heads what FlashAttention-3 gains on H100, 648 to 740 TFLOP/s', () => {
  expect(1 / attentionShape(heads(256), 1, stated).widthFactor).toBeCloseTo(740 / 648, 1);
});

it('leaves the softmax to its own kernel where there is no fused one', () => {
  expect(attentionShape(heads(64), 1, { ...stated, fusedAttention: 0 }).widthFactor).toBe(1);
});

it('pads heads to the width of a systolic array', () => {
  // (512 + 90) / 128 over (256 + 90) / 256
  expect(attentionShape(heads(64), 256, stated).widthFactor).toBeCloseTo(3.479769, 6);
  expect(attentionShape(heads(64), 256, stated).tile).toBe(2048);
});

it('counts the mean of the widths of keys and values in latent attention', () => {
  const latent: Mixer = {
    kind: 'latent-attention',
    queryHeads: 128,
    queryRank: 1536,
    keyValueRank: 512,
    nopeHeadDim: 128,
    ropeHeadDim: 64,
    valueHeadDim: 128,
    sparse: null,
  };
  // (320 + 90) / 320 over (256 + 90) / 256
  expect(attentionShape(latent, 1, stated).widthFactor).toBeCloseTo(0.947977, 6);
});

it('works out whole tiles on the diagonal', () => {
  expect(meanContext(4096, Number.POSITIVE_INFINITY, true, true, 128)).toBe(2112);
});

it('makes a window of 128 positions cost two tiles of 1,024', () => {
  expect(meanContext(8192, 128, true, true, 1024)).toBe(2048 - 2048 ** 2 / 16_384);
});

it('counts exactly the positions seen when tiles hold one', () => {
  // Windows of 3 in 6 positions: 1, 2, 3, 3, 3, 3 are seen, on average 2.5; the ramp is taken as continuous.
  expect(meanContext(6, 3, true, true, 1)).toBeCloseTo(2.25, 12);
  expect(meanContext(6, 6, true, true, 1)).toBe(3.5);
});

it('never works out more than the whole square, nor less with larger tiles or windows', () => {
  const size = fc.integer({ min: 1, max: 16_384 });
  fc.assert(
    fc.property(size, size, fc.constantFrom(1, 64, 128, 512), (length, window, tile) => {
      const context = meanContext(length, window, true, true, tile);
      expect(context).toBeLessThanOrEqual(length);
      expect(meanContext(length, window, true, true, 2 * tile)).toBeGreaterThanOrEqual(context * (1 - 1e-12));
    }),
  );
});
