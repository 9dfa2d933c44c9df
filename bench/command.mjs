// Whole commands as a user runs them: start-up to help, plans over the whole catalogue, `npm start`.
// node bench/command.mjs [--json]
import { firstOutputMs, usedBy, wallMs } from './child.mjs';
import { finish, median } from './table.mjs';

const REPEATS = 5;
const HELP_MS = 150;
const PLAN_MS = 2000;
const PLAN_MEGABYTES = 400;
const FIRST_OUTPUT_MS = 3000;

const EXAMPLES = [
  ['70B under an SLO', 'serve-llama-70b'],
  ['2T-token pretraining', 'pretrain-2t-tokens'],
  ['batch, mixture of experts', 'batch-gpt-oss-120b'],
  ['LoRA of 70B', 'fine-tune-lora'],
  ['three workloads', 'mixed-workloads'],
];

const repeated = (args) => median(Array.from({ length: REPEATS }, () => wallMs(args)));

const help = repeated(['--help']);
const rows = [{ what: 'start-up to help', measured: help, unit: 'ms', budget: HELP_MS, better: 'less' }];
for (const [name, file] of EXAMPLES) {
  const args = ['plan', `examples/${file}.yaml`];
  // The budget is for what comes after start-up; one with three workloads is three plans and informs only.
  const budgeted = file === 'mixed-workloads' ? {} : { budget: PLAN_MS };
  const { megabytes, cpuMs } = usedBy(args);
  rows.push(
    {
      what: `plan, ${name}, after start-up`,
      measured: repeated(args) - help,
      unit: 'ms',
      better: 'less',
      ...budgeted,
    },
    { what: '  processor time with start-up', measured: cpuMs, unit: 'CPU-ms', better: 'less' },
    { what: '  memory', measured: megabytes, unit: 'MB', budget: PLAN_MEGABYTES, better: 'less' },
  );
}
const first = [];
for (let index = 0; index < REPEATS; index += 1)
  first.push(await firstOutputMs('npm', ['start', '--silent'], (text) => text.trim() !== ''));
rows.push({
  what: 'npm start, to its first output',
  measured: median(first),
  unit: 'ms',
  budget: FIRST_OUTPUT_MS,
  better: 'less',
});
finish(rows);
