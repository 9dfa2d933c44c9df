import { canonicalJson } from './canonical.ts';
import type { JournalEntry } from './ledger.ts';

/** Lower-case hexadecimal digest of the UTF-8 bytes of a text: SHA-256 everywhere outside tests. */
export type Digest = (text: string) => string;

/** What stands before the first entry. */
export const FIRST_HASH = '0'.repeat(64);

/** The part of an entry that its command decided, in the form in which it is kept and hashed. */
export const entryBody = ({ command, subject, transfers }: Omit<JournalEntry, 'hash'>): string =>
  canonicalJson({ command, subject, transfers });

/**
 * Hash of an entry: digest over its number, the moment it was recorded, its body and the hash before it, so that no entry can
 * be changed, taken out or put in without changing every later hash.
 */
export const entryHash = (
  digest: Digest,
  { entry, recordedAt, previousHash }: Pick<JournalEntry, 'entry' | 'recordedAt' | 'previousHash'>,
  body: string,
): string => digest(`${previousHash}\n${entry}\n${recordedAt}\n${body}`);
