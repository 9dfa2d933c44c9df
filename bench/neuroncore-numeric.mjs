// What the arithmetic of the NeuronCore emulator does in a second: the kernels in WebAssembly, alone and with one helper
// thread, in JavaScript, and numpy where python3 has it; and how many elements of each type move between storage and
// blocks. node bench/neuroncore-numeric.mjs [--json]   Best of many repeats, so a busy machine shows less.
import { spawnSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { DTYPE_BYTES } from '../dist/core/neuroncore/memory/dtype.js';
import { activate } from '../dist/core/neuroncore/numeric/activations.js';
import { createJavascriptKernels } from '../dist/core/neuroncore/numeric/javascript.js';
import { readBlock, valuesPerElement, writeBlock } from '../dist/core/neuroncore/numeric/transfer.js';
import { createKernels } from '../dist/platform/wasm/create.js';
import { openKernelPool } from '../dist/platform/wasm/pool.js';
import { finish } from './table.mjs';

const PARTITIONS = 128;
const COLUMNS = 2048;
const ELEMENTS = PARTITIONS * COLUMNS;
const TILE = { contraction: 128, rows: 128, columns: 512 };
const BUDGETS = { matmul: 25e3, exp: 400, add: 2000, bfloat16: 2000 };

/** Seconds of the fastest of `repeats` runs. */
const fastest = (run, repeats) => {
  for (let warm = 0; warm < repeats / 3; warm += 1) run();
  let best = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const started = performance.now();
    run();
    best = Math.min(best, performance.now() - started);
  }
  return best / 1000;
};

const rows = [];
const report = (what, amount, seconds, unit, budget) =>
  rows.push({ what, measured: amount / seconds / 1e6, unit, better: 'more', ...(budget && { budget }) });

const spread = (block) => {
  for (let index = 0; index < block.length; index += 1) block[index] = Math.sin(index * 1.1) * 8;
  return block;
};

const measure = (name, kernels, repeats, budgets) => {
  const mark = kernels.mark();
  const { contraction, rows: tileRows, columns } = TILE;
  const stationary = spread(kernels.block(contraction * tileRows));
  const moving = spread(kernels.block(contraction * columns));
  const product = kernels.block(tileRows * columns);
  const multiply = () => kernels.matmul(product, stationary, moving, contraction, tileRows, columns, false);
  const flops = 2 * contraction * tileRows * columns;
  report(`${name}: matmul 128x128x512`, flops, fastest(multiply, repeats), 'MFLOP/s', budgets?.matmul);
  const x = spread(kernels.block(ELEMENTS));
  const y = spread(kernels.block(ELEMENTS));
  const out = kernels.block(ELEMENTS);
  const loop = (what, run, budget) =>
    report(`${name}: ${what}`, ELEMENTS, fastest(run, repeats), 'M elements/s', budget);
  loop('add', () => kernels.binary('add', out, x, y), budgets?.add);
  loop('exp', () => kernels.unary('exp', out, x), budgets?.exp);
  loop('round to bfloat16', () => kernels.roundTo('bfloat16', out), budgets?.bfloat16);
  loop('sums of rows', () => kernels.reduceRows('add', out, x, PARTITIONS, COLUMNS));
  loop('silu', () => activate('silu', out, x, kernels));
  loop('gelu (float64)', () => activate('gelu', out, x, kernels));
  kernels.release(mark);
};

const storageOf = (dtype) => {
  const bytesPerPartition = COLUMNS * DTYPE_BYTES[dtype];
  const contents = { bytes: null, base: 0, pitch: bytesPerPartition, written: null };
  const storage = {
    id: 1,
    name: 'tensor',
    space: 'sbuf',
    core: 0,
    partitions: PARTITIONS,
    bytesPerPartition,
  };
  return {
    storage: { ...storage, address: null, site: null, contents },
    dtype,
    shape: [PARTITIONS, COLUMNS],
    strides: [COLUMNS, 1],
    offset: 0,
    indirection: null,
  };
};

const measureTransfer = (name, kernels, dtype) => {
  const view = storageOf(dtype);
  const values = ELEMENTS * valuesPerElement(dtype);
  const mark = kernels.mark();
  const block = spread(kernels.block(values));
  const written = fastest(() => writeBlock(view, block, kernels), 12);
  const read = fastest(() => readBlock(view, block, kernels), 12);
  report(`${name}: read ${dtype}`, values, read, 'M values/s');
  report(`${name}: write ${dtype}`, values, written, 'M values/s');
  const every = { ...view, shape: [PARTITIONS, COLUMNS / 2], strides: [COLUMNS, 2] };
  const strided = fastest(() => readBlock(every, block, kernels), 12);
  if (name === 'wasm') report(`${name}: read every second ${dtype}`, values / 2, strided, 'M values/s');
  kernels.release(mark);
};

const NUMPY = `
import time, numpy as np
def best(f, n=20):
    for _ in range(5): f()
    t = 1e9
    for _ in range(n):
        s = time.perf_counter(); f(); t = min(t, time.perf_counter() - s)
    return t
a = np.random.rand(128, 128).astype(np.float32); b = np.random.rand(128, 512).astype(np.float32)
c = np.empty((128, 512), np.float32)
x = np.random.rand(128, 2048).astype(np.float32); y = x.copy(); o = np.empty_like(x); h = x.astype(np.float16)
print(best(lambda: np.matmul(a.T, b, out=c)), best(lambda: np.add(x, y, out=o)), best(lambda: np.exp(x, out=o)),
      best(lambda: x.sum(axis=1)), best(lambda: h.astype(np.float32)), best(lambda: x.astype(np.float16)))
`;

const measureNumpy = () => {
  const run = spawnSync('python3', ['-c', NUMPY], {
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  if (run.status !== 0) return;
  const [matmul, add, exp, sums, read, write] = run.stdout.split(' ').map(Number);
  report('numpy, one thread: matmul 128x128x512', 2 * 128 * 128 * 512, matmul, 'MFLOP/s');
  report('numpy, one thread: add', ELEMENTS, add, 'M elements/s');
  report('numpy, one thread: exp', ELEMENTS, exp, 'M elements/s');
  report('numpy, one thread: sums of rows', ELEMENTS, sums, 'M elements/s');
  report('numpy, one thread: read float16', ELEMENTS, read, 'M values/s');
  report('numpy, one thread: write float16', ELEMENTS, write, 'M values/s');
};

const wasm = createKernels();
measure('wasm', wasm, 60, BUDGETS);
const pool = openKernelPool({ helpers: 1 });
while (pool.ready() < 1) await setTimeout(5);
measure('wasm, two threads', pool.kernels, 60);
await pool.close();
measure('javascript', createJavascriptKernels(), 6);
measureNumpy();
for (const dtype of Object.keys(DTYPE_BYTES)) measureTransfer('wasm', wasm, dtype);
for (const dtype of ['bfloat16', 'float16', 'float8_e4m3', 'int32']) {
  measureTransfer('javascript', createJavascriptKernels(), dtype);
}
finish(rows);
