// Kernels of the NeuronCore emulator from end to end: start-up to the first timeline, instructions timed in a second, memory,
// and what a matrix multiplication with data gets of the arithmetic, beside numpy on the same tiles.
// node bench/neuroncore.mjs [--json]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNeuronCoreFacts } from '../dist/app/kernel/environment.js';
import { readKernelCall, studyKernel } from '../dist/app/kernel/run.js';
import { openKernelSource } from '../dist/app/kernel/sources.js';
import { root, usedBy, wallMs } from './child.mjs';
import { cpuTimed, finish, median } from './table.mjs';

const REPEATS = 5;
const TIMELINE_MS = 1000;
const LARGE_MATMUL_MS = 500;
const INSTRUCTIONS_PER_SECOND = 250_000;
const MEGABYTES = 400;
const GFLOPS = 5;

const MATMUL = join(root, 'examples/kernels/matmul.py');
const SOFTMAX = join(root, 'examples/kernels/softmax.py');
/** 550 GFLOP: M 4096, K 8192, N 8192. */
const LARGE = [
  [8192, 4096],
  [8192, 8192],
];
const SMALL = [
  [1024, 1024],
  [1024, 2048],
];
const SMALL_FLOP = 2 * 1024 * 1024 * 2048;

const folder = mkdtempSync(join(tmpdir(), 'rackwright-bench-'));
const rows = [];
const report = (what, measured, unit, better, budget) =>
  rows.push({ what, measured, unit, better, ...(budget === undefined ? {} : { budget }) });

/** Writes a call of a function with tensors of those shapes. */
const callFile = (name, shapes, dtype, fill) => {
  const file = join(folder, `${name}-${dtype}-${shapes[0].join('x')}.json`);
  const args = shapes.map((shape) => ({ shape, dtype, ...fill }));
  writeFileSync(file, JSON.stringify({ function: name, args }));
  return file;
};

const repeated = (args) => median(Array.from({ length: REPEATS }, () => wallMs(args)));

const help = repeated(['--help']);

const measureCold = () => {
  const softmax = callFile('softmax', [[300, 1000]], 'float32', {});
  const timeline = ['kernel', 'profile', SOFTMAX, '--call', softmax, '--out', join(folder, 'profile'), '-q'];
  report('cold start to the timeline of softmax', repeated(timeline), 'ms', 'less', TIMELINE_MS);
  report('  processor time', usedBy(timeline).cpuMs, 'CPU-ms', 'less');
  for (const name of ['blocked_depth', 'tiled']) {
    const args = [
      'kernel',
      'run',
      MATMUL,
      '--call',
      callFile(name, LARGE, 'float32', {}),
      '--timing-only',
      '-q',
    ];
    const budget = name === 'blocked_depth' ? LARGE_MATMUL_MS : undefined;
    report(`550 GFLOP ${name}, timing only, after start-up`, repeated(args) - help, 'ms', 'less', budget);
    const { megabytes, cpuMs } = usedBy(args);
    report('  processor time with start-up', cpuMs, 'CPU-ms', 'less');
    report('  memory', megabytes, 'MB', 'less', MEGABYTES);
  }
};

const options = {
  target: 'trn2',
  version: [0, 6],
  strictness: 'strict',
  roots: [],
  limits: { steps: 1e8, callDepth: 200, allocatedItems: 1e9 },
  budgetBytes: 8 * 2 ** 30,
};

/** The best processor time of some runs in a warm process, and the last run. */
const warmRun = async (facts, file, call, timingOnly, repeats) => {
  const source = await openKernelSource(file, []);
  const read = await readKernelCall(call);
  let seconds = Number.POSITIVE_INFINITY;
  let study;
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const started = process.cpuUsage();
    study = await studyKernel(facts, source, read, folder, { ...options, timingOnly });
    const { user, system } = process.cpuUsage(started);
    seconds = Math.min(seconds, (user + system) / 1e6);
  }
  return { study, seconds };
};

const measureWarm = async (facts) => {
  for (const name of ['tiled', 'blocked_depth']) {
    const call = callFile(name, LARGE, 'float32', {});
    const { study, seconds } = await warmRun(facts, MATMUL, call, true, 8);
    const rate = study.run.program.steps.length / seconds;
    report(`instructions specialised and timed, ${name}`, rate, 'per CPU-s', 'more', INSTRUCTIONS_PER_SECOND);
  }
  for (const dtype of ['float32', 'bfloat16']) {
    // Ones are made at once, so that the figure is the kernel's and not that of random numbers.
    const call = callFile('tiled', SMALL, dtype, { fill: 'ones' });
    const { seconds } = await warmRun(facts, MATMUL, call, false, 4);
    const what = `matmul kernel 1024x1024x2048 with data, ${dtype}`;
    report(what, SMALL_FLOP / seconds / 1e9, 'GFLOP per CPU-s', 'more', GFLOPS);
  }
};

const NUMPY = `
import time, numpy as np
a = np.ones((1024, 1024), np.float32); b = np.ones((1024, 2048), np.float32); c = np.empty((1024, 2048), np.float32)
def run():
    for m in range(0, 1024, 128):
        for n in range(0, 2048, 512):
            s = np.zeros((128, 512), np.float32)
            for k in range(0, 1024, 128):
                s += a[k:k+128, m:m+128].copy().T @ b[k:k+128, n:n+512].copy()
            c[m:m+128, n:n+512] = s
best = 1e9
for _ in range(6):
    t = time.process_time(); run(); best = min(best, time.process_time() - t)
print(best)
`;

const measureNumpy = () => {
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
  const run = spawnSync('python3', ['-c', NUMPY], { encoding: 'utf8', env });
  if (run.status !== 0) return;
  const rate = SMALL_FLOP / Number(run.stdout) / 1e9;
  report('numpy on the same tiles, one thread, float32', rate, 'GFLOP per CPU-s', 'more');
};

/** Speed of the machine at the moment: a loop of integers, to compare runs at different loads. */
const measureLoop = () => {
  const loop = () => {
    let sum = 0;
    for (let index = 0; index < 3e8; index += 1) sum = (sum + index) | 0;
    return sum;
  };
  report(
    'for comparison: an integer loop of 300 million turns',
    cpuTimed(loop).seconds * 1e3,
    'CPU-ms',
    'less',
  );
};

try {
  measureLoop();
  measureCold();
  await measureWarm(await readNeuronCoreFacts());
  measureNumpy();
} finally {
  rmSync(folder, { recursive: true });
}
finish(rows);
