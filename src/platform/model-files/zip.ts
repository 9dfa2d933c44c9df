import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { InputError } from '../../core/input-error.ts';
import type { ArchiveEntry } from '../../core/portability/models/archive/archive.ts';

const MEBIBYTE = 2 ** 20;
/** A checkpoint of 100,000 tensors has as many entries. */
const MOST_ENTRIES = 200_000;
const MOST_NAME_CHARACTERS = 32 * MEBIBYTE;
const LARGEST_ENTRY_BYTES = 64 * MEBIBYTE;
const LARGEST_TOTAL_BYTES = 128 * MEBIBYTE;
/** Code and JSON pack 20 to 1 at most; bombs a thousand to one. */
const LARGEST_RATIO = 200;

const ATTEMPTED = 'reading an archive';

const refuse = (found: string, accepted: string): InputError =>
  new InputError({ attempted: ATTEMPTED, found, accepted });

const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 200);

/** A zip archive, open: its directory, and entries unpacked within limits. */
export interface Zip {
  readonly entries: readonly ArchiveEntry[];
  /** The bytes of entries by name, and a remark for each that was left packed. */
  readonly unpack: (wanted: readonly ArchiveEntry[]) => Promise<{
    readonly contents: ReadonlyMap<string, Uint8Array>;
    readonly remarks: readonly string[];
  }>;
}

const directory = async (zip: ZipFile): Promise<ReadonlyMap<string, Entry>> => {
  if (zip.entryCount > MOST_ENTRIES)
    throw refuse(`${zip.entryCount} entries`, `at most ${MOST_ENTRIES.toLocaleString('en-GB')}`);
  const found = new Map<string, Entry>();
  let characters = 0;
  for await (const entry of zip.eachEntry()) {
    if (found.size >= MOST_ENTRIES) throw refuse('more entries than it says', 'a valid archive');
    characters += entry.fileName.length;
    if (characters > MOST_NAME_CHARACTERS) throw refuse('names of more than 32 MiB', 'shorter names');
    if (!found.has(entry.fileName)) found.set(entry.fileName, entry);
  }
  return found;
};

const obstacle = ({ uncompressedSize, compressedSize }: Entry, sofar: number): string | null => {
  const claimed = uncompressedSize.toLocaleString('en-GB');
  if (uncompressedSize > LARGEST_ENTRY_BYTES) return `${claimed} bytes unpacked, more than 64 MiB`;
  if (uncompressedSize > MEBIBYTE && uncompressedSize > LARGEST_RATIO * compressedSize)
    return `${claimed} bytes out of ${compressedSize.toLocaleString('en-GB')}: packed as no model is`;
  return sofar + uncompressedSize > LARGEST_TOTAL_BYTES ? 'more than 128 MiB unpacked together' : null;
};

/** The bytes of an entry. The archive's own claim was checked; the stream ends with an error where it was false. */
const bytesOf = async (zip: ZipFile, entry: Entry): Promise<Uint8Array> => {
  const stream = await zip.openReadStreamPromise(entry);
  const bytes = new Uint8Array(entry.uncompressedSize);
  let at = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    if (at + chunk.length > bytes.length)
      throw refuse(`more bytes than ${entry.fileName} claims`, 'its claim');
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes.subarray(0, at);
};

const unpacker =
  (zip: ZipFile, known: ReadonlyMap<string, Entry>): Zip['unpack'] =>
  async (wanted) => {
    const contents = new Map<string, Uint8Array>();
    const remarks: string[] = [];
    let sofar = 0;
    for (const { name } of wanted) {
      const entry = known.get(name);
      if (entry === undefined) continue;
      const why = entry.isEncrypted() ? 'encrypted' : obstacle(entry, sofar);
      if (why !== null) {
        remarks.push(`${name.slice(0, 120)} left packed: ${why}`);
        continue;
      }
      try {
        const bytes = await bytesOf(zip, entry);
        sofar += bytes.length;
        contents.set(name, bytes);
      } catch (error) {
        remarks.push(`${name.slice(0, 120)} left packed: ${reason(error)}`);
      }
    }
    return { contents, remarks };
  };

/**
 * Opens a zip archive for `use` and closes it in any case. At most 200,000 entries are listed; an entry of more than 64 MiB,
 * one that packs better than any model, and what exceeds 128 MiB together stay packed. Throws InputError on anything that
 * is no zip archive.
 */
export const withZip = async <T>(path: string | Buffer, use: (zip: Zip) => Promise<T>): Promise<T> => {
  const zip = await openPromise(path, { autoClose: false }).catch((error: unknown) => {
    throw refuse(`no zip archive (${reason(error)})`, 'a zip archive');
  });
  try {
    const known = await directory(zip).catch((error: unknown) => {
      if (error instanceof InputError) throw error;
      throw refuse(`a directory that cannot be read (${reason(error)})`, 'a zip archive');
    });
    const entries = [...known.values()].map(
      ({ fileName, uncompressedSize, compressedSize }): ArchiveEntry => ({
        name: fileName,
        bytes: uncompressedSize,
        packedBytes: compressedSize,
      }),
    );
    return await use({ entries, unpack: unpacker(zip, known) });
  } finally {
    zip.close();
  }
};
