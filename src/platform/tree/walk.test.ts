import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TREE_LIMITS, type TreeLimits } from './limits.ts';
import { readTreeFile } from './read-file.ts';
import { type TreeEntry, type TreeFile, walkTree } from './walk.ts';

let root = '';

beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), 'rackwright-tree-')), 'tree');
  mkdirSync(root);
});

afterEach(() => rmSync(join(root, '..'), { recursive: true, force: true }));

const put = (path: string, content: string | Uint8Array = 'x'): void => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), content);
};

const walked = async (limits?: TreeLimits): Promise<readonly TreeEntry[]> => {
  const entries: TreeEntry[] = [];
  for await (const entry of walkTree(root, limits)) entries.push(entry);
  return entries;
};

const lines = (entries: readonly TreeEntry[]): readonly string[] =>
  entries.map((entry) => (entry.type === 'file' ? entry.path : `${entry.path}: ${entry.text}`));

describe('walking a tree', () => {
  it('gives regular files in the order of their names, hidden ones too', async () => {
    for (const path of ['b.py', 'a/z.py', 'a/b/c.py', '.github/workflows/ci.yml']) put(path);
    expect(lines(await walked())).toEqual(['.github/workflows/ci.yml', 'a/b/c.py', 'a/z.py', 'b.py']);
  });

  it('gives a file that is named itself, and says when there is none', async () => {
    put('train.py', 'import torch');
    const entries: TreeEntry[] = [];
    for await (const entry of walkTree(join(root, 'train.py'))) entries.push(entry);
    expect(lines(entries)).toEqual(['train.py']);
    await expect(walkTree(join(root, 'none')).next()).rejects.toThrow(/nothing that can be read at .*none/);
  });

  it('never follows a link: not out of the tree, not in a loop, not inside', async () => {
    mkdirSync(join(root, '../secret'));
    writeFileSync(join(root, '../secret/key.py'), 'x');
    put('a/real.py');
    symlinkSync('../../secret', join(root, 'a/out'));
    symlinkSync('/etc/passwd', join(root, 'a/passwd.py'));
    symlinkSync('..', join(root, 'a/loop'));
    symlinkSync('self', join(root, 'self'));
    symlinkSync('a/real.py', join(root, 'same.py'));
    expect(lines(await walked())).toEqual([
      'a/loop: a link to .., back to a folder it lies in: not followed',
      'a/out: a link to ../../secret, out of the tree: not followed',
      'a/passwd.py: a link to /etc/passwd, out of the tree: not followed',
      'a/real.py',
      'same.py: a link to a/real.py, inside the tree: not followed',
      'self: a link to self, back to a folder it lies in: not followed',
    ]);
  });

  it('does not open pipes, sockets and devices', async () => {
    execFileSync('mkfifo', [join(root, 'pipe.py')]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(root, 'sock'), resolve));
    const found = lines(await walked());
    await new Promise((resolve) => server.close(resolve));
    expect(found).toEqual(['pipe.py: a pipe: not opened', 'sock: a socket: not opened']);
    expect(readTreeFile('pipe.py', join(root, 'pipe.py')).remarks).toEqual([
      'no regular file any more: not read',
    ]);
  });

  it('skips what tools keep, one remark each', async () => {
    put('.git/config');
    put('web/node_modules/x/index.js');
    put('my-env/pyvenv.cfg');
    put('my-env/lib/python3/site-packages/torch/cuda.py');
    put('pkg/__pycache__/a.pyc');
    put('pkg/a.py');
    expect(lines(await walked())).toEqual([
      '.git: skipped: the history of git',
      'my-env: skipped: a virtual environment',
      'pkg/__pycache__: skipped: compiled Python',
      'pkg/a.py',
      'web/node_modules: skipped: installed packages of Node',
    ]);
  });

  it('shows names that would break a report in escapes, and still opens them', async () => {
    put('new\nline.py', 'import torch');
    put('right\u202eyp.py', 'import torch');
    writeFileSync(
      Buffer.concat([Buffer.from(`${root}/odd-`), Buffer.from([0xff, 0xfe]), Buffer.from('.py')]),
      'import os',
    );
    const files = (await walked()).filter((entry): entry is TreeFile => entry.type === 'file');
    expect(files.map(({ path }) => path)).toEqual([
      'new\\x0aline.py',
      'odd-\\xff\\xfe.py',
      'right\\u202eyp.py',
    ]);
    const sent = structuredClone(files);
    expect(sent.map(({ path, location }) => readTreeFile(path, location).text)).toEqual([
      'import torch',
      'import os',
      'import torch',
    ]);
  });

  it('stops at folders too deep and at files too many, with a line for each', async () => {
    const deep = 'd/'.repeat(260);
    mkdirSync(join(root, deep), { recursive: true });
    writeFileSync(join(root, deep, 'low.py'), 'x');
    expect(lines(await walked())).toEqual([`${'d/'.repeat(200)}d: deeper than 200 folders: not read`]);
    rmSync(join(root, 'd'), { recursive: true });
    for (const name of ['a', 'b', 'c', 'd']) put(name);
    expect(lines(await walked({ ...TREE_LIMITS, filesMax: 2, remarksPerSortMax: 1 }))).toEqual([
      'a',
      'b',
      'c: beyond the first 2 files: not read',
      '.: 1 more not listed: files beyond the first 2',
    ]);
  });

  it('says what may not be read', async () => {
    put('shut/a.py');
    chmodSync(join(root, 'shut'), 0);
    const found = lines(await walked());
    chmodSync(join(root, 'shut'), 0o700);
    // The superuser reads everything.
    expect(found).toEqual(
      process.getuid?.() === 0 ? ['shut/a.py'] : ['shut: a folder that cannot be read (EACCES)'],
    );
    expect(readTreeFile('gone.py', join(root, 'gone.py'))).toEqual({
      kind: 'python',
      role: 'source',
      bytes: 0,
      text: null,
      remarks: ['cannot be read (ENOENT)'],
    });
  });

  it('goes through thousands of files, holding one folder at a time', async () => {
    for (let folder = 0; folder < 50; folder += 1) {
      mkdirSync(join(root, `f${folder}`));
      for (let file = 0; file < 60; file += 1) writeFileSync(join(root, `f${folder}/${file}.py`), '');
    }
    let files = 0;
    for await (const entry of walkTree(root)) if (entry.type === 'file') files += 1;
    expect(files).toBe(3_000);
  });
});

