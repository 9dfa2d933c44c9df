import { describe, expect, it } from 'vitest';
import { floats, runSource } from '../run.testing.ts';
import { stepsOf } from '../timing/step-table.ts';
import { KernelFault } from './diagnostic.ts';

const HEAD = `import nki
import nki.isa as nisa
import nki.language as nl
`;

const tensor = floats([128, 1024], (at) => at % 7);

/** The steps of a kernel with and without data, and the rules that the runs report. */
const both = (body: string) => {
  const text = `${HEAD}\ndef kernel(x):\n${body.replaceAll(/^/gm, '    ')}`;
  const [full, bare] = [true, false].map((holdsData) => {
    const { program, diagnostics } = runSource(text, 'kernel', [tensor], {
      holdsData,
      strictness: 'lenient',
    });
    return { steps: stepsOf(program), rules: diagnostics.map(({ rule, site }) => `${rule} ${site.line}`) };
  });
  return { full, bare };
};

const SAME = [
  {
    name: 'elsewhere',
    body: `out = nl.ndarray((128, 1024), dtype=nl.float32, buffer=nl.shared_hbm)
for column in range(0, 1024, 128):
    tile = nl.ndarray((128, 128), dtype=nl.float32, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x[0:128, column:column + 128])
    nisa.tensor_scalar(dst=tile, data=tile, op0=nl.multiply, operand0=2.0)
    nisa.dma_copy(dst=out[0:128, column:column + 128], src=tile)
return out`,
  },
  {
    name: 'with other numbers, engines, types and shapes',
    body: `out = nl.ndarray((128, 1024), dtype=nl.float32, buffer=nl.shared_hbm)
tile = nl.ndarray((128, 1024), dtype=nl.float32, buffer=nl.sbuf)
half = nl.ndarray((128, 1024), dtype=nl.bfloat16, buffer=nl.sbuf)
nisa.memset(dst=half, value=0.0)
nisa.dma_copy(dst=tile, src=x)
for turn in range(12):
    source = half if turn % 3 == 2 else tile
    size = 512 if turn % 4 == 3 else 256
    nisa.memset(dst=half[:, 0:size], value=float(turn // 6))
    engine = nisa.engine.vector if turn % 2 == 0 else nisa.engine.scalar
    nisa.tensor_copy(dst=half[:, 0:size], src=source[:, 512:512 + size], engine=engine)
    nisa.tensor_copy(dst=tile[:, 0:size], src=half[:, 0:size])
nisa.dma_copy(dst=out, src=tile)
return out`,
  },
  {
    name: 'in PSUM, where the first product starts a sum and others go on',
    body: `out = nl.ndarray((128, 512), dtype=nl.float32, buffer=nl.shared_hbm)
tile = nl.ndarray((128, 1024), dtype=nl.float32, buffer=nl.sbuf)
nisa.dma_copy(dst=tile, src=x)
for turn in range(6):
    sums = nl.ndarray((128, 512), dtype=nl.float32, buffer=nl.psum)
    for k in range(4):
        nisa.nc_matmul(dst=sums, stationary=tile[:, k * 128:k * 128 + 128], moving=tile[:, 512:1024])
        if k == 1 and turn == 4:
            nisa.tensor_copy(dst=tile[:, 0:512], src=sums)
    nisa.tensor_tensor(dst=tile[:, 0:512], data1=tile[:, 0:512], data2=sums, op=nl.add)
nisa.dma_copy(dst=out, src=tile[:, 0:512])
return out`,
  },
  {
    name: 'on the Scalar engine, with scales and biases for each partition, other functions and sums',
    body: `out = nl.ndarray((128, 1024), dtype=nl.float32, buffer=nl.shared_hbm)
tile = nl.ndarray((128, 1024), dtype=nl.float32, buffer=nl.sbuf)
nisa.dma_copy(dst=tile, src=x)
for turn in range(12):
    part = tile[:, turn * 64:turn * 64 + 64]
    bias = tile[:, 1000 + turn % 3:1001 + turn % 3] if turn % 4 == 3 else None
    scale = 2.0 if turn < 6 else tile[:, 1010:1011]
    nisa.activation(dst=part, op=nl.exp if turn % 2 == 0 else nl.square, data=part, bias=bias, scale=scale)
    total = nl.ndarray((128, 1), dtype=nl.float32, buffer=nl.sbuf)
    nisa.activation_reduce(dst=part, op=nl.square, data=part, reduce_op=nl.add, reduce_res=total)
    nisa.tensor_scalar(dst=part, data=part, op0=nl.multiply, operand0=total)
nisa.dma_copy(dst=out, src=tile)
return out`,
  },
  {
    name: 'with the value that a register has now',
    body: `out = nl.ndarray((128, 1024), dtype=nl.float32, buffer=nl.shared_hbm)
tile = nl.ndarray((128, 1024), dtype=nl.float32, buffer=nl.sbuf)
nisa.dma_copy(dst=tile, src=x)
for column in nl.dynamic_range(4):
    nisa.tensor_scalar(dst=tile[:, 0:8], data=tile[:, 0:8], op0=nl.add, operand0=1.0)
    nisa.tensor_copy(dst=tile[:, nl.ds(column, 8)], src=tile[:, 512:520])
nisa.dma_copy(dst=out, src=tile)
return out`,
  },
];

