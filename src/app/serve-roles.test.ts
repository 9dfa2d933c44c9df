import { describe, expect, it } from 'vitest';
import { ACTIONS, PERMISSIONS, ROLES } from './serve-roles.ts';

describe('roles', () => {
  it('say of every action how much of it they may', () => {
    for (const role of ROLES)
      expect(Object.keys(PERMISSIONS[role]).toSorted()).toEqual([...ACTIONS].toSorted());
  });

  it('let a buyer see and do nothing that is not its own', () => {
    expect(Object.values(PERMISSIONS.buyer)).not.toContain('all');
    for (const role of ROLES.filter((each) => each !== 'buyer'))
      expect(Object.values(PERMISSIONS[role])).not.toContain('own');
  });

  it('let read-only change nothing', () => {
    for (const action of ACTIONS.filter((each) => !each.startsWith('read-')))
      expect(PERMISSIONS['read-only'][action]).toBe('none');
  });

  it('keep those who bring supply apart from those who promise it, and withdrawal from its approval by sales', () => {
    for (const role of ROLES) {
      const { supply, hold, commit } = PERMISSIONS[role];
      expect(supply === 'none' || (hold === 'none' && commit === 'none')).toBe(true);
    }
    expect(PERMISSIONS.sales['approve-withdrawal']).toBe('none');
  });
});
