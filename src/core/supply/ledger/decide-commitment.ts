import { NEXT_STATIONS, type Station, type Transfer } from './accounts.ts';
import { type Decision, invalidValidity, type Occasion, type Of, refuse } from './decision.ts';
import { type CommitmentRecord, type LedgerState, unitsAt } from './state.ts';

/** The commitment a command is about, or why there is none. */
const known = (
  state: LedgerState,
  command: Of<'withdraw'> | Of<'move'>,
  at: Occasion,
): CommitmentRecord | Decision => {
  const commitment = state.commitments.get(command.commitmentId);
  if (commitment === undefined)
    return refuse({ kind: 'unknown', what: 'commitment', id: command.commitmentId });
  return invalidValidity(command, at.now, commitment.validAt) ?? commitment;
};

const about = ({ id, dealId, buyer }: CommitmentRecord, transfers: readonly Transfer[]): Decision => ({
  ok: true,
  subject: id,
  dealId,
  buyer,
  changes: [],
  transfers,
});

const poolsOf = (commitment: CommitmentRecord): readonly string[] => {
  const ids = [...commitment.units.keys()].map((key) => key.slice(key.indexOf(' ') + 1));
  return [...new Set(ids)].sort();
};

/** Gives back what is promised but not yet built; what is built stays with the commitment. */
export const decideWithdraw = (state: LedgerState, command: Of<'withdraw'>, at: Occasion): Decision => {
  const commitment = known(state, command, at);
  if ('ok' in commitment) return commitment;
  const pools = poolsOf(commitment);
  const transfers = pools
    .map((poolId) => ({ poolId, units: unitsAt(commitment, poolId, 'commitment') }))
    .filter(({ units }) => units > 0)
    .map(
      (line): Transfer => ({
        ...line,
        from: 'commitment',
        to: 'pool',
        fromOwner: commitment.id,
        toOwner: null,
        serials: [],
      }),
    );
  const [first = ''] = pools;
  if (transfers.length === 0) return refuse({ kind: 'not-enough', poolId: first, wanted: 1, available: 0 });
  return about(commitment, transfers);
};

/** Stations between which a commitment's units are moved; `pool` is reached by withdrawing. */
const isMove = (from: Station, to: Station): boolean =>
  NEXT_STATIONS[from].includes(to) && to !== 'pool' && !['supply', 'pool', 'hold'].includes(from);

/** The first serial number that cannot make this move: one that is taken already, or not where the units leave. */
const wrongSerial = (state: LedgerState, command: Of<'move'>): string | undefined => {
  const { commitmentId, poolId, from, serials } = command;
  if (from === 'commitment') return serials.find((serial) => state.serials.has(serial));
  return serials.find((serial) => {
    const unit = state.serials.get(serial);
    return unit?.commitmentId !== commitmentId || unit.poolId !== poolId || unit.station !== from;
  });
};

/** Moves units of a commitment to the next station; each keeps the serial number it got when it was built. */
export const decideMove = (state: LedgerState, command: Of<'move'>, at: Occasion): Decision => {
  const commitment = known(state, command, at);
  if ('ok' in commitment) return commitment;
  const { poolId, from, to, units, serials } = command;
  if (!isMove(from, to)) return refuse({ kind: 'wrong-station', from, to });
  const available = unitsAt(commitment, poolId, from);
  if (available < units) return refuse({ kind: 'not-enough', poolId, wanted: units, available });
  const serial = wrongSerial(state, command);
  if (serial !== undefined) return refuse({ kind: 'wrong-serial', serial });
  const { id } = commitment;
  return about(commitment, [{ poolId, from, to, fromOwner: id, toOwner: id, units, serials }]);
};
