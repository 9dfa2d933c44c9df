// Brings a checkout into a runnable state: dependencies installed, sources built. Does nothing when both are current.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const modified = (path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

const newestUnder = (folder) => {
  let newest = 0;
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestUnder(path) : modified(path));
  }
  return newest;
};

const run = (why, command, args) => {
  process.stderr.write(`rackwright: ${why}\n`);
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (result.status !== 0) {
    process.stderr.write(`rackwright: "${command} ${args.join(' ')}" failed while ${why}\n`);
    process.exit(3);
  }
};

// What is installed is known by the content of the lock file: a checkout changes its date without changing it.
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
const stamp = join(root, 'node_modules', '.rackwright-lock');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  run('installing dependencies (first run, about 15 s)', 'npm', [
    'ci',
    '--ignore-scripts',
    '--loglevel=error',
  ]);
  writeFileSync(stamp, lock);
}
const built = modified('dist/.built');
const sources = Math.max(newestUnder('src'), modified('tsconfig.base.json'), modified('package-lock.json'));
if (sources > built) {
  run('assembling', process.execPath, [join(root, 'scripts/assemble.mjs')]);
  run('building', process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b']);
  run('joining the kernel worker for pages', process.execPath, [
    join(root, 'scripts/neuroncore/bundle-worker.mjs'),
  ]);
}
if (Math.max(sources, newestUnder('catalog')) > built) {
  run('parsing the catalogue', process.execPath, [join(root, 'scripts/parse-ahead.mjs')]);
  run('writing the facts that pages fetch', process.execPath, [join(root, 'scripts/neuroncore/facts.mjs')]);
  writeFileSync(join(root, 'dist/.built'), '');
}
