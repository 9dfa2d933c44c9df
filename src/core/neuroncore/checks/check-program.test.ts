import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../machine/diagnostic.ts';
import { KernelFault } from '../machine/diagnostic.ts';
import { floats, runSource, type TestRun } from '../run.testing.ts';

const HEAD = `import nki
import nki.language as nl
import nki.isa as nisa
import nki.typing as nt
`;

/** All diagnostics of a kernel, the fault that ended it among them. */
const diagnose = (body: string, options: TestRun & { cores?: 1 | 2 } = {}): readonly Diagnostic[] => {
  try {
    return runSource(`${HEAD}${body}`, 'kernel', [floats([128, 8], (at) => at)], options).diagnostics;
  } catch (error) {
    if (error instanceof KernelFault) return [error.diagnostic];
    throw error;
  }
};

const rules = (body: string, options: TestRun & { cores?: 1 | 2 } = {}): string[] =>
  diagnose(body, options).map(({ rule, site }) => `${rule}:${site.line - 4}`);

const shared = (copy: string): string => `def kernel(x):
    half = nl.program_id(0)
    out = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.shared_hbm)
    tile = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x)
    ${copy}
    return out
`;

describe('two cores in shared HBM', () => {
  it('may write halves of rows and of columns, and every other row', () => {
    for (const copy of [
      'nisa.dma_copy(dst=out[half * 64 : half * 64 + 64, :], src=tile[half * 64 : half * 64 + 64, :])',
      'nisa.dma_copy(dst=out[:, half * 4 : half * 4 + 4], src=tile[:, half * 4 : half * 4 + 4])',
      'nisa.dma_copy(dst=out[half:128:2, :], src=tile[half * 64 : half * 64 + 64, :])',
      'nisa.dma_copy(dst=out[:, half:8:2], src=tile[:, half:8:2])',
    ])
      expect(rules(shared(copy), { cores: 2 })).toEqual([]);
  });

  it('race when they write different values to the same bytes, by one column even', () => {
    const each = shared('nisa.dma_copy(dst=out[0:64, :], src=tile[half * 64 : half * 64 + 64, :])');
    expect(rules(each, { cores: 2 })).toContain('core-race:6');
    expect(
      rules(shared('nisa.dma_copy(dst=out[:, half * 3 : half * 3 + 4], src=tile[:, 0:4])'), { cores: 2 }),
    ).toEqual(['core-race:6']);
  });

  it('may both store the same values, which is known from data only', () => {
    const both = shared('nisa.dma_copy(dst=out, src=tile)');
    expect(rules(both, { cores: 2 })).toEqual([]);
    expect(rules(both, { cores: 2, holdsData: false })).toEqual(['core-race:6']);
  });

  it('are warned only of tensors that a barrier names', () => {
    const severity = (after: string): (string | undefined)[] =>
      diagnose(shared(`nisa.dma_copy(dst=out[:, half * 2 : half * 2 + 6], src=tile[:, 0:6])\n    ${after}`), {
        cores: 2,
      }).map((found) => found.severity);
    expect(severity('pass')).toEqual(['error']);
    expect(severity('nisa.core_barrier(data=out, cores=(0, 1))')).toEqual(['warning']);
  });

  it('may leave the waiting to a collective over the whole tensor, not to one over parts that lie elsewhere', () => {
    const body = (group: string): string => `def kernel(x):
    import nki.collectives as ncc
    half = nl.program_id(0)
    own = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.shared_hbm)
    out = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.shared_hbm)
    tile = nl.ndarray((64, 8), dtype=nl.float32, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x[half * 64 : half * 64 + 64, :])
    nisa.dma_copy(dst=own[half * 64 : half * 64 + 64, :], src=tile)
    ncc.all_reduce(srcs=[${group}], dsts=[${group === 'own' ? 'out' : group}], replica_group=ncc.ReplicaGroup([[0]]), op=nl.add)
    nisa.dma_copy(dst=out[half * 64 : half * 64 + 64, :], src=own[64 - half * 64 : 128 - half * 64, :])
    return out
`;
    expect(rules(body('own'), { cores: 2 })).toEqual([]);
    expect(rules(body('tile'), { cores: 2 })).toEqual(['core-race:10']);
  });

  it('may read what the other core wrote after a barrier only', () => {
    const body = (barrier: string): string => `def kernel(x):
    half = nl.program_id(0)
    middle = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.shared_hbm)
    out = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.shared_hbm)
    tile = nl.ndarray((64, 8), dtype=nl.float32, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x[half * 64 : half * 64 + 64, :])
    nisa.dma_copy(dst=middle[half * 64 : half * 64 + 64, :], src=tile)
    ${barrier}
    other = nl.ndarray((64, 8), dtype=nl.float32, buffer=nl.sbuf)
    nisa.dma_copy(dst=other, src=middle[64 - half * 64 : 128 - half * 64, :])
    nisa.dma_copy(dst=out[half * 64 : half * 64 + 64, :], src=other)
    return out
`;
    expect(rules(body('nisa.core_barrier(data=middle, cores=(0, 1))'), { cores: 2 })).toEqual([]);
    expect(rules(body('pass'), { cores: 2, holdsData: false })).toEqual(['core-race:10']);
  });
});

