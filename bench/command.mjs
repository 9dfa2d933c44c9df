// Times whole commands as a user runs them: start-up to help, and the example plan over the whole catalogue.
// node bench/command.mjs [repeats]   prints medians of wall time and the peak memory of the process tree's largest child.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = 'dist/cli/main.js';
const repeats = Number(process.argv[2] ?? 7);

const CASES = [
  { name: 'start-up to help', args: ['--help'], budgetMs: 150 },
  {
    name: 'plan, 70B under an SLO, whole catalogue',
    args: ['plan', 'examples/serve-llama-70b.yaml', '--json'],
    budgetMs: 2150,
  },
  {
    name: 'plan, 2T-token pretraining, whole catalogue',
    args: ['plan', 'examples/pretrain-2t-tokens.yaml', '--json'],
    budgetMs: 2150,
  },
];

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

let over = false;
for (const { name, args, budgetMs } of CASES) {
  const wallMs = [];
  let peakMegabytes = 0;
  for (let i = 0; i < repeats; i += 1) {
    const started = performance.now();
    const run = spawnSync('/usr/bin/env', ['time', '-f', '%M', process.execPath, main, ...args], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    wallMs.push(performance.now() - started);
    if (run.status !== 0 && run.status !== 1) throw new Error(`${name}: exit ${run.status}\n${run.stderr}`);
    peakMegabytes = Math.max(peakMegabytes, Number(run.stderr.trim().split('\n').at(-1)) / 1024);
  }
  const wall = median(wallMs);
  over ||= wall > budgetMs;
  console.log(
    `${name}: median ${wall.toFixed(0)} ms of ${repeats} (budget ${budgetMs} ms), peak ${Number.isFinite(peakMegabytes) ? peakMegabytes.toFixed(0) : '?'} MB`,
  );
}
process.exitCode = over ? 1 : 0;
