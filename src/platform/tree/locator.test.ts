import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locatorIn } from './locator.ts';

describe('locatorIn', () => {
  let base = '';
  let tree = '';

  beforeAll(() => {
    base = realpathSync(mkdtempSync(join(tmpdir(), 'locator-')));
    tree = join(base, 'tree');
    mkdirSync(join(tree, 'pkg'), { recursive: true });
    mkdirSync(join(base, 'secret'));
    writeFileSync(join(tree, 'pkg', 'a.py'), '');
    writeFileSync(join(base, 'secret', 's.py'), '');
    symlinkSync('../secret', join(tree, 'x.zip!'));
    symlinkSync('../../secret/s.py', join(tree, 'pkg', 'link.py'));
    symlinkSync('tree', join(base, 'named'));
  });

  afterAll(() => rmSync(base, { recursive: true }));

  it('finds a file of the tree again, also where the tree was named by a link', () => {
    expect(locatorIn(tree)('pkg/a.py')).toBe(join(tree, 'pkg', 'a.py'));
    expect(locatorIn(join(base, 'named'))('pkg/a.py')).toBe(join(tree, 'pkg', 'a.py'));
  });

  it('does not follow a link that stands where the path of an archive would lead', () => {
    expect(locatorIn(tree)('x.zip!/s.py')).toBeNull();
    expect(locatorIn(tree)('pkg/link.py')).toBeNull();
  });

  it('finds nothing where nothing is', () => {
    expect(locatorIn(tree)('pkg/b.py')).toBeNull();
    expect(locatorIn(join(base, 'gone'))('a.py')).toBeNull();
  });

  it('finds a file that was audited alone', () => {
    const file = join(tree, 'pkg', 'a.py');
    expect(locatorIn(file)('a.py')).toBe(file);
    expect(locatorIn(file)('b.py')).toBeNull();
  });
});
