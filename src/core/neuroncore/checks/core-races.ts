import type { Diagnostic } from '../machine/diagnostic.ts';
import { describeSite } from '../python/source.ts';
import type { Program } from '../timing/program.ts';
import { extentAt, firstRead, kindAt, type StepKind, sequencesOf } from '../timing/step-table.ts';
import { createCoreOrder } from './core-order.ts';
import { createMeeting } from './elements.ts';

interface Access {
  readonly kind: StepKind;
  readonly sequence: number;
  /** Its place among the accesses of the program. */
  readonly access: number;
  readonly byteStart: number;
  readonly byteEnd: number;
  readonly writes: boolean;
}

/** Pairs of accesses of one tensor that are compared before the rest is taken to be in order. */
const PAIRS_MAX = 2_000_000;

/** Accesses of shared HBM by both cores, those tensors left out that only one core touches or that none writes. */
const sharedAccesses = (program: Program): readonly (readonly [Access[], Access[]])[] => {
  const byStorage = new Map<number, readonly [Access[], Access[]]>();
  const { steps, storages } = program;
  const sequences = sequencesOf(steps);
  const add = (step: number, access: number, writes: boolean): void => {
    const storage = steps.storageOf[access] as number;
    if (storages.get(storage)?.space !== 'shared_hbm') return;
    const known = byStorage.get(storage) ?? [[], []];
    byStorage.set(storage, known);
    const kind = kindAt(steps, step);
    const byteStart = steps.byteOf[access] as number;
    const byteEnd = byteStart + extentAt(steps, access).bytes;
    const sequence = sequences[step] as number;
    known[kind.core === 0 ? 0 : 1].push({ kind, sequence, access, byteStart, byteEnd, writes });
  };
  for (let step = 0; step < steps.length; step += 1) {
    const first = steps.accessStarts[step] as number;
    const reads = firstRead(steps, step);
    for (let access = reads; access < (steps.accessStarts[step + 1] as number); access += 1)
      add(step, access, false);
    for (let access = first; access < reads; access += 1) add(step, access, true);
  }
  return [...byStorage.values()].filter(
    ([first, second]) =>
      first.length > 0 && second.length > 0 && [...first, ...second].some(({ writes }) => writes),
  );
};

/** The tensors that barriers name: their kernel keeps an order of its own for them, parts of which it may take for granted. */
const guardedStorages = ({ steps }: Program): ReadonlySet<number> => {
  const guarded = new Set<number>();
  for (const { opcode, attributes } of steps.kinds)
    if (opcode === 'core_barrier' && typeof attributes['storage'] === 'number')
      guarded.add(attributes['storage']);
  return guarded;
};

const raceBetween = (
  program: Program,
  first: Access,
  second: Access,
  severity: Diagnostic['severity'],
): Diagnostic => {
  const [later, other] = first.writes && !second.writes ? [second, first] : [first, second];
  const name = program.storages.get(program.steps.storageOf[later.access] as number)?.name;
  const verb = ({ writes }: Access): string => (writes ? 'writes' : 'reads');
  return {
    rule: 'core-race',
    severity,
    message: `core ${later.kind.core} ${verb(later)} bytes of ${name === undefined || name === '' ? 'a tensor in shared_hbm' : name} that core ${other.kind.core} ${verb(other)} (${describeSite(other.kind.site)}), and neither waits for the other; put a core_barrier between them.`,
    site: later.kind.site,
  };
};

const repeats = ({ repeats: known }: Program, { kind, sequence }: Access): boolean =>
  known?.[kind.core]?.has(sequence) === true;

/**
 * A write that changed nothing, beside another one, of a result that both cores have, or beside a read, which sees the
 * same before and after.
 */
const isHarmless = (program: Program, first: Access, second: Access): boolean =>
  (first.writes && repeats(program, first)) || (second.writes && repeats(program, second));

/** Accesses in order of where they begin. */
const byStart = (accesses: readonly Access[]): readonly Access[] =>
  [...accesses].sort((left, right) => left.byteStart - right.byteStart);

/**
 * Accesses of the two cores to the same bytes of shared HBM, at least one of them a write, that no barrier and no
 * exchange orders; each pair of statements once. In runs with data, cores may both write the same values. Reports rule
 * `core-race`, as a warning for tensors that some barrier names: published kernels that run on chips clear a tensor on
 * both cores, and wait only after the next stores.
 * Source: aws-neuron-sdk nki/get-started/about/lnc.rst; nki/api/nki/isa, core_barrier.
 */
export const findCoreRaces = (program: Program): readonly Diagnostic[] => {
  if (program.cores < 2) return [];
  const accesses = sharedAccesses(program);
  if (accesses.length === 0) return [];
  const { isOrdered } = createCoreOrder(program);
  const meets = createMeeting(program.steps);
  const guarded = guardedStorages(program);
  const found = new Map<string, Diagnostic>();
  for (const [first, second] of accesses) {
    const others = byStart(second);
    let pairs = 0;
    for (const access of byStart(first)) {
      for (const other of others) {
        if (other.byteStart >= access.byteEnd || pairs > PAIRS_MAX) break;
        pairs += 1;
        if (!access.writes && !other.writes) continue;
        if (isOrdered(access.sequence, other.sequence)) continue;
        if (!meets(access.access, other.access) || isHarmless(program, access, other)) continue;
        const severity = guarded.has(program.steps.storageOf[access.access] as number) ? 'warning' : 'error';
        const race = raceBetween(program, access, other, severity);
        const key = `${describeSite(access.kind.site)} ${describeSite(other.kind.site)}`;
        if (!found.has(key)) found.set(key, race);
      }
    }
  }
  return [...found.values()];
};
