import { describe, expect, it } from 'vitest';
import { InputError } from '../../../input-error.ts';
import { madeStateDict } from '../pickle/pickle.testing.ts';
import { MADE_CODE, madeProgram } from './archive.testing.ts';
import { nestedArchives, torchArchiveKind, wantedEntries } from './archive.ts';
import { exportedOperator, readTorchExport } from './torch-export.ts';
import { readTorchScript } from './torchscript.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const entries = (...names: readonly string[]) => names.map((name) => ({ name, bytes: 1, packedBytes: 1 }));
const program = (value: unknown) =>
  readTorchExport(new Map([['net/models/model.json', bytes(JSON.stringify(value))]]));

describe('torchArchiveKind', () => {
  it.each([
    [['net/archive_format', 'net/models/model.json', 'net/data/weights/weight_0'], 'torch-export'],
    [['serialized_exported_program.json', 'serialized_state_dict.pt'], 'torch-export'],
    [['net/code/__torch__/net.py', 'net/data.pkl', 'net/constants.pkl'], 'torchscript'],
    [['archive/data.pkl', 'archive/data/0', 'archive/version'], 'pickle'],
    [['a.txt', 'models.json'], null],
  ])('takes %j for %s', (names, kind) => {
    expect(torchArchiveKind(entries(...names))).toBe(kind);
  });

  it('wants code and pickles, never weights, and leaves archives inside closed', () => {
    const all = entries('n/code/a.py', 'n/data.pkl', 'n/data/0', 'n/constants/1', 'n/extra/inner.zip');
    expect(wantedEntries('torchscript', all).map(({ name }) => name)).toEqual(['n/code/a.py', 'n/data.pkl']);
    expect(nestedArchives(all)).toEqual(['n/extra/inner.zip']);
  });
});

describe('readTorchExport', () => {
  it('reads operators, also in branches, parameters, types and symbolic sizes', () => {
    const reading = program(madeProgram());
    expect(Object.fromEntries(reading.operators)).toEqual({
      'aten::linear': 1,
      'aten::add.Tensor': 1,
      'my_ops::fused_thing': 1,
      'higher_order::cond': 1,
      'aten::sin': 1,
    });
    expect(reading.parameters).toBe(2048);
    expect(reading.dynamicShapes).toEqual(['x: [s0, 32]', 'linear: [s0, 64]']);
    expect(reading.elementTypes.map(({ type }) => type)).toEqual(['bfloat16', 'int64', 'float32']);
    expect(reading.remarks).toEqual([
      'torch.export schema 8.2, PyTorch 2.9.0',
      '1 graph inside cond, while_loop or other nodes, counted in',
      'sizes known at run time only: s0 from 1 to 64',
    ]);
  });

  it('walks graphs inside graphs however deep, without recursion', () => {
    const open =
      '{"nodes":[{"target":"torch.ops.higher_order.map","inputs":[{"arg":{"as_graph":{"graph":'.repeat(3000);
    const text = `{"graph_module":{"graph":${open}{"nodes":[]}${'}}}]}]}'.repeat(3000)}}}`;
    const reading = readTorchExport(new Map([['models/m.json', bytes(text)]]));
    expect(reading.operators.get('higher_order::map')).toBe(3000);
  });

  it.each(['[]', '{}', '{"graph_module": {"graph": {"nodes": 3}}}', 'nonsense', '\xff\xfe'])(
    'refuses %s',
    (text) => {
      expect(() => readTorchExport(new Map([['models/m.json', bytes(text)]]))).toThrow(InputError);
    },
  );

  it('refuses JSON with more marks than the largest graph has', () => {
    expect(() =>
      readTorchExport(new Map([['models/m.json', bytes(`[${'[],'.repeat(3_100_000)}[]]`)]])),
    ).toThrow(/brackets and commas/);
  });

  it.each([
    ['torch.ops.aten.linear.default', 'aten::linear'],
    ['torch.ops.aten.add.Tensor', 'aten::add.Tensor'],
    ['#aten.add.Tensor', 'aten::add.Tensor'],
    ['_operator.getitem', null],
    ['torch.sym_max', null],
    ['my.python.function', 'my.python.function'],
  ])('spells %s as %s', (target, operator) => {
    expect(exportedOperator(target)).toBe(operator);
  });
});

describe('readTorchScript', () => {
  it('counts calls of tensors in its code and lists its pickles', () => {
    const reading = readTorchScript(
      new Map([
        ['net/code/__torch__.py', bytes(MADE_CODE)],
        ['net/data.pkl', madeStateDict({ weight: ['HalfStorage', [8, 3, 3, 3]] })],
        ['net/constants.pkl', madeStateDict({ c0: ['DoubleStorage', [2]] })],
      ]),
    );
    expect(Object.fromEntries(reading.operators)).toEqual({
      'aten::conv2d': 1,
      'aten::add_': 1,
      'torchvision::nms': 1,
      'aten::gt': 1,
      'aten::relu': 1,
    });
    expect([reading.architecture, reading.parameters]).toEqual(['Net', 218]);
    expect(reading.elementTypes).toEqual([
      { type: 'float16', tensors: 1, elements: 216 },
      { type: 'float64', tensors: 1, elements: 2 },
    ]);
  });
});
