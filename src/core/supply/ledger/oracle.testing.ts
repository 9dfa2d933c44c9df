import type { Station } from './accounts.ts';
import type { LedgerCommand, LedgerLine } from './commands.ts';
import type { LedgerAnswer } from './ledger.ts';

/** One rack that is held or promised; what nobody has is only a number. */
export interface Rack {
  readonly poolId: string;
  owner: string;
  station: Station;
  serial: string | null;
}

interface Kept {
  readonly expiresAt: number;
  open: boolean;
  ended: 'already-resolved' | 'expired';
}

type Of<Type extends LedgerCommand['type']> = Extract<LedgerCommand, { readonly type: Type }>;

/** What the ledger ought to answer: `ok` or the kind of the refusal. */
type Expected = string;

/** The one road a committed rack may take, as pairs. */
const ROAD = [
  'commitment>build-slot',
  'build-slot>shipped',
  'shipped>installed',
  'shipped>returned',
  'installed>returned',
  'installed>retired',
  'returned>spares',
  'returned>retired',
  'spares>installed',
  'spares>retired',
];

/**
 * The ledger's rules a second time, rack by rack and without any sum that is kept up to date: slow, plain, and sharing no code
 * with the rules it judges.
 */
export const makeOracle = (plan: string | null) => {
  let current = plan;
  const supplied = new Map<string, number>();
  const racks: Rack[] = [];
  const holds = new Map<string, Kept>();
  const commitments = new Set<string>();
  const answers = new Map<string, { readonly content: string; readonly expected: Expected }>();

  const live = ({ owner }: Rack, now: number): boolean => {
    const hold = holds.get(owner);
    return hold === undefined || (hold.open && hold.expiresAt > now);
  };
  const available = (poolId: string, now: number): number =>
    (supplied.get(poolId) ?? Number.NaN) -
    racks.filter((rack) => rack.poolId === poolId && live(rack, now)).length;
  const of = (owner: string, poolId: string, station: Station) =>
    racks.filter((rack) => rack.owner === owner && rack.poolId === poolId && rack.station === station);
  const giveBack = (gone: readonly Rack[]) => {
    for (const rack of gone) racks.splice(racks.indexOf(rack), 1);
  };
  const resupply = (lines: readonly LedgerLine[], sign: 1 | -1) => {
    for (const { poolId, units } of lines)
      supplied.set(poolId, (supplied.get(poolId) ?? Number.NaN) + sign * units);
  };
  const firstWrong = (lines: readonly LedgerLine[], wrong: (line: LedgerLine) => Expected | false) => {
    const sorted = [...lines].sort((a, b) => (a.poolId < b.poolId ? -1 : 1));
    return sorted.map(wrong).find((kind) => kind !== false);
  };

  const judgeUnits = (command: Of<'supply' | 'cut' | 'hold'>, now: number, id: string): Expected => {
    if (command.planVersion !== null && command.planVersion !== current) return 'plan-changed';
    if (command.type === 'hold' && Date.parse(command.expiresAt) <= now) return 'invalid';
    const wrong = firstWrong(command.lines, ({ poolId, units }) => {
      if (!supplied.has(poolId)) return 'unknown';
      if (command.type === 'supply' || available(poolId, now) >= units) return false;
      return command.type === 'cut' ? 'would-oversell' : 'not-enough';
    });
    if (wrong !== undefined) return wrong;
    if (command.type !== 'hold') resupply(command.lines, command.type === 'cut' ? -1 : 1);
    else {
      holds.set(id, { expiresAt: Date.parse(command.expiresAt), open: true, ended: 'expired' });
      for (const { poolId, units } of command.lines)
        for (let rack = 0; rack < units; rack += 1)
          racks.push({ poolId, owner: id, station: 'hold', serial: null });
    }
    return 'ok';
  };

  const judgeHold = (command: Of<'commit' | 'release'>, now: number, id: string): Expected => {
    const { holdId } = command;
    const hold = holds.get(holdId);
    if (hold === undefined) return 'unknown';
    if (!hold.open) return hold.ended;
    if (hold.expiresAt <= now) return 'expired';
    const lines = command.type === 'commit' ? command.lines : [];
    const wrong = firstWrong(lines ?? [], ({ poolId, units }) => {
      const kept = of(holdId, poolId, 'hold').length;
      if (kept === 0) return 'unknown';
      return kept < units && 'not-enough';
    });
    if (wrong !== undefined) return wrong;
    hold.open = false;
    hold.ended = 'already-resolved';
    const all = racks.filter(({ owner }) => owner === holdId);
    const promised =
      lines === null ? all : lines.flatMap(({ poolId, units }) => of(holdId, poolId, 'hold').slice(0, units));
    if (command.type === 'commit') commitments.add(id);
    for (const rack of promised) Object.assign(rack, { owner: id, station: 'commitment' });
    giveBack(all.filter(({ station }) => station === 'hold'));
    return 'ok';
  };

  const judgeMove = (command: Of<'move'>): Expected => {
    const { commitmentId, poolId, from, to, units, serials } = command;
    if (!commitments.has(commitmentId)) return 'unknown';
    if (!ROAD.includes(`${from}>${to}`)) return 'wrong-station';
    const here = of(commitmentId, poolId, from);
    if (here.length < units) return 'not-enough';
    const fits = (serial: string) =>
      from === 'commitment'
        ? racks.every((rack) => rack.serial !== serial)
        : here.some((rack) => rack.serial === serial);
    if (!serials.every(fits)) return 'wrong-serial';
    serials.forEach((serial, index) => {
      const rack = from === 'commitment' ? here[index] : here.find((each) => each.serial === serial);
      if (rack !== undefined) Object.assign(rack, { serial, station: to });
    });
    return 'ok';
  };

  const judge = (command: LedgerCommand, now: number, id: string): Expected => {
    if (command.type === 'supply' || command.type === 'cut' || command.type === 'hold')
      return judgeUnits(command, now, id);
    if (command.type === 'commit' || command.type === 'release') return judgeHold(command, now, id);
    if (command.type === 'move') return judgeMove(command);
    if (command.type === 'withdraw') {
      if (!commitments.has(command.commitmentId)) return 'unknown';
      const unbuilt = racks.filter(
        ({ owner, station }) => owner === command.commitmentId && station === 'commitment',
      );
      giveBack(unbuilt);
      return unbuilt.length === 0 ? 'not-enough' : 'ok';
    }
    if (command.type === 'adopt-plan') {
      if (command.expected !== current) return 'plan-changed';
      current = command.version;
    }
    if (command.type === 'open-pools')
      for (const pool of command.pools) if (!supplied.has(pool.id)) supplied.set(pool.id, 0);
    return 'ok';
  };

  return {
    available,
    currentPlan: () => current,
    racksOf: (commitmentId: string): readonly Rack[] => racks.filter(({ owner }) => owner === commitmentId),
    /** What the answer has to be; `given` only tells which id the ledger chose for what it made. */
    expect: (command: LedgerCommand, now: number, given: LedgerAnswer): Expected => {
      const content = JSON.stringify(command);
      const before = answers.get(command.key);
      if (before !== undefined) return before.content === content ? `${before.expected} again` : 'key-reused';
      const expected = judge(command, now, given.ok ? given.id : '');
      answers.set(command.key, { content, expected });
      return expected;
    },
  };
};

/** What an answer was, in the words of `expect`. */
export const inWords = (answer: LedgerAnswer): string => {
  const kind = answer.ok ? 'ok' : answer.refusal.kind;
  return answer.repeated ? `${kind} again` : kind;
};
