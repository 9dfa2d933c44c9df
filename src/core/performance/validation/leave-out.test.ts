import { describe, expect, it } from 'vitest';
import { isLeftOut, leaveOutWords, namesOfKind, parseLeaveOut } from './leave-out.ts';
import type { Measurement } from './measurement.ts';
import type { PreparedRow } from './predict-rows.ts';
import { refuse } from './refusal.ts';

const rowOf = (row: Partial<Measurement>, chipId: string | null): PreparedRow => ({
  row: { hardware: 'trn2', model: 'Qwen3-8B', group: 'press', ...row } as Measurement,
  prepared:
    chipId === null
      ? refuse('lengths-not-published', 'no lengths')
      : ({ target: { chipId, vendor: 'AWS', engine: null } } as PreparedRow['prepared']),
});

describe('leaving rows out', () => {
  it('reads kind and name, and nothing else', () => {
    expect(parseLeaveOut('chip= trn2 ')).toEqual({ kind: 'chip', name: 'trn2' });
    expect(parseLeaveOut('model=a=b')).toEqual({ kind: 'model', name: 'a=b' });
    for (const text of ['', 'chip', 'chip=', 'chips=trn2', '=trn2', 'row=1'])
      expect(parseLeaveOut(text)).toBeNull();
  });

  it('knows a chip by the name in the row and by its id, in any case', () => {
    const row = rowOf({}, 'trainium2');
    for (const name of ['trn2', 'TRAINIUM2']) expect(isLeftOut(row, [{ kind: 'chip', name }])).toBe(true);
    expect(isLeftOut(row, [{ kind: 'chip', name: 'trainium' }])).toBe(false);
    expect(isLeftOut(rowOf({}, null), [{ kind: 'chip', name: 'trn2' }])).toBe(true);
  });

  it('takes out what belongs to any of several, and nothing where none is named', () => {
    const several = [
      { kind: 'model', name: 'qwen3-8b' },
      { kind: 'group', name: 'blog' },
    ] as const;
    expect(isLeftOut(rowOf({}, 'trainium2'), several)).toBe(true);
    expect(isLeftOut(rowOf({ model: 'Gemma', group: 'blog' }, 'trainium2'), several)).toBe(true);
    expect(isLeftOut(rowOf({ model: 'Gemma' }, 'trainium2'), several)).toBe(false);
    expect(isLeftOut(rowOf({}, 'trainium2'), [])).toBe(false);
    expect(leaveOutWords(several)).toBe('model qwen3-8b and group blog');
  });

  it('lists names once, chips by id where there is one', () => {
    const rows = [
      rowOf({}, 'trainium2'),
      rowOf({}, 'trainium2'),
      rowOf({ hardware: 'abacus', group: null }, null),
    ];
    expect(namesOfKind(rows, 'chip')).toEqual(['abacus', 'trainium2']);
    expect(namesOfKind(rows, 'group')).toEqual(['press']);
  });
});
