import type { Command } from 'commander';
import { InputError } from '../../core/input-error.ts';
import { EXIT, runToExitCode } from '../exit.ts';

interface PlaceFlags {
  readonly database?: string;
  readonly data?: string;
}

interface ServeFlags extends PlaceFlags {
  readonly port: string;
  readonly host: string;
  readonly supply?: string;
  readonly requestsPerSecond: string;
  readonly logLevel: string;
}

const DATA = 'rackwright-data';
const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'];

const numberIn = (flag: string, text: string, least: number, most: number): number => {
  const value = Number(text);
  if (/^\d{1,6}$/.test(text) && value >= least && value <= most) return value;
  throw new InputError({
    attempted: `reading ${flag}`,
    found: JSON.stringify(text),
    accepted: `a whole number from ${least} to ${most}`,
  });
};

const levelFrom = (text: string): string => {
  if (LEVELS.includes(text)) return text;
  throw new InputError({
    attempted: 'reading --log-level',
    found: JSON.stringify(text),
    accepted: LEVELS.join(', '),
  });
};

/** A server that is named, else the one of DATABASE_URL unless a folder is named, else a folder here. */
const placeFrom = ({ database, data }: PlaceFlags) => {
  if (database !== undefined && data !== undefined)
    throw new InputError({
      attempted: 'choosing where the ledger is kept',
      found: 'both --database and --data',
      accepted: 'one of them',
    });
  const fromEnvironment = data === undefined ? process.env['DATABASE_URL'] : undefined;
  const databaseUrl = database ?? (fromEnvironment === '' ? undefined : fromEnvironment);
  return databaseUrl === undefined ? { directory: data ?? DATA } : { databaseUrl };
};

const BURST_SECONDS = 2;

const untilSignal = (): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal));
  });

const cannotListen = (error: unknown, flags: ServeFlags): unknown =>
  error instanceof Error &&
  'code' in error &&
  /^(EADDRINUSE|EADDRNOTAVAIL|EACCES|ENOTFOUND)$/.test(String(error.code))
    ? new InputError({
        attempted: 'starting the server',
        found: `${flags.host}:${flags.port}, which cannot be had (${error.message})`,
        accepted: 'an address of this machine and a port that is free; 0 takes any',
      })
    : error;

const run = async (flags: ServeFlags): Promise<number> => {
  const port = numberIn('--port', flags.port, 0, 65_535);
  const perSecond = numberIn('--requests-per-second', flags.requestsPerSecond, 1, 100_000);
  const level = levelFrom(flags.logLevel);
  const signal = untilSignal();
  const { openService, startWithSupply } = await import('../../app/serve.ts');
  const { startServer } = await import('../../api/start.ts');
  const service = await openService(placeFrom(flags));
  try {
    if (flags.supply !== undefined) await startWithSupply(service, flags.supply);
    const server = await startServer({
      service,
      host: flags.host,
      port,
      rate: { perSecond, burst: perSecond * BURST_SECONDS },
      log: process.stdout,
      level,
    }).catch((error: unknown) => {
      throw cannotListen(error, flags);
    });
    await server.stop(await signal);
  } finally {
    await service.close();
  }
  return EXIT.fine;
};

interface KeyFlags extends PlaceFlags {
  readonly role: string;
  readonly name: string;
  readonly buyer?: string;
}

const addKey = async (flags: KeyFlags): Promise<number> => {
  const { openService } = await import('../../app/serve.ts');
  const keys = await import('../../app/serve-keys.ts');
  const { role, name, buyer = null } = flags;
  const wanted = keys.checkedKey({ role, name, buyer });
  const service = await openService(placeFrom(flags));
  try {
    const { id, token } = await keys.addKey(service.desk, wanted, service.now());
    process.stderr.write(`key ${id} for ${name} (${role}); it is shown this once and kept nowhere:\n`);
    process.stdout.write(`${token}\n`);
  } finally {
    await service.close();
  }
  return EXIT.fine;
};

const listKeys = async (flags: PlaceFlags): Promise<number> => {
  const { openService } = await import('../../app/serve.ts');
  const service = await openService(placeFrom(flags));
  try {
    for (const { id, role, name, buyer, createdAt, revokedAt } of await service.desk.keys()) {
      const whose = buyer === null ? '' : ` buyer=${JSON.stringify(buyer)}`;
      const since = revokedAt === null ? '' : ` revoked ${revokedAt}`;
      process.stdout.write(`${id} ${role} ${JSON.stringify(name)}${whose} made ${createdAt}${since}\n`);
    }
  } finally {
    await service.close();
  }
  return EXIT.fine;
};

const revokeKey = async (id: string, flags: PlaceFlags): Promise<number> => {
  const { openService } = await import('../../app/serve.ts');
  const service = await openService(placeFrom(flags));
  try {
    if (await service.desk.revokeKey(id, service.now())) return EXIT.fine;
    throw new InputError({
      attempted: 'revoking an API key',
      found: JSON.stringify(id),
      accepted: 'the id of a key that is valid; `rackwright serve keys list` shows them',
    });
  } finally {
    await service.close();
  }
};

const withPlace = (command: Command): Command =>
  command
    .option('--database <url>', 'a PostgreSQL server (default: DATABASE_URL)')
    .option('--data <folder>', `the folder of an embedded database (default without a server: ${DATA})`);

/** `serve` and its keys. */
export const registerServe = (program: Command): void => {
  const serve = withPlace(program.command('serve'))
    .description('Serve quotes, holds, commitments and the journal over HTTP, with API keys and roles.')
    .option('--port <port>', 'where to listen; 0 takes any port that is free', '8787')
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--supply <file>', 'supply file to adopt as the first plan of a ledger that has none')
    .option('--requests-per-second <n>', 'requests that each key may make, twice as many at once', '100')
    .option('--log-level <level>', LEVELS.join(', '), 'info')
    .action(async (flags: ServeFlags) => {
      process.exitCode = await runToExitCode(() => run(flags));
    });
  const keys = serve.command('keys').description('API keys: add, list, revoke.');
  // Options of `serve` itself stand before `keys`; those of a command stand after it, and both may be used.
  const merged = <Flags>(flags: Flags): Flags => ({ ...serve.opts(), ...flags });
  withPlace(keys.command('add'))
    .description('Make a key and print it, this once.')
    .requiredOption('--role <role>', 'maker, cloud-team, sales, buyer or read-only')
    .requiredOption('--name <name>', 'who acts with it: the actor of the journal')
    .option('--buyer <buyer>', 'for the role buyer: whose deals it sees')
    .action(async (flags: KeyFlags) => {
      process.exitCode = await runToExitCode(() => addKey(merged(flags)));
    });
  withPlace(keys.command('list'))
    .description('List keys; their secrets are kept nowhere.')
    .action(async (flags: PlaceFlags) => {
      process.exitCode = await runToExitCode(() => listKeys(merged(flags)));
    });
  withPlace(keys.command('revoke'))
    .description('Make a key invalid at once.')
    .argument('<id>', 'the id that the list shows')
    .action(async (id: string, flags: PlaceFlags) => {
      process.exitCode = await runToExitCode(() => revokeKey(id, merged(flags)));
    });
};
