import { describe, expect, it } from 'vitest';
import { InputError } from '../../input-error.ts';
import { countInHeaders } from './count-parameters.ts';
import { ggufWriter, llamaGguf, madeGguf, madeSafetensors, withHeader } from './files.testing.ts';
import { readGgufHeader } from './gguf.ts';
import { architectureFromGguf } from './gguf-architecture.ts';
import { readSafetensorsHeader } from './safetensors.ts';
import { readSafetensorsIndex } from './safetensors-index.ts';
import { decodeUtf8 } from './utf8.ts';

const GIB = 2 ** 30;

describe('readSafetensorsHeader', () => {
  it('gives every tensor with its shape, type and place', () => {
    const { bytes, fileSize } = madeSafetensors([
      { name: 'a', dtype: 'BF16', shape: [3, 4], bytesPerElement: 2 },
      { name: 'b', dtype: 'F32', shape: [], bytesPerElement: 4 },
    ]);
    expect(readSafetensorsHeader(bytes, fileSize)).toEqual([
      { name: 'a', dtype: 'BF16', shape: [3, 4], elements: 12, bytes: 24, offset: 0 },
      { name: 'b', dtype: 'F32', shape: [], elements: 1, bytes: 4, offset: 24 },
    ]);
  });

  it('refuses a header that claims 2^60 bytes without reading it', () => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, 2n ** 60n, true);
    expect(() => readSafetensorsHeader(bytes, 2 ** 50)).toThrow(/claims 1152921504606846976 bytes/);
  });

  const one = (fields: string, dataBytes: number) => withHeader(`{"t": {${fields}}}`, dataBytes);

  it.each([
    ['a hole', one('"dtype":"U8","shape":[2],"data_offsets":[1,3]', 3), /without holes/],
    ['bytes after the end', one('"dtype":"U8","shape":[2],"data_offsets":[0,2]', 5), /ends with the last/],
    [
      'a size that does not fit the shape',
      one('"dtype":"F32","shape":[2],"data_offsets":[0,2]', 2),
      /8 bytes/,
    ],
    ['a negative size', one('"dtype":"U8","shape":[-2],"data_offsets":[0,2]', 2), /sizes of 0 or more/],
    [
      'a product beyond 2^53',
      one('"dtype":"U8","shape":[9007199254740991,9],"data_offsets":[0,2]', 2),
      /2\^53/,
    ],
    ['offsets backwards', one('"dtype":"U8","shape":[2],"data_offsets":[2,0]', 2), /begin before end/],
    ['an unknown type', one('"dtype":"Q7","shape":[2],"data_offsets":[0,2]', 2), /BF16/],
    ['a list', withHeader('[]', 0), /object/],
    ['no JSON', withHeader('{', 0), /JSON/],
    ['a number for a tensor', withHeader('{"t": 1}', 0), /BF16/],
    ['deep nesting', withHeader('['.repeat(200_000), 0), /JSON/],
  ])('refuses %s', (_, { bytes, fileSize }, accepted) => {
    expect(() => readSafetensorsHeader(bytes, fileSize)).toThrow(InputError);
    expect(() => readSafetensorsHeader(bytes, fileSize)).toThrow(accepted);
  });
});

describe('readSafetensorsIndex', () => {
  it('gives each file once', () => {
    const index = readSafetensorsIndex({
      metadata: { total_size: 10 },
      weight_map: { b: 'model-2.safetensors', a: 'model-1.safetensors', c: 'model-1.safetensors' },
    });
    expect(index).toEqual({
      files: ['model-1.safetensors', 'model-2.safetensors'],
      tensorNames: ['b', 'a', 'c'],
      totalBytes: 10,
    });
  });

  it.each([
    [{ weight_map: { a: '../../etc/x.safetensors' } }],
    [{ weight_map: { a: 3 } }],
    [{ weight_map: {} }],
    [{ weight_map: [] }],
    [{ metadata: { total_size: -1 }, weight_map: { a: 'm.safetensors' } }],
    [null],
  ])('refuses %j', (value) => {
    expect(() => readSafetensorsIndex(value)).toThrow(InputError);
  });
});

