import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { PoolBalance } from '../core/supply/ledger/accounts.ts';
import type { LedgerAnswer } from '../core/supply/ledger/ledger.ts';

export interface Metrics {
  readonly request: (method: string, route: string, status: number, seconds: number) => void;
  readonly command: (type: string, answer: LedgerAnswer) => void;
  readonly quote: (outcome: string, seconds: number) => void;
  /** All metrics in the text format of Prometheus, with what is in the pools now. */
  readonly text: (balances: readonly PoolBalance[], solving: number) => Promise<string>;
  readonly contentType: string;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const STATES = ['available', 'held', 'committed', 'passedOn'] as const;

const setPools = (
  gauge: Gauge<'generation' | 'unit' | 'taker' | 'state'>,
  balances: readonly PoolBalance[],
) => {
  gauge.reset();
  for (const { commodity, taker, ...counts } of balances)
    for (const state of STATES)
      gauge.inc({ generation: commodity.generationId, unit: commodity.unit, taker, state }, counts[state]);
};

/** @param ofProcess whether memory, event loop and garbage collection of this process are measured, too. */
export const openMetrics = (ofProcess: boolean): Metrics => {
  const register = new Registry();
  const registers = [register];
  if (ofProcess) collectDefaultMetrics({ register });
  const requests = new Counter({
    name: 'rackwright_http_requests_total',
    help: 'Requests answered',
    labelNames: ['method', 'route', 'status'] as const,
    registers,
  });
  const latency = new Histogram({
    name: 'rackwright_http_request_seconds',
    help: 'Time from a request to its answer',
    labelNames: ['method', 'route'] as const,
    buckets: SECONDS,
    registers,
  });
  const commands = new Counter({
    name: 'rackwright_ledger_commands_total',
    help: 'Answers of the ledger: done, repeated or refused',
    labelNames: ['type', 'outcome'] as const,
    registers,
  });
  const refusals = new Counter({
    name: 'rackwright_ledger_refusals_total',
    help: 'Commands the ledger refused, by reason',
    labelNames: ['type', 'kind'] as const,
    registers,
  });
  const quotes = new Histogram({
    name: 'rackwright_quote_seconds',
    help: 'Time to answer a quote, by outcome',
    labelNames: ['outcome'] as const,
    buckets: [0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
    registers,
  });
  const pools = new Gauge({
    name: 'rackwright_pool_units',
    help: 'Units in the pools by state',
    labelNames: ['generation', 'unit', 'taker', 'state'] as const,
    registers,
  });
  const pending = new Gauge({
    name: 'rackwright_solving_pending',
    help: 'Quotes and plans that wait for the solver or are in it',
    registers,
  });
  return {
    contentType: register.contentType,
    request: (method, route, status, seconds) => {
      requests.inc({ method, route, status });
      latency.observe({ method, route }, seconds);
    },
    command: (type, answer) => {
      const outcome = answer.repeated ? 'repeated' : answer.ok ? 'done' : 'refused';
      commands.inc({ type, outcome });
      if (!answer.ok && !answer.repeated) refusals.inc({ type, kind: answer.refusal.kind });
    },
    quote: (outcome, seconds) => quotes.observe({ outcome }, seconds),
    text: (balances, solving) => {
      setPools(pools, balances);
      pending.set(solving);
      return register.metrics();
    },
  };
};
