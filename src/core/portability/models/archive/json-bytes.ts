import { parseBoundedJson } from '../../../bounded-json.ts';
import { InputError } from '../../../input-error.ts';
import { isRecord } from '../../../workload/config/fields.ts';
import { decodeUtf8 } from '../../../workload/files/utf8.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** A JSON object from text with at most `mostMarks` brackets and commas. Throws InputError on anything else. */
export const jsonRecordOf = (text: string, attempted: string, mostMarks?: number): JsonRecord => {
  const value = parseBoundedJson(text.replace(/^\uFEFF/, ''), attempted, mostMarks);
  if (!isRecord(value))
    throw new InputError({ attempted, found: 'JSON that is no object', accepted: 'a JSON object' });
  return value;
};

/** As `jsonRecordOf`, from bytes in UTF-8. */
export const jsonRecord = (bytes: Uint8Array, attempted: string, mostMarks?: number): JsonRecord => {
  let text: string;
  try {
    text = decodeUtf8(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError({
      attempted,
      found: `bytes that are not UTF-8 (${error.message})`,
      accepted: 'UTF-8 text',
    });
  }
  return jsonRecordOf(text, attempted, mostMarks);
};

/** A member of an object by its own key; undefined where it is missing or the value is no object. */
export const member = (value: unknown, key: string): unknown =>
  isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;

/** A member that is an object, else an empty one. */
export const recordAt = (value: unknown, key: string): JsonRecord => {
  const found = member(value, key);
  return isRecord(found) ? found : {};
};

/** A member that is a list, else an empty one. */
export const listAt = (value: unknown, key: string): readonly unknown[] => {
  const found = member(value, key);
  return Array.isArray(found) ? found : [];
};

/** A member that is a text, else null. */
export const textAt = (value: unknown, key: string): string | null => {
  const found = member(value, key);
  return typeof found === 'string' ? found : null;
};
