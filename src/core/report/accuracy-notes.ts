import { z } from 'zod';
import type { AccuracyRecord, AccuracyStratum, WorstRow } from '../performance/accuracy/record.ts';
import { SCHEMES } from '../performance/accuracy/record.ts';
import { GOAL_IDS, type GoalId } from '../performance/accuracy/targets.ts';
import { errorMisses, intervalMisses } from './accuracy-misses.ts';

const goal = z.enum(GOAL_IDS as [GoalId, ...GoalId[]]);

/** Why strata miss what they are held to; a key that is absent fits every stratum. */
const failureSchema = z.strictObject({
  about: z.enum(['error', 'interval']),
  goal: goal.optional(),
  scheme: z.enum(SCHEMES).optional(),
  vendor: z.string().optional(),
  experts: z.boolean().optional(),
  cause: z.string().min(1),
});

/** Why single rows are far off; all given keys must fit. */
const rowSchema = z
  .strictObject({
    id: z.string().optional(),
    source: z.string().optional(),
    model: z.string().optional(),
    chip: z.string().optional(),
    engine: z.string().optional(),
    metric: z.string().optional(),
    goal: goal.optional(),
    cause: z.string().min(1),
  })
  .refine((note) => Object.keys(note).length > 1, 'a note on rows needs a key that says which');

/** `catalog/calibration/accuracy-notes.json`: what people found out about large errors, kept as data. */
export const notesSchema = z.strictObject({
  schema: z.literal('rackwright.accuracy-notes/1'),
  /** What to know about how the figures came about, a sentence or two each. */
  caveats: z.array(z.string().min(1)),
  failures: z.array(failureSchema),
  rows: z.array(rowSchema),
});

export type AccuracyNotes = z.infer<typeof notesSchema>;
export type FailureNote = AccuracyNotes['failures'][number];
export type RowNote = AccuracyNotes['rows'][number];

const fits = (note: FailureNote, stratum: AccuracyStratum): boolean =>
  (note.goal === undefined || note.goal === stratum.goal) &&
  (note.scheme === undefined || note.scheme === stratum.scheme) &&
  (note.vendor === undefined || note.vendor === stratum.vendor) &&
  (note.experts === undefined || note.experts === stratum.experts);

const missesAbout = (record: AccuracyRecord, about: FailureNote['about']): readonly AccuracyStratum[] =>
  about === 'error' ? errorMisses(record).map(({ found }) => found) : intervalMisses(record);

/** Causes noted for strata of a goal that miss, each once. */
export const causesOf = (
  notes: AccuracyNotes,
  about: FailureNote['about'],
  missed: readonly AccuracyStratum[],
): readonly string[] => [
  ...new Set(
    notes.failures
      .filter((note) => note.about === about && missed.some((stratum) => fits(note, stratum)))
      .map(({ cause }) => cause),
  ),
];

/** Notes on strata that miss nothing any more: to be taken out. */
export const staleNotes = (notes: AccuracyNotes, record: AccuracyRecord): readonly FailureNote[] =>
  notes.failures.filter((note) => !missesAbout(record, note.about).some((stratum) => fits(note, stratum)));

/** Goals that miss a target with all their rows together, and no note says why any stratum of theirs misses. */
export const unexplainedGoals = (notes: AccuracyNotes, record: AccuracyRecord): readonly GoalId[] => {
  const missed = missesAbout(record, 'error');
  const whole = missed.filter(({ vendor }) => vendor === null);
  return [...new Set(whole.map((stratum) => stratum.goal))].filter((goalId) => {
    const own = missed.filter((stratum) => stratum.goal === goalId);
    return causesOf(notes, 'error', own).length === 0;
  });
};

const KEYS = ['id', 'source', 'model', 'chip', 'engine', 'metric', 'goal'] as const;

/** What is suspected behind a row's error: the first note that fits; null where there is none. */
export const causeOf = (notes: AccuracyNotes, row: WorstRow): string | null =>
  notes.rows.find((note) => KEYS.every((key) => note[key] === undefined || note[key] === row[key]))?.cause ??
  null;