describe('tensors at one address', () => {
  const body = (second: string): string => `def kernel(x):
    out = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.shared_hbm)
    one = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.sbuf, address=(0, 64))
    two = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.sbuf, address=${second})
    nisa.dma_copy(dst=one, src=x)
    nisa.tensor_scalar(dst=two, data=one, op0=nl.add, operand0=1.0)
    nisa.dma_copy(dst=out, src=one)
    return out
`;
  it('race when one is written while the other is still to be read', () => {
    expect(rules(body('(0, 80)'))).toEqual(['address-race:6']);
  });
  it('are fine beside each other', () => {
    expect(rules(body('(0, 96)'))).toEqual([]);
  });
  it('may take turns', () => {
    expect(
      rules(`def kernel(x):
    out = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.shared_hbm)
    for i in range(4):
        tile = nl.ndarray((128, 2), dtype=nl.float32, buffer=nl.sbuf, address=(0, 0))
        nisa.dma_copy(dst=tile, src=x[:, 2 * i : 2 * i + 2])
        nisa.dma_copy(dst=out[:, 2 * i : 2 * i + 2], src=tile)
    return out
`),
    ).toEqual([]);
  });
});

describe('what a kernel takes and returns', () => {
  const copied = (signature: string, from: string, to: string): string => `def kernel(${signature}):
    out = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.shared_hbm)
    tile = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x)
    nisa.dma_copy(dst=${to}, src=${from})
    return out
`;
  it('is written, all of it, with data and without', () => {
    for (const holdsData of [true, false]) {
      expect(rules(copied('x', 'tile[:, 0:4]', 'out[:, 0:4]'), { holdsData })).toEqual([
        'output-partly-written:2',
      ]);
      expect(rules(copied('x', 'tile', 'x'), { holdsData })).toEqual(['output-unwritten:2']);
    }
  });
  it('may be an argument that it declares mutable or returns', () => {
    const update = (signature: string, result: string): string => `def kernel(${signature}):
    tile = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.sbuf)
    nisa.memset(dst=tile, value=1.0)
    nisa.dma_copy(dst=x, src=tile)
    return ${result}
`;
    expect(rules(update('x', 'None'))).toEqual(['input-written:4']);
    expect(rules(update('x', 'x'))).toEqual([]);
    expect(rules(update('x: nt.mutable_tensor', 'None'))).toEqual([]);
  });
  it('lies in shared HBM from NKI 0.3 on', () => {
    const body = copied('x', 'tile', 'out').replace('nl.shared_hbm', 'nl.hbm');
    expect(rules(body)).toEqual(['output-space:2']);
    expect(rules(body, { version: [0, 2] })).toEqual([]);
  });
});

describe('stores and reads', () => {
  const filled = (first: string, second: string): string => `def kernel(x):
    out = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.shared_hbm)
    tile = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.sbuf)
    ${first}
    ${second}
    nisa.dma_copy(dst=out, src=tile)
    return out
`;
  it('warns of a tile that is filled twice before it is read, unless it was cleared only', () => {
    const load = 'nisa.dma_copy(dst=tile, src=x)';
    const clear = 'nisa.memset(dst=tile, value=0.0)';
    expect(rules(filled(load, clear))).toEqual(['dead-store:4']);
    expect(rules(filled(load, load))).toEqual(['dead-store:4']);
    expect(rules(filled(clear, load))).toEqual([]);
  });
  it('finds reads of what nothing wrote in runs without data too', () => {
    const body = `def kernel(x):
    out = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.shared_hbm)
    tile = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.sbuf)
    nisa.dma_copy(dst=out, src=tile)
    return out
`;
    expect(rules(body, { holdsData: false })).toEqual(['uninitialised-read:4']);
    expect(rules(body)).toEqual(['uninitialised-read:4']);
  });
});

