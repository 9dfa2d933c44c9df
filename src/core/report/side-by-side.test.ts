import { describe, expect, it } from 'vitest';
import { factOf } from '../catalog/system.testing.ts';
import { inputsOf, outcomeOf, systemOf } from '../plan/plan.testing.ts';
import { plan } from '../plan/plan.ts';
import { sideBySide } from '../plan/side-by-side.ts';
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
