import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { InputError } from '../core/input-error.ts';
import type { Desk, KeyRecord } from '../platform/store/desk.ts';
import { isRole, ROLES, type Role } from './serve-roles.ts';

/** Who asks, as its API key says. */
export interface Principal {
  readonly keyId: string;
  /** Actor of the journal's entries. */
  readonly name: string;
  readonly role: Role;
  /** Whose deals it sees; null for roles that see all. */
  readonly buyer: string | null;
}

export interface NewKey {
  readonly name: string;
  readonly role: string;
  readonly buyer: string | null;
}

const SECRET_BYTES = 32;
const ID_BYTES = 8;
const TOKEN = /^rwk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

// A secret of 256 random bits cannot be guessed from its hash, so that a slow hash would only slow down every request.
const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

const wrong = (found: string, accepted: string): InputError =>
  new InputError({ attempted: 'adding an API key', found, accepted });

/** A key that may be made. @throws {InputError} for a role, a name or a buyer that cannot be. */
export const checkedKey = ({ name, role, buyer }: NewKey): NewKey & { readonly role: Role } => {
  if (!/^[^\p{Cc}\p{Cs}]{1,128}$/u.test(name))
    throw wrong(`the name ${JSON.stringify(name)}`, '1 to 128 characters, none of them a control character');
  if (!isRole(role)) throw wrong(`the role ${JSON.stringify(role)}`, ROLES.join(', '));
  if ((role === 'buyer') !== (buyer !== null))
    throw wrong(
      buyer === null ? 'a buyer key without a buyer' : `a buyer for the role ${role}`,
      '--buyer with the name used in deals for the role buyer, and for no other',
    );
  if (buyer !== null && !/^[^\p{Cc}\p{Cs}]{1,128}$/u.test(buyer))
    throw wrong(
      `the buyer ${JSON.stringify(buyer)}`,
      '1 to 128 characters, none of them a control character',
    );
  return { name, role, buyer };
};

/** Makes a key and gives its token, which is kept nowhere. @throws {InputError} for a role or a name that cannot be. */
export const addKey = async (
  desk: Desk,
  wanted: NewKey,
  now: string,
): Promise<{ readonly id: string; readonly token: string }> => {
  const { name, role, buyer } = checkedKey(wanted);
  const id = randomBytes(ID_BYTES).toString('hex');
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  await desk.addKey({
    id,
    secretHash: hashOf(secret).toString('hex'),
    name,
    role,
    buyer,
    createdAt: now,
    revokedAt: null,
  });
  return { id, token: `rwk_${id}_${secret}` };
};

const matches = (secret: string, { secretHash }: KeyRecord): boolean =>
  timingSafeEqual(hashOf(secret), Buffer.from(secretHash, 'hex'));

/** Who a token belongs to; null when it is no key, not one of ours, or revoked. */
export const principalOf = async (desk: Desk, token: string): Promise<Principal | null> => {
  const [, id, secret] = TOKEN.exec(token) ?? [];
  if (id === undefined || secret === undefined) return null;
  const record = await desk.key(id);
  if (record === null || record.revokedAt !== null || !matches(secret, record)) return null;
  const { name, role, buyer } = record;
  return isRole(role) ? { keyId: id, name, role, buyer } : null;
};