describe('instructions on parts of one tile', () => {
  const on = (statement: string): string => `def kernel(x):
    out = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.shared_hbm)
    tile = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x)
    ${statement}
    nisa.dma_copy(dst=out, src=tile)
    return out
`;
  it.each([
    ['the same elements', 'nisa.activation(dst=tile, op=nl.tanh, data=tile)'],
    ['even columns from odd ones', 'nisa.tensor_copy(dst=tile[:, 0:8:2], src=tile[:, 1:8:2])'],
    ['a shift to the left', 'nisa.tensor_copy(dst=tile[:, 0:7], src=tile[:, 1:8])'],
    ['another shape of the same elements', 'nisa.tensor_copy(dst=tile.reshape((128, 2, 4)), src=tile)'],
    ['a sum over the row', 'nisa.tensor_reduce(dst=tile[:, 0:1], op=nl.add, data=tile, axis=1)'],
    ['a move between halves', 'nisa.dma_copy(dst=tile[:, 0:4], src=tile[:, 4:8])'],
  ])('may write %s', (_, statement) => {
    expect(rules(on(statement))).toEqual([]);
  });
  it.each([
    ['a shift to the right', 'nisa.tensor_copy(dst=tile[:, 1:8], src=tile[:, 0:7])', 'warning'],
    ['a transfer in either direction', 'nisa.dma_copy(dst=tile[:, 0:7], src=tile[:, 1:8])', 'error'],
  ])('do not overtake their input: %s', (_, statement, severity) => {
    expect(diagnose(on(statement))).toMatchObject([{ rule: 'overlap-in-place', severity }]);
  });
});

describe('names of other versions', () => {
  const body = `def kernel(x):
    if hasattr(nl, "fori_loop"):
        nl.fori_loop(0, 1, lambda i: None)
    return x
`;
  it('are missing in strict runs, so that kernels can ask for them', () => {
    expect(rules(body, { version: [0, 5] })).toEqual([]);
    expect(rules('def kernel(x):\n    return nl.fori_loop\n', { version: [0, 5] })).toEqual(['version:2']);
  });
  it('are found and reported in lenient runs', () => {
    const found = rules('def kernel(x):\n    nl.fori_loop\n    return x\n', {
      version: [0, 5],
      strictness: 'lenient',
    });
    expect(found).toEqual(['version:2']);
  });
  it('cannot be imported, which says since when they exist', () => {
    const source = `def kernel(x):
    from nki.language import fori_loop
`;
    expect(() => diagnose(source, { version: [0, 5] })).toThrow(/exists since NKI 0\.6/);
  });
  it('point to the namespace that has a name', () => {
    expect(() => diagnose('def kernel(x):\n    nl.iota\n')).toThrow(/nki\.isa has it/);
  });
});

describe('what a kernel gives to nobody', () => {
  const body = (loop: string, jit = ''): string => `${jit}def kernel(x):
    count = nl.ndarray((1, 1), dtype=nl.int32, buffer=nl.sbuf)
    nisa.memset(dst=count, value=0)
    register = nisa.register_alloc(0)
    nisa.register_load(dst=register, src=count)
    spare = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.shared_hbm)
    tile = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x)
    nisa.dma_copy(dst=spare, src=tile)
    ${loop}
        nisa.dma_copy(dst=tile, src=spare)
    out = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=out, src=tile)
    return ${jit === '' ? 'out' : 'None'}
`;

  it('is told of tensors in HBM, but not where a loop that did not run may read them', () => {
    expect(rules(body('if False:'))).toEqual(['output-unreturned:6']);
    for (const loop of ['while register:', 'for _ in nl.dynamic_range(register):'])
      expect(rules(body(loop))).not.toContain('output-unreturned:6');
  });

  it('is an error of kernels that return nothing, not of functions that are parts of them', () => {
    expect(rules(body('if True:', '@nki.jit\n'))).toContain('output-none:2');
    expect(rules(body('if True:').replace('return out', 'return None'))).toEqual(['output-unreturned:12']);
  });

  it('is nothing where an argument is written', () => {
    const inPlace = `@nki.jit
def kernel(x: nt.mutable_tensor):
    tile = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x)
    nisa.dma_copy(dst=x, src=tile)
`;
    expect(rules(inPlace)).toEqual([]);
  });
});

