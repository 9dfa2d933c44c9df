import { describe, expect, it } from 'vitest';
import type { AccuracyRecord, AccuracyStratum, WorstRow } from '../performance/accuracy/record.ts';
import {
  type AccuracyNotes,
  causeOf,
  causesOf,
  notesSchema,
  staleNotes,
  unexplainedGoals,
} from './accuracy-notes.ts';
import { accuracyRecord } from './accuracy-record.testing.ts';

const record: AccuracyRecord = accuracyRecord();
const failure = (over: Partial<AccuracyNotes['failures'][number]>): AccuracyNotes => ({
  schema: 'rackwright.accuracy-notes/1',
  caveats: ['Read with care.'],
  failures: [{ about: 'error', goal: 'trainingDense', cause: 'why', ...over }],
  rows: [],
});
const missed: readonly AccuracyStratum[] = record.strata.filter(
  (one) => one.goal === 'trainingDense' && one.scheme === 'configuration',
);

describe('notes on failures', () => {
  it('fit the strata that their keys name', () => {
    expect(causesOf(failure({}), 'error', missed)).toEqual(['why']);
    expect(causesOf(failure({ vendor: 'AWS' }), 'error', missed)).toEqual(['why']);
    expect(causesOf(failure({ vendor: 'Intel' }), 'error', missed)).toEqual([]);
    expect(causesOf(failure({ scheme: 'chip' }), 'error', missed)).toEqual([]);
    expect(causesOf(failure({ about: 'interval' }), 'error', missed)).toEqual([]);
  });

  it('are stale when nothing they name misses any more', () => {
    expect(staleNotes(failure({}), record)).toEqual([]);
    expect(staleNotes(failure({ goal: 'tokenTimeNeuron' }), record)).toHaveLength(1);
    expect(staleNotes(failure({ about: 'interval', vendor: 'AWS' }), record)).toEqual([]);
    expect(staleNotes(failure({ about: 'interval', vendor: 'NVIDIA' }), record)).toHaveLength(1);
  });

  it('are lacking where a whole goal misses its target without one', () => {
    expect(unexplainedGoals(failure({}), record)).toEqual([]);
    expect(unexplainedGoals(failure({ goal: 'prefill' }), record)).toEqual(['trainingDense']);
  });
});

describe('notes on rows', () => {
  const [worst] = record.worst;
  const row = worst as WorstRow;
  const notes = (keys: object): AccuracyNotes =>
    notesSchema.parse({
      schema: 'rackwright.accuracy-notes/1',
      caveats: ['Read with care.'],
      failures: [],
      rows: [{ ...keys, cause: 'a typing error' }],
    });

  it('fit rows by every key they have', () => {
    expect(causeOf(notes({ chip: row.chip, model: row.model }), row)).toBe('a typing error');
    expect(causeOf(notes({ chip: row.chip, model: 'another' }), row)).toBeNull();
  });

  it('must say which rows they are about', () => {
    expect(() => notes({})).toThrow();
  });
});
