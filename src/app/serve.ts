import { join } from 'node:path';
import { InputError } from '../core/input-error.ts';
import type { SupplyCase } from '../core/supply/case.ts';
import type { Ledger } from '../core/supply/ledger/ledger.ts';
import { loadSupply } from '../platform/files/supply.ts';
import { supplyFromText } from '../platform/files/supply-text.ts';
import type { Desk } from '../platform/store/desk.ts';
import { openStoreWithDesk, type StorePlace } from '../platform/store/open.ts';
import { packageRoot } from './package-root.ts';
import { adoptPlan, planDigest } from './serve-plan.ts';
import { type Solving, solvingOnThread } from './serve-solving.ts';

export { LedgerUnavailable } from '../core/supply/ledger/ledger.ts';
export { ThreadBusy, ThreadTimeout } from '../platform/workers/thread.ts';

/** Everything that is served: the ledger, what is kept beside it, and a solver. */
export interface Service {
  readonly ledger: Ledger;
  readonly desk: Desk;
  readonly solving: Solving;
  /** Present moment, ISO 8601 in UTC. */
  readonly now: () => string;
  /** The case that the text of a supply file describes. Throws InputError with its line. */
  readonly readSupply: (text: string) => Promise<SupplyCase>;
  readonly close: () => Promise<void>;
}

const catalogRoot = (): string => join(packageRoot(), 'catalog');

/** Service on the parts given; closing it ends the solver first, then lets the ledger finish. */
export const serviceOf = (parts: Pick<Service, 'ledger' | 'desk' | 'solving' | 'now'>): Service => ({
  ...parts,
  readSupply: (text) => supplyFromText(text, catalogRoot()),
  close: async () => {
    await parts.solving.close();
    await parts.ledger.close();
  },
});

/**
 * Opens ledger and desk at a place, and a solver on a thread of its own.
 *
 * @throws {InputError} when the place cannot be used.
 */
export const openService = async (place: StorePlace): Promise<Service> => {
  const { ledger, desk } = await openStoreWithDesk(place);
  return serviceOf({ ledger, desk, solving: solvingOnThread(), now: () => new Date().toISOString() });
};

/** How a server was started with a supply file: it was adopted as the first plan, or is the plan in force already. */
export interface StartedWith {
  readonly version: string;
  readonly adopted: boolean;
}

const notInForce = (file: string, version: string): InputError =>
  new InputError({
    attempted: `adopting ${file} as the first plan`,
    found: `a ledger whose plan in force is ${version}, made from something else`,
    accepted: 'no --supply; a plan in force is replaced by POST /v1/plans, which names the one it replaces',
  });

/**
 * Adopts a supply file as the first plan of a ledger that has none. A ledger whose first plan is this very file goes on.
 *
 * @throws {InputError} when the file cannot be used, or another plan is in force: that one is replaced deliberately only.
 */
export const startWithSupply = async (service: Service, file: string): Promise<StartedWith> => {
  const { case: supply } = await loadSupply(file, { catalogRoot: catalogRoot() });
  const digest = planDigest(null, supply);
  const version = `plan-${digest.slice(0, 12)}`;
  const current = await service.ledger.currentPlan();
  if (current !== null) {
    if (current.digest === digest) return { version: current.version, adopted: false };
    throw notInForce(file, current.version);
  }
  const adoption = { expected: null, version, supply, actor: 'rackwright serve' };
  const asked = { ...adoption, reason: `started with ${file.slice(-200)}`, key: `serve:${version}` };
  const found = await adoptPlan(service, asked, service.now());
  if (found.kind === 'ledger' && found.answer.ok) return { version, adopted: true };
  if (found.kind === 'ledger') throw notInForce(file, 'one that was adopted at the same time');
  throw new InputError({
    attempted: `adopting ${file} as the first plan`,
    found: 'a case in which not even what was signed can be served',
    accepted: 'a case that rackwright allocate finds an allocation for; it says which limits conflict',
  });
};
