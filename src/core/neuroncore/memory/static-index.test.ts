import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexStepwise } from './index-view.ts';
import { permute } from './reorder.ts';
import { type IndexItem, indexStatically } from './static-index.ts';
import { testTensor } from './storage.testing.ts';

const edge = fc.option(fc.integer({ min: -9, max: 9 }), { nil: null });
const item: fc.Arbitrary<IndexItem> = fc.oneof(
  fc.integer({ min: -9, max: 9 }),
  fc.record({
    kind: fc.constant('slice' as const),
    start: edge,
    stop: edge,
    step: fc.option(fc.integer({ min: -1, max: 3 }), { nil: null }),
  }),
);

describe('an index of integers and ranges', () => {
  it('gives at once what one item after the other gives, wherever it gives anything', () => {
    let given = 0;
    fc.assert(
      fc.property(
        fc.constantFrom('sbuf' as const, 'hbm' as const),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 2, maxLength: 4 }),
        fc.array(item, { maxLength: 4 }),
        fc.boolean(),
        (space, shape, items, isPermuted) => {
          const whole = testTensor(space, shape);
          const order = shape.map((_, dimension) => dimension);
          const view = isPermuted ? permute(whole, [0, ...order.slice(1).reverse()]) : whole;
          const known = indexStatically(view, items);
          if (known === null) return;
          given += 1;
          expect(known).toEqual(indexStepwise(view, items));
        },
      ),
      { numRuns: 200 },
    );
    expect(given).toBeGreaterThan(20);
  });

  it('leaves what is refused to one item after the other', () => {
    const view = testTensor('sbuf', [4, 8]);
    const from = (start: number | null, stop: number | null, step: number | null): IndexItem => ({
      kind: 'slice',
      start,
      stop,
      step,
    });
    expect(indexStatically(view, [4])).toBeNull();
    expect(indexStatically(view, [from(3, 3, null)])).toBeNull();
    expect(indexStatically(view, [from(0, 4, 2)])).toBeNull();
    expect(indexStatically(view, [{ kind: 'ellipsis' }])).toBeNull();
    expect(indexStatically(view, [from(1, 3, 1), from(0, 8, 2)])?.shape).toEqual([2, 4]);
  });
});
