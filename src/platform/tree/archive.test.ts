import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { gzipSync, strToU8, type Zippable, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eachArchiveFile } from './archive.ts';
import { TREE_LIMITS } from './limits.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rackwright-archive-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const opened = async (
  name: string,
  bytes: Uint8Array,
  limits = TREE_LIMITS,
): Promise<{ readonly files: readonly string[]; readonly remarks: readonly string[] }> => {
  const files: string[] = [];
  writeFileSync(join(folder, name), bytes);
  const remarks = await eachArchiveFile(
    name,
    join(folder, name),
    (path, { kind, role, text }) => {
      files.push(`${path} ${kind} ${role} ${text?.slice(0, 12)}`);
    },
    limits,
  );
  return { files, remarks };
};

const zip = (files: Readonly<Record<string, string | Uint8Array>>): Uint8Array =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, content]) => [
        name,
        typeof content === 'string' ? strToU8(content) : content,
      ]),
    ) as Zippable,
  );

/** One entry of a tar archive in the ustar format. */
const tarEntry = (name: string, content: string | number, type = '0'): Uint8Array => {
  const body = typeof content === 'number' ? new Uint8Array(content) : strToU8(content);
  const block = new Uint8Array(512 + Math.ceil(body.length / 512) * 512);
  const put = (text: string, at: number): void => block.set(strToU8(text), at);
  put(name.slice(0, 100), 0);
  put(body.length.toString(8).padStart(11, '0'), 124);
  put('        ', 148);
  put(type, 156);
  put('ustar\0', 257);
  const sum = block.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  block.set(body, 512);
  return block;
};

const tar = (...entries: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat([...entries, new Uint8Array(1024)]);

describe('zip archives and wheels', () => {
  it('give their text as vendored, and leave models, pictures and archives inside them', async () => {
    const bytes = zip({
      'pkg/a.py': 'import torch\n',
      'pkg/k.cu': '__global__ void k();',
      'weights.safetensors': 'x',
      'logo.png': '\x89PNG',
      'inner.zip': zip({ 'b.py': 'x' }),
      'odd\u202ename.md': 'text',
    });
    expect(await opened('a.whl', bytes)).toEqual({
      files: [
        'a.whl!/pkg/a.py python vendored import torch',
        'a.whl!/pkg/k.cu c-family vendored __global__ v',
        'a.whl!/odd\\u202ename.md prose vendored text',
      ],
      remarks: ['1 file left packed: an archive inside the archive'],
    });
  });

  it('end in one line where they are bombs', async () => {
    const zeros = new Uint8Array(20 * 2 ** 20);
    const { files, remarks } = await opened('bomb.zip', zip({ 'a.py': zeros, 'b.py': zeros }));
    expect(files).toEqual([]);
    expect(remarks).toHaveLength(1);
    expect(remarks[0]).toMatch(/^41,943,040 bytes packed in [\d,]+: left as a bomb$/);
  });

  it('are read within limits of a file, of all files and of their number', async () => {
    const bytes = zip({
      'a.py': 'x'.repeat(50),
      'b.py': 'y'.repeat(500),
      'c.py': 'z'.repeat(60),
      'd.py': '',
    });
    expect(
      await opened('l.zip', bytes, { ...TREE_LIMITS, archiveFileBytesMax: 100, archiveBytesMax: 100 }),
    ).toEqual({
      files: ['l.zip!/a.py python vendored xxxxxxxxxxxx', 'l.zip!/d.py python vendored '],
      remarks: [
        '1 file left packed: 500 bytes unpacked',
        '1 file left packed: more than 100 bytes unpacked together',
      ],
    });
    const { remarks } = await opened('n.zip', bytes, { ...TREE_LIMITS, archiveEntriesMax: 1 });
    expect(remarks).toEqual(['3 files left packed: more than 1 files']);
  });

  it('never lead out of the tree', async () => {
    const { files, remarks } = await opened('evil.zip', zip({ '../../etc/x.py': 'import os' }));
    expect(files).toEqual([]);
    expect(remarks).toHaveLength(1);
    expect(remarks[0]).toContain('left packed');
    writeFileSync(join(folder, 'real.tar'), tar(tarEntry('a.py', 'x')));
    symlinkSync('real.tar', join(folder, 'link.tar'));
    const linked = await eachArchiveFile('link.tar', join(folder, 'link.tar'), () => expect.unreachable());
    expect(linked[0]).toMatch(/^left packed: .*ELOOP/);
  });

  it('that lie about themselves or are none end in a line', async () => {
    const good = zip({ 'a.py': 'import torch\n'.repeat(100), 'b.py': 'x' });
    expect((await opened('none.zip', strToU8('PK no zip'))).remarks[0]).toContain('left packed');
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), async (at, byte) => {
        const bad = Uint8Array.from(good);
        bad[at] = byte;
        const { files, remarks } = await opened('bad.zip', bad);
        expect(files.length + remarks.length).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });
});

describe('tar archives', () => {
  it('give their regular files, packed or not, under long names too', async () => {
    const long = `${'folder/'.repeat(30)}a.py`;
    const pax = `${` path=${long}\n`.length + 3} path=${long}\n`;
    const bytes = tar(
      tarEntry('pkg/', '', '5'),
      tarEntry('pkg/a.py', 'import torch\n'),
      tarEntry('pkg/link.py', '', '2'),
      tarEntry('x', pax, 'x'),
      tarEntry('short', 'import os'),
      tarEntry('../out.py', 'x'),
      tarEntry('model.onnx', 'x'),
      tarEntry('last.sh', 'nvidia-smi'),
    );
    const expected = {
      files: [
        'PATH!/pkg/a.py python vendored import torch',
        `PATH!/${long} python vendored import os`,
        'PATH!/last.sh shell vendored nvidia-smi',
      ],
      remarks: ['1 file left packed: a name that leads out of the archive'],
    };
    const named = (name: string): typeof expected => ({
      ...expected,
      files: expected.files.map((file) => file.replace('PATH', name)),
    });
    expect(await opened('a.tar', bytes)).toEqual(named('a.tar'));
    expect(await opened('a.tar.gz', gzipSync(bytes))).toEqual(named('a.tar.gz'));
  });

  it('end in one line where they are bombs, or not what their name says', async () => {
    const bomb = gzipSync(tar(tarEntry('a.py', 18 * 2 ** 20), tarEntry('b.py', 'x')));
    const { files, remarks } = await opened('bomb.tgz', bomb);
    expect(files).toEqual([]);
    expect(remarks.at(-1)).toMatch(/left as a bomb$/);
    expect(await opened('no.tgz', strToU8('plain'))).toMatchObject({
      files: [],
      remarks: [expect.stringContaining('left packed')],
    });
    expect((await opened('no.tar', strToU8('plain'))).remarks).toEqual(['no tar archive, or an empty one']);
    expect(
      (await opened('cut.tgz', gzipSync(tar(tarEntry('a.py', 'x'))).subarray(0, 40))).remarks[0],
    ).toContain('left packed');
  });
});
