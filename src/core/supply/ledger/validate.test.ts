import { describe, expect, it } from 'vitest';
import type { LedgerCommand } from './commands.ts';
import { invalidField } from './validate.ts';

const hold: LedgerCommand = {
  type: 'hold',
  key: 'key-1',
  actor: 'sales',
  reason: 'quote 7',
  planVersion: null,
  validAt: null,
  dealId: 'deal',
  buyer: 'buyer',
  lines: [{ poolId: 'pool', units: 2 }],
  expiresAt: '2027-01-04T00:00:00Z',
};

const fieldOf = (command: unknown) => {
  const refusal = invalidField(command as LedgerCommand);
  return refusal?.kind === 'invalid' ? refusal.field : refusal;
};

describe('the form of a command', () => {
  it('is accepted when nothing is wrong with it', () => {
    expect(fieldOf(hold)).toBeNull();
    expect(fieldOf({ ...hold, expiresAt: '2027-01-04T00:00:00.123Z', buyer: 'Käufer 工場 😀' })).toBeNull();
  });

  it.each([
    ['key', { key: '' }],
    ['key', { key: 'x'.repeat(65) }],
    ['key', { key: 'ledger:expire:hold-1' }],
    ['lines', { lines: [] }],
    ['lines', { lines: [hold.lines[0], hold.lines[0]] }],
    ['lines.0.units', { lines: [{ poolId: 'pool', units: 0 }] }],
    ['lines.0.units', { lines: [{ poolId: 'pool', units: 1.5 }] }],
    ['lines.0.units', { lines: [{ poolId: 'pool', units: '2' }] }],
    ['buyer', { buyer: 'zero\u0000byte' }],
    ['buyer', { buyer: 'half \ud83d' }],
    ['expiresAt', { expiresAt: '2027-01-04T00:00:00+02:00' }],
    ['expiresAt', { expiresAt: '2027-02-30T00:00:00Z' }],
    ['expiresAt', { expiresAt: '2027-01-04T00:00:00.1234567Z' }],
    ['validAt', { validAt: '0000-01-04T00:00:00Z' }],
    ['type', { type: 'steal' }],
  ])('names the field %s that cannot be', (field, change) => {
    expect(fieldOf({ ...hold, ...change })).toBe(field);
  });

  it('refuses fields it does not know', () => {
    expect(invalidField({ ...hold, price: 1 } as never)).toMatchObject({ kind: 'invalid' });
  });

  it('wants one serial number for each unit, and an approver who is not the actor', () => {
    const { actor, key, reason, planVersion, validAt } = hold;
    const attribution = { actor, key, reason, planVersion, validAt };
    const withdraw = { ...attribution, type: 'withdraw', commitmentId: 'commitment-1' };
    expect(fieldOf({ ...withdraw, approver: 'sales' })).toBe('approver');
    expect(fieldOf({ ...withdraw, approver: 'director' })).toBeNull();
    const move = {
      ...attribution,
      type: 'move',
      commitmentId: 'commitment-1',
      poolId: 'pool',
      from: 'commitment',
      to: 'build-slot',
    };
    expect(fieldOf({ ...move, units: 2, serials: ['A'] })).toBe('serials');
    expect(fieldOf({ ...move, units: 2, serials: ['A', 'A'] })).toBe('serials');
    expect(fieldOf({ ...move, units: 2, serials: ['A', 'B'] })).toBeNull();
  });

  it('wants weeks to begin on a Monday', () => {
    const { actor, key, reason, planVersion, validAt } = hold;
    const pool = {
      id: 'p',
      commodity: { generationId: 'g', unit: 'rack' },
      week: '2027-01-05',
      region: 'r',
      taker: 't',
    };
    const open = { actor, key, reason, planVersion, validAt, type: 'open-pools', pools: [pool] };
    expect(fieldOf(open)).toBe('pools.0.week');
  });
});
