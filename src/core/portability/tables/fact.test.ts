import { describe, expect, it } from 'vitest';
import { readPortabilityTables } from '../../../platform/files/portability.ts';
import { factNamed } from './fact.ts';
import { tablesAt } from './tables.ts';

const dated = await readPortabilityTables('catalog');
const tables = tablesAt(dated);

const saidOf = (name: string, label: string): string | undefined =>
  factNamed(tables, name)?.statements.find((each) => each.label === label)?.text;

describe('a fact of the tables by its name', () => {
  it('is a compiler error with its remedy, in any case of letters', () => {
    expect(factNamed(tables, ' ncc_emod025 ')?.kind).toBe('compiler error');
    expect(saidOf('NCC_EMOD025', 'remedy')).toMatch(/bucket or pad/);
  });

  it('is an operator with its status, what is disputed about it and what would settle it', () => {
    expect(saidOf('stablehlo.complex', 'status')).toMatch(/^supported-constrained/);
    expect(saidOf('stablehlo.complex', 'disputed')).toMatch(/complex numbers/);
    expect(saidOf('stablehlo.cbrt', 'probe')).toMatch(/list-operators/);
  });

  it('is a type or a quantisation, chip by chip', () => {
    expect(saidOf('F8_E4M3', 'trn2')).toMatch(/^unsupported/);
    expect(saidOf('F8_E4M3', 'trn3')).toMatch(/^supported/);
    expect(factNamed(tables, 'gptq')?.kind).toBe('quantisation');
  });

  it('is a kernel of the NKI Library, from the release on that brought it', () => {
    expect(saidOf('gpsimd-topk', 'status')).toMatch(/^experimental/);
    expect(factNamed(tablesAt(dated, '2.31.0'), 'gpsimd-topk')).toBeNull();
  });

  it('is nothing where the tables say nothing', () => {
    expect(factNamed(tables, 'aten::frobnicate')).toBeNull();
  });
});
