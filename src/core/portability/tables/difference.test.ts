import { describe, expect, it } from 'vitest';
import { readPortabilityTables } from '../../../platform/files/portability.ts';
import { tablesDifference } from './difference.ts';
import { tablesAt } from './tables.ts';

const dated = await readPortabilityTables('catalog');
const between = (from: string, to: string) => tablesDifference(tablesAt(dated, from), tablesAt(dated, to));

describe('the difference between two releases of the SDK', () => {
  it('is empty between a release and itself', () => {
    expect(between('2.32.0', '2.32.0').changes).toEqual([]);
  });

  it('names both sides', () => {
    const { from, to } = between('2.31.0', '2.32.0');
    expect([from.sdk, to.sdk]).toEqual(['2.31.0', '2.32.0']);
    expect(from.tables).toBe(dated.version);
  });

  it('counts the kernels that the release notes count: 13 in 2.32, 14 in 2.31, 22 in 2.30', () => {
    const added = (from: string, to: string) =>
      between(from, to).changes.filter(({ subject, change }) => subject === 'kernel' && change === 'added')
        .length;
    expect(added('2.31.0', '2.32.0')).toBe(13);
    expect(added('2.30.0', '2.31.0')).toBe(14);
    expect(added('2.29.0', '2.30.0')).toBe(22);
  });

  it('shows a stack that leaves, a server that moves on and a risk that is new', () => {
    const { changes } = between('2.31.1', '2.32.0');
    const named = (subject: string, name: RegExp) =>
      changes.find((each) => each.subject === subject && name.test(each.name));
    expect(named('stack', /tracing/)).toMatchObject({
      change: 'changed',
      after: expect.stringMatching(/^absent/),
    });
    expect(named('stack', /^vLLM Neuron$/)?.before).toMatch(/0\.21/);
    expect(named('risk', /next SDK/)).toMatchObject({ change: 'added', before: null });
  });

  it('shows what the announced release does to integers: rules, operators and the type', () => {
    const { changes } = between('2.32.0', '2.33.0');
    const subjects = (pattern: RegExp) =>
      changes.filter(({ name }) => pattern.test(name)).map(({ subject, change }) => `${subject} ${change}`);
    expect(subjects(/^TC-017/)).toEqual(['rule changed']);
    expect(subjects(/^stablehlo\.dot_general$/)).toEqual(['operator changed']);
    expect(subjects(/^i64 on trn2$/)).toEqual(['type changed']);
  });

  it('turns around with its direction', () => {
    const forth = between('2.30.0', '2.32.0').changes;
    const back = between('2.32.0', '2.30.0').changes;
    expect(back).toHaveLength(forth.length);
    const count = (changes: typeof forth, change: string) =>
      changes.filter((each) => each.change === change).length;
    expect(count(back, 'added')).toBe(count(forth, 'removed'));
    expect(count(back, 'changed')).toBe(count(forth, 'changed'));
  });

  it('names a source for every change', () => {
    const { changes } = between('2.29.0', '2.33.0');
    expect(changes.filter(({ source }) => source === '')).toEqual([]);
  });
});
