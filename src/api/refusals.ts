import type { LedgerCommand } from '../core/supply/ledger/commands.ts';
import type { LedgerRefusal } from '../core/supply/ledger/ledger.ts';
import { fieldProblem, Problem } from './problem.ts';

/** Field of the line about a pool, in the body of the request that became a command. */
const lineField = (command: LedgerCommand, poolId: string, member: string): string => {
  const lines = 'lines' in command && command.lines !== null ? command.lines : [];
  const index = lines.findIndex((line) => line.poolId === poolId);
  if (index >= 0) return `lines.${index}.${member}`;
  return command.type === 'open-pools'
    ? `pools.${command.pools.findIndex(({ id }) => id === poolId)}`
    : member;
};

const unknownProblem = (
  { what, id }: Extract<LedgerRefusal, { kind: 'unknown' }>,
  command: LedgerCommand,
): Problem => {
  if (what === 'pool')
    return fieldProblem(
      'invalid',
      lineField(command, id, 'poolId'),
      JSON.stringify(id),
      'the id of an open pool',
    );
  if (what === 'serial')
    return fieldProblem(
      'invalid',
      'serials',
      JSON.stringify(id),
      'serial numbers of units of this commitment',
    );
  return command.type === 'move' && what === 'commitment'
    ? fieldProblem('invalid', 'commitmentId', JSON.stringify(id), 'the id of a commitment')
    : notFound(what, id);
};

/** What is answered for what is not there, and in the same words for what somebody may not see. */
export const notFound = (what: string, id: string): Problem =>
  new Problem('not-found', `there is no ${what} ${JSON.stringify(id)}`);

/** The ledger's no to a command, with the field of the request that stands in the way. */
export const refusalProblem = (refusal: LedgerRefusal, command: LedgerCommand): Problem => {
  switch (refusal.kind) {
    case 'unknown':
      return unknownProblem(refusal, command);
    case 'not-enough':
      return fieldProblem(
        'not-enough',
        lineField(command, refusal.poolId, 'units'),
        String(refusal.wanted),
        `at most ${refusal.available}, which is what pool ${refusal.poolId} has`,
      );
    case 'expired':
      return fieldProblem(
        'expired',
        'id',
        `a hold that ended at ${refusal.expiresAt}`,
        'a hold that is open',
      );
    case 'already-resolved':
      return fieldProblem('already-resolved', 'id', `a hold that is ${refusal.state}`, 'a hold that is open');
    case 'key-reused':
      return fieldProblem(
        'key-reused',
        'Idempotency-Key',
        'a key that was used for another request',
        'a new key for each request; the same key only to repeat the same request',
      );
    case 'plan-changed':
      return fieldProblem(
        'plan-changed',
        command.type === 'adopt-plan' ? 'expected' : 'planVersion',
        JSON.stringify(refusal.expected),
        `${JSON.stringify(refusal.current)}, which is the plan in force`,
      );
    case 'wrong-station':
      return fieldProblem(
        'wrong-station',
        'to',
        `${refusal.from} to ${refusal.to}`,
        'a station that may follow, in units that are there',
      );
    case 'wrong-serial':
      return fieldProblem(
        'wrong-serial',
        'serials',
        JSON.stringify(refusal.serial),
        'new numbers at the build slot, after that those of units at the station they leave',
      );
    case 'pool-differs':
      return fieldProblem(
        'pool-differs',
        lineField(command, refusal.poolId, 'id'),
        JSON.stringify(refusal.poolId),
        'a new id, or the pool as it was opened',
      );
    case 'would-oversell':
      return fieldProblem(
        'would-oversell',
        lineField(command, refusal.poolId, 'units'),
        `a cut that leaves ${refusal.left}`,
        `one that leaves the ${refusal.promised} that are held or promised`,
      );
    case 'invalid':
      return fieldProblem('invalid', refusal.field, 'what was sent', refusal.words);
  }
};
