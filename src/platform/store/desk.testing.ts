import { expect, it } from 'vitest';
import type { Desk, QuoteRecord } from './desk.ts';
import { fresh } from './suite.testing.ts';

const AT = '2027-01-04T00:00:00.000Z';

const quoteRecord = (): QuoteRecord => ({
  id: fresh('quote'),
  requestKey: fresh('request'),
  requestDigest: 'd1',
  buyer: 'a buyer',
  dealId: 'deal',
  createdAt: AT,
  body: '{"possible":true}',
  holdCommand: null,
  holdAnswer: null,
});

/** What holds for the desk on any database. */
export const deskSuite = (desk: () => Desk): void => {
  it('keeps API keys until they are revoked, and after', async () => {
    const key = {
      id: fresh('id'),
      secretHash: 'ab',
      name: 'sam',
      role: 'sales',
      buyer: null,
      createdAt: AT,
      revokedAt: null,
    };
    await desk().addKey(key);
    expect(await desk().key(key.id)).toEqual(key);
    expect(await desk().keys()).toContainEqual(key);
    expect(await desk().revokeKey(key.id, AT)).toBe(true);
    expect(await desk().revokeKey(key.id, AT)).toBe(false);
    expect(await desk().key(key.id)).toEqual({ ...key, revokedAt: AT });
    expect(await desk().key('nobody')).toBeNull();
  });

  it('looks up keys asked for together each by itself, and none as it was before somebody asked', async () => {
    const keys = ['one', 'two', 'three'].map((name) => ({
      id: fresh('id'),
      secretHash: 'ab',
      name,
      role: 'sales',
      buyer: null,
      createdAt: AT,
      revokedAt: null,
    }));
    for (const key of keys) await desk().addKey(key);
    const [one, two] = keys;
    const ids = keys.flatMap(({ id }) => [id, 'nobody', id]);
    expect(await Promise.all(ids.map((id) => desk().key(id)))).toEqual(
      keys.flatMap((key) => [key, null, key]),
    );
    if (one === undefined || two === undefined) throw new Error('three keys');
    // Lookups that began before the revocation may give either; one asked for after it may not.
    const before = [desk().key(one.id), desk().key(two.id)];
    await desk().revokeKey(one.id, AT);
    expect(await desk().key(one.id)).toEqual({ ...one, revokedAt: AT });
    expect((await Promise.all(before)).map((key) => key?.name)).toEqual(['one', 'two']);
  });

  it('keeps the supply of a proposed plan, the last one proposed', async () => {
    const plan = { version: fresh('plan'), digest: 'd', supply: '{}', baseline: '{"a":1}', proposedAt: AT };
    await desk().proposePlan(plan);
    await desk().proposePlan({ ...plan, baseline: '{"a":2}' });
    expect(await desk().plan(plan.version, 'd')).toEqual({ ...plan, baseline: '{"a":2}' });
    expect(await desk().plan(plan.version, 'another')).toBeNull();
  });

  it('keeps the first quote of a request, whoever comes second, and the first answer to its hold', async () => {
    const first = quoteRecord();
    const kept = await Promise.all([
      desk().keepQuote(first),
      desk().keepQuote({ ...first, id: fresh('quote'), body: '{"possible":false}' }),
    ]);
    expect(kept[0]).toEqual(kept[1]);
    const { id } = kept[0];
    const answer = { ok: true, entry: 1, id: 'hold-1', repeated: false } as const;
    await desk().noteHold(id, answer);
    await desk().noteHold(id, { ...answer, id: 'hold-2' });
    expect((await desk().quote({ id }))?.holdAnswer).toEqual(answer);
    expect((await desk().quote({ requestKey: first.requestKey }))?.id).toBe(id);
    expect(await desk().quote({ id: 'none' })).toBeNull();
  });
};
