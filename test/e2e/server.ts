import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { addKey, type NewKey } from '../../src/app/serve-keys.ts';
import { openStoreWithDesk } from '../../src/platform/store/open.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Without the database that other tests may be using. */
const environment = (): NodeJS.ProcessEnv => {
  const { DATABASE_URL: _, ...rest } = process.env;
  return rest;
};

/** Runs the command line to its end. */
export const rackwright = (...args: readonly string[]) =>
  spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', cwd: root, env: environment() });

/** API keys in a ledger of their own, without a process for each. */
export const newKeys = async (data: string, keys: readonly NewKey[]): Promise<readonly string[]> => {
  const { ledger, desk } = await openStoreWithDesk({ directory: data });
  const tokens: string[] = [];
  for (const key of keys) tokens.push((await addKey(desk, key, new Date().toISOString())).token);
  await ledger.close();
  return tokens;
};

export interface Child {
  readonly url: string;
  readonly lines: readonly Record<string, unknown>[];
  /** Sends a signal and gives the exit code. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
}

/** Starts `rackwright serve` on a free port and waits until it listens. */
export const serve = async (data: string, ...more: readonly string[]): Promise<Child> => {
  const child = spawn(process.execPath, [main, 'serve', '--port', '0', '--data', data, ...more], {
    cwd: root,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: Record<string, unknown>[] = [];
  let errors = '';
  child.stderr.on('data', (text: Buffer) => {
    errors += text.toString();
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as Record<string, unknown>;
      lines.push(line);
      if (line['msg'] === 'serving') resolve(String(line['url']));
    });
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}: ${errors}`)));
  });
  return {
    url,
    lines,
    end: async (signal) => {
      const ended = once(child, 'exit');
      child.kill(signal);
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
};