const FAULTY = [
  {
    name: 'over elements of its own input that are still to be read',
    rule: 'overlap-in-place',
    body: `out = nl.ndarray((128, 1024), dtype=nl.float32, buffer=nl.shared_hbm)
tile = nl.ndarray((128, 1024), dtype=nl.float32, buffer=nl.sbuf)
nisa.dma_copy(dst=tile, src=x)
for shift in (0, 0, 256, 256, 8, 8):
    nisa.tensor_copy(dst=tile[:, shift:shift + 64], src=tile[:, 0:64])
nisa.dma_copy(dst=out, src=tile)
return out`,
  },
  {
    name: 'at a partition where none may start',
    rule: 'start-partition',
    body: `out = nl.ndarray((128, 1024), dtype=nl.float32, buffer=nl.shared_hbm)
tile = nl.ndarray((128, 1024), dtype=nl.float32, buffer=nl.sbuf)
nisa.dma_copy(dst=tile, src=x)
for start in (0, 0, 32, 64, 40):
    nisa.memset(dst=tile[start:start + 32, 0:8], value=1.0)
nisa.dma_copy(dst=out, src=tile)
return out`,
  },
];

describe('a call that is equal to an earlier one', () => {
  for (const { name, body } of SAME)
    it(`issues the same step ${name}`, () => {
      const { full, bare } = both(body);
      expect(bare?.steps).toEqual(full?.steps);
      expect(bare?.rules).toEqual(full?.rules);
    });

  for (const { name, rule, body } of FAULTY)
    it(`is not taken for equal when it writes ${name}`, () => {
      const { full, bare } = both(body);
      expect(full?.rules.some((each) => each.startsWith(rule))).toBe(true);
      expect(bare?.rules).toEqual(full?.rules);
      expect(bare?.steps).toEqual(full?.steps);
    });

  it('is checked like the first when its memory is another one', () => {
    const body = `tile = nl.ndarray((128, 128), dtype=nl.float32, buffer=nl.sbuf)
for turn in range(3):
    space = nl.psum if turn == 2 else nl.sbuf
    moving = nl.ndarray((128, 128), dtype=nl.float32, buffer=space)
    sums = nl.ndarray((128, 128), dtype=nl.float32, buffer=nl.psum)
    nisa.nc_matmul(dst=sums, stationary=tile, moving=moving)`;
    const text = `${HEAD}\ndef kernel(x):\n${body.replaceAll(/^/gm, '    ')}`;
    const run = () => runSource(text, 'kernel', [tensor], { holdsData: false });
    expect(run).toThrow(KernelFault);
    expect(run).toThrow(/moving is float32\[128, 128\] in psum/);
  });
});