describe('reading a file of a tree', () => {
  const read = (path: string, content: string | Uint8Array): ReturnType<typeof readTreeFile> => {
    put(path, content);
    return readTreeFile(path, join(root, path));
  };

  it('does not follow a link that has taken its place', () => {
    symlinkSync('/etc/passwd', join(root, 'a.py'));
    expect(readTreeFile('a.py', join(root, 'a.py'))).toMatchObject({
      text: null,
      remarks: ['cannot be read (ELOOP)'],
    });
  });

  it('reads the head of a giant file, whole lines of it, and nothing of sparse data', () => {
    put('zeros.py', '');
    truncateSync(join(root, 'zeros.py'), 200 * 2 ** 20);
    expect(readTreeFile('zeros.py', join(root, 'zeros.py'))).toMatchObject({
      bytes: 209_715_200,
      text: null,
    });
    const line = `x = "${'é'.repeat(30)}"\n`;
    const big = read('big.py', line.repeat(150_000));
    expect(big.remarks).toEqual(['10,050,000 bytes: only the first 8 MiB read']);
    expect(big.text?.length).toBe(Math.floor(2 ** 23 / 67) * 37);
    expect(big.text?.includes('\ufffd')).toBe(false);
  });

  it('decodes UTF-16 by its mark, other encodings as Latin-1, and says so', () => {
    const utf16 = Buffer.from('\ufeffimport torch\n', 'utf16le');
    expect(read('a.py', utf16)).toMatchObject({ text: 'import torch\n', remarks: ['read as UTF-16'] });
    expect(read('b.py', Buffer.from(utf16).swap16())).toMatchObject({ text: 'import torch\n' });
    expect(read('c.py', Buffer.from('# caf\xe9\n', 'latin1'))).toMatchObject({
      text: '# café\n',
      remarks: ['not UTF-8: read as Latin-1'],
    });
    expect(read('d.py', Buffer.from('\ufeff# café\n'))).toMatchObject({ text: '# café\n', remarks: [] });
    expect(read('e.py', `import torch\0\n${'x = 1\n'.repeat(40)}`).remarks).toEqual(['has NUL bytes']);
    expect(read('i.py', 'import torch\0\0\n').text).toBe('import torch\0\0\n');
    expect(read('f.py', Buffer.from([0xff, 0xfe, 0, 0, 65, 0, 0, 0])).remarks).toEqual([
      'text in UTF-32: not read',
    ]);
    expect(
      read(
        'g.py',
        Uint8Array.from({ length: 300 }, (_, index) => index % 32),
      ),
    ).toMatchObject({ text: null });
    expect(read('h.py', '')).toMatchObject({ text: '', remarks: [] });
  });

  it('leaves models to their readers', () => {
    expect(read('model.safetensors', '{}')).toMatchObject({ kind: 'model', text: null, remarks: [] });
  });
});
