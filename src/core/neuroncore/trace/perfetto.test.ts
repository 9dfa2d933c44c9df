import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WAIT_REASONS } from '../timing/schedule.ts';
import { stepsOf } from '../timing/step-table.ts';
import { perfettoTrace } from './perfetto.ts';
import { MessageWriter, utf8 } from './protobuf.ts';
import { multiplications, timed } from './trace.testing.ts';

type Value = number | Uint8Array;

/** Reads a message of the wire format: the values of each field in order. Source: Protocol Buffers, "Encoding". */
const readMessage = (bytes: Uint8Array): Map<number, Value[]> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const fields = new Map<number, Value[]>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = view.getUint8(at++);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const payload = (wire: number): Value => {
    if (wire === 0) return varint();
    const length = wire === 1 ? 8 : varint();
    at += length;
    return wire === 1 ? view.getFloat64(at - 8, true) : bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const values = fields.get(tag >>> 3) ?? [];
    fields.set(tag >>> 3, [...values, payload(tag & 7)]);
  }
  return fields;
};

const number = (message: Map<number, Value[]>, field: number): number => message.get(field)?.[0] as number;
const inner = (message: Map<number, Value[]>, field: number): Map<number, Value[]> =>
  readMessage(message.get(field)?.[0] as Uint8Array);
const text = (message: Map<number, Value[]>, field: number): string =>
  new TextDecoder().decode(message.get(field)?.[0] as Uint8Array);

const program = multiplications(8);
const { schedule: played } = timed(program);
const packets = (readMessage(perfettoTrace(program, played, 'kernel')).get(1) as Uint8Array[]).map(
  readMessage,
);
const events = packets
  .filter((packet) => packet.has(11))
  .map((packet) => ({ at: number(packet, 8), event: inner(packet, 11) }));
const begins = events.filter(({ event }) => number(event, 9) === 1);
const tracks = new Map(
  packets
    .filter((packet) => packet.has(60))
    .map((packet) => inner(packet, 60))
    .map((track) => [number(track, 1), track.has(2) ? text(track, 2) : text(inner(track, 3), 6)] as const),
);

describe('the Perfetto trace', () => {
  it('has a track for each queue that worked, one for the DMA engines, and says that it is emulated', () => {
    expect([...tracks.values()]).toEqual([
      'kernel (emulated)',
      'tensor',
      'vector',
      'scalar',
      'load',
      'store',
      'DMA engines',
    ]);
  });

  it('has a slice for each step on its queue and one more for each transfer', () => {
    const transfers = stepsOf(program).filter((step) => step.engine === 'dma').length;
    expect(begins).toHaveLength(program.steps.length + transfers);
    const perTrack = new Map<string, number>();
    for (const { event } of begins) {
      const track = tracks.get(number(event, 11)) as string;
      const known = perTrack.get(track);
      perTrack.set(track, known === undefined ? 1 : known + 1);
    }
    expect(Object.fromEntries(perTrack)).toEqual({
      tensor: 8,
      vector: 8,
      scalar: 8,
      load: 16,
      store: 8,
      'DMA engines': 24,
    });
  });

  it('opens and closes slices by turns on every track, with times that never go back', () => {
    const state = new Map<number, { at: number; open: boolean }>();
    for (const { at, event } of events) {
      const track = number(event, 11);
      const known = state.get(track) ?? { at: 0, open: false };
      expect(at).toBeGreaterThanOrEqual(known.at);
      expect(number(event, 9)).toBe(known.open ? 2 : 1);
      state.set(track, { at, open: !known.open });
    }
    for (const { open } of state.values()) expect(open).toBe(false);
  });

  it('has the times of the schedule in nanoseconds', () => {
    const starts = begins
      .filter(({ event }) => tracks.get(number(event, 11)) === 'tensor')
      .map(({ at }) => at);
    const expected = stepsOf(program).flatMap((step, index) =>
      step.engine === 'tensor' ? [Math.round((played.starts[index] as number) * 1e9)] : [],
    );
    expect(starts).toEqual(expected);
  });

  it('says of every slice its source line, its operands and what it waited for', () => {
    for (const { event } of begins) {
      const notes = new Map(
        (event.get(4) as Uint8Array[]).map(readMessage).map((note) => [text(note, 10), text(note, 6)]),
      );
      expect(notes.get('source')).toBe('kernel.py:1:1');
      expect(notes.get('operands')).toMatch(/^dst=(float32|bfloat16)\[128, \d+\]@/);
      expect(WAIT_REASONS).toContain(notes.get('waited for'));
    }
    const [first] = begins.filter(({ event }) => text(event, 23) === 'nc_matmul');
    const notes = (first as (typeof begins)[number]).event.get(4) as Uint8Array[];
    expect(notes.map((note) => text(readMessage(note), 6))).toContain('1 dma_copy');
  });
});

describe('the writer of protocol buffers', () => {
  it('writes what the wire format says: 150 as 96 01, "testing" as its bytes (examples of the documentation)', () => {
    expect([...new MessageWriter().varint(1, 150).finish()]).toEqual([0x08, 0x96, 0x01]);
    expect([...new MessageWriter().text(2, 'testing').finish()]).toEqual([
      0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67,
    ]);
  });

  it('writes whole numbers, floats and texts that read back', () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        fc.double({ noNaN: true }),
        fc.string({ unit: 'binary' }),
        (whole, real, words) => {
          const bytes = new MessageWriter().varint(1, whole).double(2, real).text(300, words).finish();
          const message = readMessage(bytes);
          expect(number(message, 1)).toBe(whole);
          expect(number(message, 2)).toBe(real);
          expect(text(message, 300)).toBe(new TextDecoder().decode(utf8(words)));
          expect(utf8(words).join()).toBe(new TextEncoder().encode(words).join());
        },
      ),
      { numRuns: 40 },
    );
  });
});
