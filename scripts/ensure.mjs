// Brings a checkout into a runnable state: dependencies installed, sources built. Does nothing when both are current.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const modified = (path) => (existsSync(join(root, path)) ? statSync(join(root, path)).mtimeMs : 0);

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

if (modified('package-lock.json') > modified('node_modules/.package-lock.json')) {
  run('installing dependencies (first run, about 15 s)', 'npm', [
    'ci',
    '--ignore-scripts',
    '--loglevel=error',
  ]);
}
const built = modified('dist/.built');
const sources = Math.max(newestUnder('src'), modified('tsconfig.base.json'), modified('package-lock.json'));
if (sources > built) {
  run('building', process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b']);
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(root, 'dist/.built'), '');
}
