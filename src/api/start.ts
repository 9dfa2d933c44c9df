import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import pino from 'pino';
import type { Service } from '../app/serve.ts';
import { createApi } from './app.ts';
import { openMetrics } from './metrics.ts';
import { type RateLimit, rateLimiter } from './rate.ts';

export interface ServerOptions {
  readonly service: Service;
  readonly host: string;
  /** 0: any port that is free. */
  readonly port: number;
  readonly rate: RateLimit;
  /** Where log lines go, one JSON object each. */
  readonly log: { readonly write: (line: string) => void };
  readonly level: string;
}

export interface RunningServer {
  readonly url: string;
  /** Answers what was asked before, refuses what comes after, then lets go of the ledger. */
  readonly stop: (why: string) => Promise<void>;
}

/** Milliseconds: for the head of a request, for all of it, between two of a connection, and for what is in flight at the end. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const KEEP_ALIVE_MS = 5_000;
const DRAIN_MS = 25_000;

const listening = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

/** Stops listening at once; connections end with the answer they wait for, at the latest after `DRAIN_MS`. */
const drained = (server: Server, onForced: () => void): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => {
      onForced();
      server.closeAllConnections();
    }, DRAIN_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });

const urlOf = (host: string, port: number): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Serves the API until it is stopped. Rejects when the port cannot be had. */
export const startServer = async (options: ServerOptions): Promise<RunningServer> => {
  const { service, host, port, rate } = options;
  const logger = pino(
    { level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    options.log,
  );
  let stopping: Promise<void> | null = null;
  const app = createApi({
    service,
    metrics: openMetrics(true),
    limiter: rateLimiter(rate, () => performance.now()),
    log: (line) => logger.info(line, 'answered'),
    logError: (requestId, error) => logger.error({ requestId, err: error }, 'failed'),
    stopping: () => stopping !== null,
  });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const url = urlOf(host, await listening(server, port, host));
  if (service.ledger.notice !== null) logger.warn(service.ledger.notice);
  logger.info({ url }, 'serving');
  return {
    url,
    stop: (why) => {
      stopping ??= (async () => {
        logger.info({ why }, 'stopping: requests in flight are answered first');
        await drained(server, () => logger.warn('some requests took too long and were cut off'));
        await service.close();
        logger.info('stopped');
      })();
      return stopping;
    },
  };
};
