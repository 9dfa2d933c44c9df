import { describe, expect, it } from 'vitest';
import { loadPortabilityTables } from '../../../platform/files/portability.ts';
import { factNamed } from '../../portability/tables/fact.ts';
import { displayWidth } from '../text.ts';
import { factText } from './explain-fact.ts';

const tables = await loadPortabilityTables('catalog');

describe('a fact on a terminal', () => {
  it('names the release, and no line is wider than the columns', () => {
    for (const name of ['NCC_EVRF035', 'stablehlo.complex', 'i64', 'attention-cte']) {
      const fact = factNamed(tables, name);
      if (fact === null) throw new Error(name);
      const text = factText(fact, tables.sdk, { columns: 60, top: 10, style: (_, each) => each });
      expect(text).toContain('2.32.0');
      for (const line of text.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(60);
    }
  });
});
