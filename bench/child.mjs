// Runs the built command line as a user would, and measures it from outside.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

// Written to file descriptor 3 when the process ends, since no other way of asking for it is the same on all systems.
const TELL_USE =
  'data:text/javascript,import {writeSync} from "node:fs";process.on("exit",()=>{const {maxRSS,userCPUTime,systemCPUTime}=process.resourceUsage();writeSync(3,JSON.stringify([maxRSS*1024/1e6,(userCPUTime+systemCPUTime)/1e3]))})';

const checked = (args, status, stderr, accepted) => {
  if (!accepted.includes(status)) throw new Error(`rackwright ${args.join(' ')}: exit ${status}\n${stderr}`);
};

/** Milliseconds from start to end of one command. */
export const wallMs = (args, accepted = [0, 1]) => {
  const started = performance.now();
  const run = spawnSync(process.execPath, [main, ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const passed = performance.now() - started;
  checked(args, run.status, run.stderr, accepted);
  return passed;
};

/** Most memory one command holds, in MB, and its processor time, in ms. */
export const usedBy = (args, accepted = [0, 1]) => {
  const run = spawnSync(process.execPath, ['--import', TELL_USE, main, ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  checked(args, run.status, run.stderr, accepted);
  const [megabytes, cpuMs] = JSON.parse(run.output[3]);
  return { megabytes, cpuMs };
};

/** Milliseconds until a command, given as words, first prints a line that `wanted` accepts. */
export const firstOutputMs = (command, args, wanted) =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let first = null;
    child.stdout.on('data', (text) => {
      if (first === null && wanted(String(text))) first = performance.now() - started;
    });
    child.on('error', reject);
    child.on('close', () => (first === null ? reject(new Error('nothing was printed')) : resolve(first)));
  });
