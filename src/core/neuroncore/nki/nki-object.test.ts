import { describe, expect, it } from 'vitest';
import { floats, outputFloats, runSource } from '../run.testing.ts';

/** What a kernel finds out in Python, written to HBM as one number: 1 when `condition` holds. */
const holds = (definitions: string, condition: string): number => {
  const source = `import nki
import nki.isa as nisa
import nki.language as nl
from nki.isa.constants import oob_mode
from nki.language import NKIObject
${definitions}
def kernel(x):
    out = nl.ndarray((1, 1), dtype=nl.float32, buffer=nl.shared_hbm)
    tile = nl.ndarray((1, 1), dtype=nl.float32, buffer=nl.sbuf)
    nisa.memset(dst=tile, value=1.0 if ${condition} else 0.0)
    nisa.dma_copy(dst=out, src=tile)
    return out
`;
  return outputFloats(runSource(source, 'kernel', [floats([1, 1], () => 0)]))[0] as number;
};

describe('NKIObject', () => {
  const plain = `
class Size(NKIObject):
    rows: int
    columns: int = 4
    def area(self):
        return self.rows * self.columns
`;
  it.each([
    ['takes the annotated fields in order', 'Size(3).area() == 12'],
    ['takes fields by name', 'Size(columns=5, rows=2).area() == 10'],
    ['leaves a field without a value None', 'Size().rows is None'],
  ])('%s without a decorator', (_, condition) => {
    expect(holds(plain, condition)).toBe(1);
  });

  it.each([
    ['undecorated', ''],
    ['decorated', '@dataclass'],
  ])('takes values without annotation for fields, after those with one, %s', (_, decorator) => {
    const text = `
from dataclasses import dataclass
${decorator}
class Section(NKIObject):
    index = None
    rows: int = 2
    def twice(self):
        return 2 * self.rows
`;
    const condition =
      'Section(3, 1).index == 1 and Section(index=5, rows=3).twice() == 6 and Section().index is None';
    expect(holds(text, condition)).toBe(1);
  });

  it('calls __post_init__ after the fields are set', () => {
    const text = `
class Twice(NKIObject):
    value: int
    def __post_init__(self):
        self.value = 2 * self.value
`;
    expect(holds(text, 'Twice(4).value == 8')).toBe(1);
  });

  it('keeps an initialiser that the class defines', () => {
    const text = `
class Own(NKIObject):
    value: int = 1
    def __init__(self, other):
        self.value = other + 1
`;
    expect(holds(text, 'Own(6).value == 7')).toBe(1);
  });

  it('refuses arguments that are no fields', () => {
    expect(() => holds(plain, 'Size(1, 2, 3).area() == 0')).toThrow(/3 arguments for 2 fields/);
    expect(() => holds(plain, 'Size(depth=1).area() == 0')).toThrow(/unexpected keyword argument 'depth'/);
  });
});

describe('names of earlier versions', () => {
  it('are the same enumerations in nki.isa.constants as in nki.isa', () => {
    const same =
      'oob_mode.skip == nisa.oob_mode.skip and nisa.constants.dge_mode.swdge == nisa.dge_mode.swdge';
    expect(holds('', same)).toBe(1);
  });

  it('give annotations from where they used to be', () => {
    expect(holds('import neuronxcc.nki.typing as nt', 'nt.tensor is nki.typing.tensor')).toBe(1);
    expect(holds('from neuronxcc.nki.language import bfloat16', 'bfloat16 == nl.bfloat16')).toBe(1);
    expect(() => holds('from neuronxcc.nki.language import par_dim', 'True')).toThrow(
      /par_dim belongs to the dialect before NKI 0\.2/,
    );
  });

  it('let a file run its kernel at its end without running it again', () => {
    expect(holds('result = nki.simulate(print)(1)', 'True')).toBe(1);
  });
});
