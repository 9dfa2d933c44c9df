import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const core = fileURLToPath(new URL('../src/core', import.meta.url));

/** Rooms of core from the first to the last; a file may import from its own room and from earlier ones. */
const ORDER = [
  ['quantity', 'input-error.ts', 'bounded-json.ts', 'memo.ts'],
  ['workload', 'performance/machine.ts'],
  ['catalog', 'performance'],
  ['site', 'economics', 'portability'],
  ['plan'],
  ['supply'],
  ['neuroncore'],
  ['report'],
];

const files = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith('.ts') && !/\.(test|testing)\.ts$/.test(entry.name),
    )
    .map((entry) => join(entry.parentPath, entry.name));

const levelOf = (path: string): number => {
  const inside = relative(core, path).split(sep).join('/');
  const exact = ORDER.findIndex((rooms) => rooms.includes(inside));
  return exact >= 0 ? exact : ORDER.findIndex((rooms) => rooms.some((room) => inside.startsWith(`${room}/`)));
};

describe('core', () => {
  it('imports only from its own room and earlier ones', () => {
    const wrong: string[] = [];
    for (const file of files(core)) {
      const level = levelOf(file);
      for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)) {
        const imported = resolve(dirname(file), target);
        if (levelOf(imported) > level) wrong.push(`${relative(core, file)} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('reads no clock, no randomness, no files and no environment', () => {
    const wrong = files(core).filter((file) =>
      /\bDate\.now\b|new Date\(\)|Math\.random|from 'node:|\bprocess\.|\bconsole\./.test(
        readFileSync(file, 'utf8'),
      ),
    );
    expect(wrong.map((file) => relative(core, file))).toEqual([]);
  });

  it('has every file in a room that the order knows', () => {
    const homeless = files(core).filter((file) => levelOf(file) < 0);
    expect(homeless.map((file) => relative(core, file))).toEqual([]);
  });
});

/** The packages that loading a module brings in: those it imports at its top, and those its own imports do. */
const packagesBehind = (file: string, seen = new Set<string>()): Set<string> => {
  if (seen.has(file)) return seen;
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)'/gm);
  for (const [, target = ''] of imports) {
    if (target.startsWith('.')) packagesBehind(resolve(dirname(file), target), seen);
    else seen.add(target);
  }
  return seen;
};

describe('the command line', () => {
  it('loads nothing but its own definitions before a command runs, so that help comes at once', () => {
    const cli = fileURLToPath(new URL('../src/cli', import.meta.url));
    const loaded = [...packagesBehind(join(cli, 'main.ts'))].map((each) =>
      each.startsWith(sep) ? relative(cli, each).split(sep).join('/') : each,
    );
    const allowed =
      /^(node:.+|commander|main\.ts|commands\/.+|exit\.ts|load\.ts|terminal\.ts|supply-flags\.ts|\.\.\/core\/input-error\.ts)$/;
    expect(loaded.filter((each) => !allowed.test(each))).toEqual([]);
    expect(loaded).toContain('commands/plan.ts');
  });
});

describe('the kernel worker of browsers', () => {
  it('loads no package and nothing of Node, so that a page can import it as it is built', () => {
    const browser = fileURLToPath(new URL('../src/platform/browser', import.meta.url));
    for (const entry of ['kernel-worker.ts', 'kernel-client.ts']) {
      const loaded = [...packagesBehind(join(browser, entry))];
      expect(loaded.filter((each) => !each.startsWith(sep))).toEqual([]);
    }
    expect([...packagesBehind(join(browser, 'kernel-worker.ts'))].length).toBeGreaterThan(200);
  });
});
