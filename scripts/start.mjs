// `npm start` does the main job on the shipped example; `npm start -- <args>` runs any command.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const given = process.argv.slice(2);
const args =
  given.length > 0
    ? given
    : ['plan', 'examples/serve-llama-70b.yaml', '--html', 'out/plan.html', '--out', 'out/plan.json'];
const result = spawnSync(process.execPath, [main, ...args], { stdio: 'inherit' });
process.exit(result.status ?? 3);
