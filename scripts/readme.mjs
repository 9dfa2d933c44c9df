// Puts real output into README.md and docs/allocation.md between their markers, so that what they show is what the program
// prints: node scripts/readme.mjs [word]; with a word, only commands that contain it.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = ['README.md', 'docs/allocation.md'].map((name) =>
  fileURLToPath(new URL(`../${name}`, import.meta.url)),
);
const [word = ''] = process.argv.slice(2);

const BLOCK = /<!-- output: (.+?) -->\n```\n[\s\S]*?```/g;

const outputOf = (command) => {
  const args = command.split(' ').slice(1);
  const run = spawnSync(process.execPath, ['dist/cli/main.js', ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    env: { ...process.env, NO_COLOR: '1' },
  });
  if (run.status !== 0) throw new Error(`${command}: exit ${run.status}\n${run.stderr}`);
  return run.stdout.trimEnd();
};

for (const file of files)
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(BLOCK, (before, command) =>
      command.includes(word) ? `<!-- output: ${command} -->\n\`\`\`\n${outputOf(command)}\n\`\`\`` : before,
    ),
  );