describe('readGgufHeader', () => {
  it('reads a Llama as llama.cpp writes it and counts its published parameters', () => {
    const header = readGgufHeader(llamaGguf(), GIB);
    if (header === null) throw new Error('the header is whole');
    const model = architectureFromGguf(header, 'llama.gguf');
    expect(model).toMatchObject({
      name: 'Llama 3.2 1B',
      hidden: 2048,
      vocabulary: 128256,
      tiedEmbeddings: true,
    });
    expect(model.formats.linear).toBe('int4');
    // huggingface.co/meta-llama/Llama-3.2-1B: 1,235,814,400 parameters.
    expect(countInHeaders(header.tensors, model)).toMatchObject({ counted: 1_235_814_400, gap: 0 });
    // Q4_K: 144 bytes for 256 weights.
    expect(header.tensors.find(({ name }) => name === 'blk.0.attn_q.weight')?.bytes).toBe(
      (2048 * 2048 * 144) / 256,
    );
  });

  it('keeps of a vocabulary only its length', () => {
    expect(readGgufHeader(llamaGguf(), GIB)?.metadata.get('tokenizer.ggml.tokens')).toEqual({
      kind: 'long-list',
      length: 5000,
    });
  });

  it('asks for more where the bytes end before the header', () => {
    const bytes = llamaGguf();
    for (const share of [0.001, 0.1, 0.5, 0.999])
      expect(readGgufHeader(bytes.subarray(0, Math.floor(bytes.length * share)), GIB)).toBeNull();
  });

  const start = (tensors: bigint, keys: bigint) => ggufWriter().u32(0x46554747).u32(3).u64(tensors).u64(keys);

  it.each([
    ['another magic', ggufWriter().u32(1).u32(3).bytes(), /GGUF/],
    ['version 1', ggufWriter().u32(0x46554747).u32(1).bytes(), /versions 2 and 3/],
    ['a big-endian file', ggufWriter().u32(0x46554747).u32(0x03000000).bytes(), /little-endian/],
    ['2^60 tensors', start(2n ** 60n, 0n).bytes(), /at most 100000/],
    ['2^60 keys', start(0n, 2n ** 60n).bytes(), /at most 100000/],
    [
      'a key of 2^60 bytes',
      start(0n, 1n)
        .u64(2n ** 60n)
        .bytes(),
      /65535/,
    ],
    [
      'a text of 2^40 bytes',
      start(0n, 1n)
        .text('k')
        .u32(8)
        .u64(2n ** 40n)
        .bytes(),
      /at most/,
    ],
    [
      'a list of 2^60 entries',
      start(0n, 1n)
        .text('k')
        .u32(9)
        .u32(4)
        .u64(2n ** 60n)
        .bytes(),
      /at most/,
    ],
    [
      'a list larger than the file',
      start(0n, 1n)
        .text('k')
        .u32(9)
        .u32(4)
        .u64(2n ** 28n)
        .bytes(),
      /no more than fit/,
    ],
    ['a value of no type', start(0n, 1n).text('k').u32(99).bytes(), /types 0 to 12/],
    ['a key twice', start(0n, 2n).text('k').value(1).text('k').value(2).bytes(), /each key once/],
    [
      'a tensor outside the file',
      madeGguf({}, [{ name: 't', shape: [2 ** 40], type: 0 }]),
      /inside the file/,
    ],
    ['half a block', madeGguf({}, [{ name: 't', shape: [100], type: 12 }]), /whole blocks of 256/],
    ['an unknown type', madeGguf({}, [{ name: 't', shape: [1], type: 77 }]), /Q4_K/],
  ])('refuses %s', (_, bytes, accepted) => {
    expect(() => readGgufHeader(bytes, GIB / 2)).toThrow(InputError);
    expect(() => readGgufHeader(bytes, GIB / 2)).toThrow(accepted);
  });

  it('refuses lists inside lists beyond three', () => {
    const writer = start(0n, 1n).text('k').u32(9);
    for (let depth = 0; depth < 20; depth += 1) writer.u32(9).u64(1);
    expect(() => readGgufHeader(writer.bytes(), GIB)).toThrow(/at most 3 deep/);
  });

  it('refuses an architecture without a reader, by name', () => {
    const header = readGgufHeader(madeGguf({ 'general.architecture': 'rwkv9' }, []), GIB);
    if (header === null) throw new Error('the header is whole');
    expect(() => architectureFromGguf(header, 'x.gguf')).toThrow(/rwkv9/);
  });
});

describe('decodeUtf8', () => {
  it.each(['', 'plain', 'é', '語', '😀', 'a\u0000b', 'x'.repeat(20_000)])(
    'reads what an encoder wrote: %j',
    (text) => {
      expect(decodeUtf8(new TextEncoder().encode(text))).toBe(text);
    },
  );

  it.each([
    [[0x80]],
    [[0xc0, 0x80]],
    [[0xe0, 0x80, 0x80]],
    [[0xed, 0xa0, 0x80]],
    [[0xf5, 0x80, 0x80, 0x80]],
    [[0xe2, 0x82]],
  ])('refuses the malformed bytes %j', (bytes) => {
    expect(() => decodeUtf8(new Uint8Array(bytes))).toThrow(RangeError);
  });
});
