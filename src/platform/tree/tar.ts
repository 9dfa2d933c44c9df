import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { systemPath, type TreeLocation } from './location.ts';

/** A file of a tar archive; `take` gives its bytes where it is called before the next file is asked for. */
export interface TarEntry {
  readonly name: string;
  readonly bytes: number;
  readonly take: () => Promise<Uint8Array>;
}

/** How much of an archive has been read. */
export interface TarProgress {
  packedBytes: number;
  unpackedBytes: number;
}

const BLOCK = 512;
const LARGEST_NAME_BYTES = 64 * 1024;

/** Bytes asked for one after another of a stream that comes in pieces. */
interface ByteQueue {
  /** Exactly so many bytes; fewer at the end of the stream. */
  readonly take: (count: number) => Promise<Uint8Array>;
  /** Leaves so many out, without keeping them. */
  readonly skip: (count: number) => Promise<void>;
}

const queueOf = (chunks: AsyncIterator<Uint8Array>): ByteQueue => {
  let rest: Uint8Array = new Uint8Array(0);
  let ended = false;
  const more = async (): Promise<boolean> => {
    while (!ended && rest.length === 0) {
      const next = await chunks.next();
      if (next.done === true) ended = true;
      else rest = next.value;
    }
    return rest.length > 0;
  };
  const pull = async (count: number, keep: (part: Uint8Array) => void): Promise<void> => {
    let left = count;
    while (left > 0 && (await more())) {
      const part = rest.subarray(0, left);
      rest = rest.subarray(part.length);
      left -= part.length;
      keep(part);
    }
  };
  return {
    take: async (count) => {
      const parts: Uint8Array[] = [];
      await pull(count, (part) => parts.push(part));
      return Buffer.concat(parts);
    },
    skip: (count) => pull(count, () => undefined),
  };
};

const textOf = (block: Uint8Array, from: number, to: number): string => {
  const field = Buffer.from(block.subarray(from, to)).toString('latin1');
  const end = field.indexOf('\0');
  return Buffer.from(end < 0 ? field : field.slice(0, end), 'latin1').toString('utf8');
};

/** A number of a header: octal digits, or 256-based where its first bit is set. NaN where it is neither. */
const numberOf = (block: Uint8Array, from: number, to: number): number => {
  const field = block.subarray(from, to);
  if (((field[0] as number) & 0x80) === 0) {
    const digits = textOf(block, from, to).trim();
    return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
  }
  return field.subarray(1).reduce((value, byte) => value * 256 + byte, 0);
};

/** The sum that a header carries of its own bytes, with blanks in the place of the sum. */
const isHeader = (block: Uint8Array): boolean => {
  if (block.length < BLOCK) return false;
  let sum = 0;
  for (let index = 0; index < BLOCK; index += 1)
    sum += index >= 148 && index < 156 ? 32 : (block[index] as number);
  return sum === numberOf(block, 148, 156);
};

/** `path=` of an extended header (POSIX pax interchange format). */
const paxPath = (records: Uint8Array): string | null =>
  /(?:^|\n)\d+ path=([^\n]*)\n/.exec(Buffer.from(records).toString('utf8'))?.[1] ?? null;

const padding = (bytes: number): number => (BLOCK - (bytes % BLOCK)) % BLOCK;

async function* counted(source: Readable, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of source as AsyncIterable<Uint8Array>) {
    count(chunk.length);
    yield chunk;
  }
}

async function* entriesOf(queue: ByteQueue): AsyncGenerator<TarEntry> {
  let longName: string | null = null;
  for (let block = await queue.take(BLOCK); isHeader(block); block = await queue.take(BLOCK)) {
    const bytes = numberOf(block, 124, 136);
    if (!Number.isSafeInteger(bytes)) throw new Error('a header without a size');
    const type = String.fromCharCode(block[156] as number);
    if (type === 'x' || type === 'L') {
      if (bytes > LARGEST_NAME_BYTES) throw new Error('a name of more than 64 KiB');
      const content = await queue.take(bytes);
      longName = type === 'x' ? paxPath(content) : textOf(content, 0, content.length);
      await queue.skip(padding(bytes));
      continue;
    }
    const prefix = textOf(block, 257, 262) === 'ustar' ? textOf(block, 345, 500) : '';
    const name = longName ?? (prefix === '' ? '' : `${prefix}/`) + textOf(block, 0, 100);
    longName = null;
    let taken = false;
    const take = (): Promise<Uint8Array> => {
      taken = true;
      return queue.take(bytes);
    };
    if (type === '0' || type === '\0') yield { name, bytes, take };
    await queue.skip((taken ? 0 : bytes) + padding(bytes));
  }
}

/**
 * The regular files of a tar archive, packed by gzip or not, in one pass; links and devices in it are passed over. A link in
 * the place of the archive is not followed. Throws what reading and unpacking throw.
 */
export async function* tarEntries(
  location: TreeLocation,
  packed: boolean,
  progress: TarProgress,
): AsyncGenerator<TarEntry> {
  const handle = await open(
    systemPath(location),
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
  );
  const file = handle.createReadStream();
  const source = packed ? file.pipe(createGunzip()) : file;
  // A pipe does not hand on the errors of its source.
  if (packed) file.on('error', (error) => source.destroy(error));
  try {
    yield* entriesOf(
      queueOf(
        counted(source, (bytes) => {
          progress.unpackedBytes += bytes;
          progress.packedBytes = file.bytesRead;
        }),
      ),
    );
  } finally {
    source.destroy();
    file.destroy();
  }
}
