// Puts real output into README.md between its markers, so that what it shows is what the program prints: node scripts/readme.mjs
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = fileURLToPath(new URL('../README.md', import.meta.url));

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

const text = readFileSync(readme, 'utf8');
writeFileSync(
  readme,
  text.replace(BLOCK, (_, command) => `<!-- output: ${command} -->\n\`\`\`\n${outputOf(command)}\n\`\`\``),
);
