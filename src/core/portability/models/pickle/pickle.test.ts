import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesReader } from '../../../workload/files/ranged-reader.ts';
import { globalKind } from './globals.ts';
import { listPickle } from './listing.ts';
import { readPickle } from './model.ts';
import { madeStateDict, pickleWriter } from './pickle.testing.ts';

const listed = (bytes: Uint8Array) => listPickle(bytesReader(bytes));

const DICT = madeStateDict({
  'embed.weight': ['BFloat16Storage', [1000, 64]],
  'head.weight': ['BFloat16Storage', [64, 10]],
  steps: ['LongStorage', []],
});

describe('listPickle', () => {
  it('reads shapes and types of the tensors of a state_dict without loading it', () => {
    const { census, globals, remarks } = listed(DICT);
    expect(census.elementTypes()).toEqual([
      { type: 'bfloat16', tensors: 2, elements: 64_640 },
      { type: 'int64', tensors: 1, elements: 1 },
    ]);
    expect(census.largest()).toEqual({ name: '[1000, 64]', bytes: 128_000 });
    expect([...globals.values()].every((kind) => kind === 'rebuilds')).toBe(true);
    expect(remarks).toEqual([]);
  });

  it('takes the type of a float8 tensor from its third way of rebuilding', () => {
    const writer = pickleWriter().global('torch._utils', '_rebuild_tensor_v3').op('(');
    writer
      .op('(')
      .text('storage')
      .global('torch.storage', 'UntypedStorage')
      .text('0')
      .text('cpu')
      .int(6)
      .op('tQ');
    writer.int(0).sizes([2, 3]).sizes([3, 1]).raw(0x89).global('collections', 'OrderedDict').op(')R');
    const { census } = listed(writer.global('torch', 'float8_e4m3fn').op('tR').bytes());
    expect(census.elementTypes()).toEqual([{ type: 'float8_e4m3fn', tensors: 1, elements: 6 }]);
  });

  it('reads shape and type of a numpy array from its state, data skipped', () => {
    const writer = pickleWriter().global('numpy.core.multiarray', '_reconstruct').op('(');
    writer.global('numpy', 'ndarray').sizes([0]).text('b').op('tR').op('(').int(1).sizes([4, 5]);
    writer.global('numpy', 'dtype').op('(').text('f8').raw(0x89, 0x88).op('tR').raw(0x89);
    const { census } = listed(writer.op('C').raw(3, 1, 2, 3).op('tb').bytes());
    expect(census.elementTypes()).toEqual([{ type: 'float64', tensors: 1, elements: 20 }]);
  });

  // pickle.dumps({'w': numpy.zeros((3, 4), numpy.float32), 'i': numpy.arange(2)}, protocol) by CPython 3 and numpy 2.4.
  it.each([
    [
      0,
      'KGRwMApWdwpwMQpjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcDIKKGNudW1weQpuZGFycmF5CnAzCihJMAp0cDQKY19jb2RlY3MKZW5jb2RlCnA1CihWYgpwNgpWbGF0aW4xCnA3CnRwOApScDkKdHAxMApScDExCihJMQooSTMKSTQKdHAxMgpjbnVtcHkKZHR5cGUKcDEzCihWZjQKcDE0CkkwMApJMDEKdHAxNQpScDE2CihJMwpWPApwMTcKTk5OSS0xCkktMQpJMAp0cDE4CmJJMDAKZzUKKFZcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDAKcDE5Cmc3CnRwMjAKUnAyMQp0cDIyCmJzVmkKcDIzCmcyCihnMwooSTAKdHAyNApnOQp0cDI1ClJwMjYKKEkxCihJMgp0cDI3CmcxMwooVmk4CnAyOApJMDAKSTAxCnRwMjkKUnAzMAooSTMKZzE3Ck5OTkktMQpJLTEKSTAKdHAzMQpiSTAwCmc1CihWXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwAVx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMApwMzIKZzcKdHAzMwpScDM0CnRwMzUKYnMu',
    ],
    [
      2,
      'gAJ9cQAoWAEAAAB3cQFjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcQJjbnVtcHkKbmRhcnJheQpxA0sAhXEEY19jb2RlY3MKZW5jb2RlCnEFWAEAAABicQZYBgAAAGxhdGluMXEHhnEIUnEJh3EKUnELKEsBSwNLBIZxDGNudW1weQpkdHlwZQpxDVgCAAAAZjRxDomIh3EPUnEQKEsDWAEAAAA8cRFOTk5K/////0r/////SwB0cRJiiWgFWDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABxE2gHhnEUUnEVdHEWYlgBAAAAaXEXaAJoA0sAhXEYaAmHcRlScRooSwFLAoVxG2gNWAIAAABpOHEciYiHcR1ScR4oSwNoEU5OTkr/////Sv////9LAHRxH2KJaAVYEAAAAAAAAAAAAAAAAQAAAAAAAABxIGgHhnEhUnEidHEjYnUu',
    ],
    [
      4,
      'gASVFwEAAAAAAAB9lCiMAXeUjBZudW1weS5fY29yZS5tdWx0aWFycmF5lIwMX3JlY29uc3RydWN0lJOUjAVudW1weZSMB25kYXJyYXmUk5RLAIWUQwFilIeUUpQoSwFLA0sEhpRoBYwFZHR5cGWUk5SMAmY0lImIh5RSlChLA4wBPJROTk5K/////0r/////SwB0lGKJQzAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACUdJRijAFplGgEaAdLAIWUaAmHlFKUKEsBSwKFlGgOjAJpOJSJiIeUUpQoSwNoEk5OTkr/////Sv////9LAHSUYolDEAAAAAAAAAAAAQAAAAAAAACUdJRidS4=',
    ],
    [
      5,
      'gAWV/QAAAAAAAAB9lCiMAXeUjBNudW1weS5fY29yZS5udW1lcmljlIwLX2Zyb21idWZmZXKUk5QoljAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlIwFbnVtcHmUjAVkdHlwZZSTlIwCZjSUiYiHlFKUKEsDjAE8lE5OTkr/////Sv////9LAHSUYksDSwSGlIwBQ5R0lFKUjAFplGgEKJYQAAAAAAAAAAAAAAAAAAAAAQAAAAAAAACUaAiMAmk4lImIh5RSlChLA2gMTk5OSv////9K/////0sAdJRiSwKFlGgPdJRSlHUu',
    ],
  ])('reads arrays that CPython pickled by protocol %i', (_, base64) => {
    const { census, globals, remarks } = listed(Buffer.from(base64, 'base64'));
    expect(census.elementTypes()).toEqual([
      { type: 'float32', tensors: 1, elements: 12 },
      { type: 'int64', tensors: 1, elements: 2 },
    ]);
    expect([[...new Set(globals.values())], remarks]).toEqual([['rebuilds'], []]);
  });

  it('names a function that would run a program, however it is imported', () => {
    const lines = listed(pickleWriter().global('os', 'system').op('(').text('rm -rf /').op('tR').bytes());
    expect(lines.globals.get('os.system')).toBe('executes');
    const stack = listed(pickleWriter().text('posix').text('system').op('\x93').bytes());
    expect(stack.globals.get('posix.system')).toBe('executes');
    const instance = listed(pickleWriter().op('(').text('id').op('isubprocess\nPopen\n').bytes());
    expect(instance.globals.get('subprocess.Popen')).toBe('executes');
  });

  it('takes a name that is put together while loading for one that can run code', () => {
    const writer = pickleWriter().global('builtins', 'str').op(')R').text('system').op('\x93');
    expect(listed(writer.bytes()).globals.get('(computed).(computed)')).toBeUndefined();
    expect(listed(writer.bytes()).globals.get('(computed).system')).toBe('executes');
  });

  it('follows all pickles of the old form of torch.save and stops before the raw data', () => {
    const magic = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];
    const version = [0x80, 2, 0x4d, 0xe9, 0x03, 0x2e];
    const system = [0x80, 2, 0x7d, 0x2e];
    const keys = [0x80, 2, 0x5d, 0x2e];
    const file = Uint8Array.from([...magic, ...version, ...system, ...DICT, ...keys, 255, 254, 253]);
    const { census, pickles, remarks } = listed(file);
    expect([census.elements(), pickles, remarks]).toEqual([64_641, 5, []]);
  });

  it.each([
    ['a text of 2^63 bytes', [0x80, 4, 0x8d, 0, 0, 0, 0, 0, 0, 0, 0x80]],
    ['bytes of 4 GB', [0x80, 2, 0x42, 255, 255, 255, 255]],
    ['an instruction without operands', [0x80, 2, 0x52, 0x2e]],
    ['a mark that was never set', [0x80, 2, 0x74, 0x2e]],
    ['a byte that is no instruction', [0x80, 2, 0xff]],
    ['an end in the middle', [0x80, 2, 0x4a, 1]],
    ['a line without an end', [0x63, 0x6f, 0x73]],
  ])('ends %s in one remark', (_, bytes) => {
    const { remarks } = listed(Uint8Array.from(bytes));
    expect(remarks).toHaveLength(1);
    expect(remarks[0]).toMatch(/^reading a pickle: found /);
  });

  it('gives up on a stack or a chain of values that no checkpoint has', () => {
    const marks = new Uint8Array(1_100_000).fill(0x28);
    expect(listed(marks).remarks[0]).toMatch(/more than 1,000,000 values at once/);
    const chain = new Uint8Array(1_100_000).fill(0x85);
    chain[0] = 0x4e;
    expect(listed(chain).remarks[0]).toMatch(/more than 1,000,000 objects/);
    const memo = new Uint8Array(6 * 1000 + 1);
    memo[0] = 0x4e;
    for (let index = 0; index < 1000; index += 1)
      memo.set([0x72, index & 255, index >> 8, 255, 255, 0x32], 1 + 6 * index);
    expect(listed(memo).remarks[0]).toMatch(/bytes wanted/);
  });

  it('ends on any mutation of a valid pickle with what it found and at most one remark', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(DICT.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.nat(DICT.length),
        (changes, cut) => {
          const bytes = DICT.slice(0, Math.max(2, cut));
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          expect(listed(bytes).remarks.length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('globalKind', () => {
  it.each([
    ['torch', 'FloatStorage', 'rebuilds'],
    ['torch._utils', '_rebuild_tensor_v2', 'rebuilds'],
    ['collections', 'OrderedDict', 'rebuilds'],
    ['numpy._core.multiarray', '_reconstruct', 'rebuilds'],
    ['builtins', 'set', 'rebuilds'],
    ['builtins', 'eval', 'executes'],
    ['builtins', 'getattr', 'executes'],
    ['__builtin__', 'exec', 'executes'],
    ['os.path', 'join', 'executes'],
    ['torch.hub', 'load', 'executes'],
    ['torch.storage', '_load_from_bytes', 'executes'],
    ['importlib', 'import_module', 'executes'],
    ['torch.nn.modules.linear', 'Linear', 'class'],
    ['__main__', 'Net', 'class'],
  ])('takes %s.%s for one that %s', (module, name, kind) => {
    expect(globalKind(module, name)).toBe(kind);
  });
});

describe('readPickle', () => {
  it('tells a pickle of whole objects from one of tensors', () => {
    const whole = readPickle(bytesReader(pickleWriter().global('__main__', 'Net').op(')\x81').bytes()));
    expect(whole.findings.map(({ code }) => code)).toEqual(['model.pickled-classes']);
    expect(readPickle(bytesReader(DICT)).findings).toEqual([]);
  });

  it('stops nobody from seeing that loading would run code', () => {
    const bytes = pickleWriter().global('os', 'system').op('(').text('id').op('tR').bytes();
    const [finding] = readPickle(bytesReader(bytes)).findings;
    expect(finding).toMatchObject({ code: 'model.unsafe-pickle', severity: 'blocks' });
    expect(finding?.text).toContain('os.system');
    expect(finding?.targets).toEqual(['trn2', 'trn3', 'rocm', 'tpu']);
  });
});