describe('what was never written', () => {
  /** Rows 0 to 31 of a tile are loaded; `steps` do something with it, and `stored` rows of `result` are stored. */
  const body = (steps: string, stored = '0:32', cores = ''): string => `def kernel(x):
    tile = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile[0:32, :], src=x[0:32, :])
    other = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.sbuf)
    ${cores}
    ${steps}
    out = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=out[${stored}, :], src=result[${stored}, :])
    return out
`;
  const partly = 'output-partly-written:7';

  it.each([
    ['a copy', 'nisa.tensor_copy(dst=other, src=tile); result = other'],
    [
      'a shuffle',
      'nisa.nc_stream_shuffle(dst=other, src=tile, shuffle_mask=[1, 0] + [255] * 30); result = other',
    ],
    [
      'two transpositions',
      'flat = nl.ndarray((8, 128), dtype=nl.float32, buffer=nl.psum); nisa.nc_transpose(dst=flat, data=tile); kept = nl.ndarray((8, 128), dtype=nl.float32, buffer=nl.sbuf); nisa.tensor_copy(dst=kept, src=flat); back = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.psum); nisa.nc_transpose(dst=back, data=kept); nisa.tensor_copy(dst=other, src=back); result = other',
    ],
  ])('goes along with %s, which is no fault where nobody uses it', (name, steps) => {
    const written = name === 'a shuffle' ? '0:2' : '0:32';
    expect(rules(body(steps, written))).toEqual([partly]);
    // What is stored of the rest is not defined, and is told where it leads to.
    expect(rules(body(steps, '0:128'))).toEqual([partly]);
  });

  it('is told where somebody computes with it, or moves nothing else', () => {
    const add = 'nisa.tensor_scalar(dst=other, data=other, op0=nl.add, operand0=1.0); result = other';
    expect(rules(body(`nisa.tensor_copy(dst=other, src=tile); ${add}`))).toEqual([
      'uninitialised-read:6',
      partly,
    ]);
    expect(rules(body('nisa.tensor_copy(dst=other[0:32, :], src=tile[32:64, :]); result = tile'))).toContain(
      'uninitialised-read:6',
    );
  });

  it('is followed to the other core', () => {
    const swap =
      'nisa.sendrecv(src=tile, dst=other, send_to_rank=1 - core, recv_from_rank=1 - core, pipe_id=0)';
    const core = 'core = nl.program_id(0)';
    const add = 'nisa.tensor_scalar(dst=other, data=other, op0=nl.add, operand0=1.0)';
    const found = rules(body(`${swap}; ${add}; result = other`, '0:32', core), { cores: 2 });
    expect(found).toContain('uninitialised-read:6');
    expect(rules(body(`${swap}; result = other`, '0:32', core), { cores: 2 })).not.toContain(
      'uninitialised-read:6',
    );
  });
});

it('a scatter of equal rows to one place is none of chance', () => {
  const body = (fill: string): string => `def kernel(x):
    rows = nl.ndarray((128, 1), dtype=nl.int32, buffer=nl.sbuf)
    nisa.memset(dst=rows, value=3)
    tile = nl.ndarray((128, 8), dtype=nl.float32, buffer=nl.sbuf)
    ${fill}
    out = nl.ndarray((256, 8), dtype=nl.float32, buffer=nl.shared_hbm)
    nisa.dma_copy(dst=out.ap(pattern=[[8, 128], [1, 8]], vector_offset=rows, indirect_dim=0), src=tile)
    return out
`;
  expect(rules(body('nisa.dma_copy(dst=tile, src=x)'))).toContain('scatter-duplicate:7');
  expect(rules(body('nisa.memset(dst=tile, value=1.0)'))).not.toContain('scatter-duplicate:7');
});
