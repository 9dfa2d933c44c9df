import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { writeNpy } from '../../src/core/neuroncore/numeric/npy.ts';
import { kernelRefusalSchema, kernelRunSchema } from '../../src/core/report/kernel/kernel-schema.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'dist/cli/main.js');
const example = (name: string): string => join(root, 'examples/kernels', name);

interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const run = (...args: string[]): Promise<Finished> =>
  new Promise((resolve) => {
    execFile(process.execPath, [cli, 'kernel', ...args], { cwd: root }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });

const folder = (): string => mkdtempSync(join(tmpdir(), 'kernel-'));
const written = (name: string, text: string): string => {
  const path = join(folder(), name);
  writeFileSync(path, text);
  return path;
};

const matmul = [example('matmul.py'), '--call', example('matmul-call.json')] as const;

describe('rackwright kernel run', () => {
  it('prints time, engines, memory and results, and exits with 0', async () => {
    const { code, out } = await run('run', ...matmul);
    expect(code).toBe(0);
    for (const word of ['Time', 'Engines', 'tensor', 'Memory', 'psum', 'Results', 'bfloat16[256, 1024]'])
      expect(out).toContain(word);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(160);
  });

  it('prints JSON of its published schema', async () => {
    const { out } = await run('run', ...matmul, '--json');
    const report = kernelRunSchema.parse(JSON.parse(out));
    expect(report.good).toBe(true);
    expect(report.time.lowSeconds).toBeLessThanOrEqual(report.time.seconds);
    expect(report.results[0]?.shape).toEqual([256, 1024]);
  });

  it('writes results that a second run, told to expect them, finds equal; and others not', async () => {
    const out = folder();
    await run('run', ...matmul, '--out', out, '-q');
    const npy = join(out, '0-output0.npy');
    expect(existsSync(npy)).toBe(true);
    const call = JSON.parse(readFileSync(example('matmul-call.json'), 'utf8')) as Record<string, unknown>;
    const expecting = { ...call, expect: [{ tensor: { npy, dtype: 'bfloat16' }, relative: 0, absolute: 0 }] };
    const same = await run(
      'run',
      example('matmul.py'),
      '--call',
      written('call.json', JSON.stringify(expecting)),
    );
    expect(same.code).toBe(0);
    expect(same.out).toContain('as expected');
    const args = (call['args'] as object[]).map((each) => ({ ...each, seed: 77 }));
    const other = written('call.json', JSON.stringify({ ...expecting, args }));
    const differs = await run('run', example('matmul.py'), '--call', other);
    expect(differs.code).toBe(1);
    expect(differs.out).toContain('NOT as expected');
  });

  it('runs a kernel on several ranks and says what each of them gave', async () => {
    const call = [example('all-gather.py'), '--call', example('all-gather-call.json')];
    const { code, out } = await run('run', ...call, '--json');
    expect(code).toBe(0);
    const report = kernelRunSchema.parse(JSON.parse(out));
    expect(report.ranks.map(({ rank }) => rank)).toEqual([0, 1, 2, 3]);
    expect(report.results.map(({ rank, comparison }) => [rank, comparison?.worstAbsoluteError])).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
    const folded = folder();
    const text = await run('run', ...call, '--out', folded);
    expect(text.out).toContain('4 ranks of 2 cores');
    expect(existsSync(join(folded, 'rank3-0-output0.npy'))).toBe(true);
    const timing = await run('run', ...call, '--timing-only', '--json');
    expect(kernelRunSchema.parse(JSON.parse(timing.out)).ranks).toHaveLength(4);
  });

  it('answers 1 with file, line, caret and rule for a kernel that breaks one', async () => {
    const kernel = written(
      'bad.py',
      'import nki\nimport nki.language as nl\n\n@nki.jit\ndef bad(x):\n    return nl.ndarray((200, 4), dtype=nl.float32, buffer=nl.sbuf)\n',
    );
    const call = written('call.json', '{"function": "bad", "args": [{"shape": [4, 4], "dtype": "float32"}]}');
    const told = await run('run', kernel, '--call', call);
    expect(told.code).toBe(1);
    expect(told.err).toMatch(/bad\.py:6:\d+: error: .*200/);
    expect(told.err).toContain('^');
    const { code, out } = await run('run', kernel, '--call', call, '--json');
    expect(code).toBe(1);
    expect(kernelRefusalSchema.parse(JSON.parse(out)).line).toBe(6);
  });

  it('answers 2 with a caret for a call file that is none', async () => {
    const call = written(
      'call.json',
      '{"function": "blocked", "args": [{"shape": [0], "dtype": "float32"}]}',
    );
    const { code, err } = await run('run', example('matmul.py'), '--call', call);
    expect(code).toBe(2);
    expect(err).toContain('call.json:1:');
  });

  it('says what is wrong inside a made-up tensor, not that its keys mean nothing', async () => {
    const call = written('call.json', '{"function": "blocked", "args": [{"shape": [8], "dtype": "f32"}]}');
    const { code, err } = await run('run', example('matmul.py'), '--call', call);
    expect(code).toBe(2);
    expect(err).toContain('args.0.dtype = "f32"');
    expect(err).toContain('bfloat16');
  });

  it.each([
    [[1], '(1,)', '()'],
    [[1, 4], '(1, 4)', '(0, 4)'],
  ])('answers 2 for an .npy file of shape %s made %s to %s, which is no tensor', async (shape, from, to) => {
    const into = folder();
    const array = { shape, dtype: 'float32' as const, bytes: new Uint8Array(4 * (shape[1] ?? 1)) };
    const file = Buffer.from(writeNpy(array)).toString('latin1').replace(from, to.padEnd(from.length));
    const held = to === '()' ? file : file.slice(0, -16);
    writeFileSync(join(into, 'x.npy'), held, 'latin1');
    const call = join(into, 'call.json');
    writeFileSync(call, JSON.stringify({ function: 'softmax', args: [{ npy: 'x.npy' }] }));
    const { code, err } = await run('run', example('softmax.py'), '--call', call);
    expect(code).toBe(2);
    expect(err).toContain(`shape ${to}`);
  });

  it('answers 2 for more expectations than results', async () => {
    const tensor = { shape: [8, 8], dtype: 'float32', fill: 'ones' };
    const call = written(
      'call.json',
      JSON.stringify({ function: 'softmax', args: [tensor], expect: [{ tensor, relative: 1 }, { tensor }] }),
    );
    const { code, err } = await run('run', example('softmax.py'), '--call', call);
    expect(code).toBe(2);
    expect(err).toContain('2 expectations');
  });

  it('stops a kernel that does not end', async () => {
    const kernel = written('loop.py', 'def loop(x):\n    while True:\n        pass\n');
    const call = written('call.json', '{"function": "loop", "args": [1]}');
    const { code, err } = await run('run', kernel, '--call', call, '--steps', '100000');
    expect(code).toBe(1);
    expect(err).toContain('100000');
  });
});

describe('rackwright kernel profile', () => {
  it('writes a timeline, a trace and tables that a Parquet reader opens', async () => {
    const out = folder();
    const { code } = await run('profile', ...matmul, '--out', out);
    expect(code).toBe(0);
    expect(readFileSync(join(out, 'timeline.html'), 'utf8')).toContain('Emulated, not measured');
    expect(readFileSync(join(out, 'kernel.pftrace')).length).toBeGreaterThan(1000);
    const read = (table: string) => {
      const bytes = readFileSync(join(out, `${table}.parquet`));
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
      return parquetReadObjects({ file });
    };
    const instructions = await read('Instruction');
    expect(instructions.filter((row) => row['opcode'] === 'NC_MATMUL')).toHaveLength(16);
    const [metadata] = await read('Metadata');
    expect(metadata?.['is_simulation']).toBe(true);
    expect(metadata?.['profile_schema_version']).toBe('7.4.0');
  });
});

describe('rackwright kernel advise and compare', () => {
  it('names the bottleneck and a change with what it brings', async () => {
    const { code, out } = await run('advise', ...matmul);
    expect(code).toBe(0);
    expect(out).toMatch(/Bottleneck {2}load/);
    expect(out).toMatch(/-\d+ % +Load more with each transfer/);
    expect(out).toContain('matmul.py:17');
  });

  it('puts generations side by side with dollars where a price is published', async () => {
    const { code, out } = await run('compare', ...matmul);
    expect(code).toBe(0);
    expect(out).toMatch(/trn2 .*\$0\.00/);
    expect(out).toMatch(/trn3 .*unknown/);
  });
});
