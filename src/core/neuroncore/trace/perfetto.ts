import { describeSite } from '../python/source.ts';
import type { Program, Step } from '../timing/program.ts';
import type { Schedule } from '../timing/schedule.ts';
import { WAIT_REASONS } from '../timing/schedule.ts';
import { stepsOf } from '../timing/step-table.ts';
import { describeOperands } from './operands.ts';
import { MessageWriter } from './protobuf.ts';

// Field numbers of perfetto.protos.TracePacket, TrackDescriptor, TrackEvent and DebugAnnotation.
// Source: google/perfetto protos/perfetto/trace/{trace_packet,track_event/*}.proto.
const TRACE_PACKET = 1;
const PACKET = { timestamp: 8, sequence: 10, trackEvent: 11, trackDescriptor: 60 };
const DESCRIPTOR = { uuid: 1, name: 2, process: 3, parent: 5 };
const PROCESS = { pid: 1, name: 6 };
const EVENT = {
  annotations: 4,
  type: 9,
  track: 11,
  categories: 22,
  name: 23,
  flows: 36,
  terminatingFlows: 42,
};
const ANNOTATION = { int: 4, double: 5, text: 6, name: 10 };
const SLICE_BEGIN = 1;
const SLICE_END = 2;

const PROCESS_TRACK = 1;
const FIRST_TRACK = 16;
const DMA_TRACKS = 4096;
const SEQUENCE = 1;

const packet = (trace: MessageWriter, write: (into: MessageWriter) => void): void => {
  const inner = new MessageWriter();
  write(inner);
  trace.message(TRACE_PACKET, inner.varint(PACKET.sequence, SEQUENCE));
};

const track = (trace: MessageWriter, uuid: number, name: string): void =>
  packet(trace, (into) => {
    into.message(
      PACKET.trackDescriptor,
      new MessageWriter()
        .varint(DESCRIPTOR.uuid, uuid)
        .text(DESCRIPTOR.name, name)
        .varint(DESCRIPTOR.parent, PROCESS_TRACK),
    );
  });

const note = (event: MessageWriter, name: string, value: string | number): void => {
  const annotation = new MessageWriter().text(ANNOTATION.name, name);
  event.message(
    EVENT.annotations,
    typeof value === 'number'
      ? annotation.double(ANNOTATION.double, value)
      : annotation.text(ANNOTATION.text, value),
  );
};

interface Slice {
  readonly track: number;
  readonly startNs: number;
  readonly endNs: number;
  readonly name: string;
  readonly category: string;
  readonly step: Step;
  readonly index: number;
}

const writeSlice = (trace: MessageWriter, slice: Slice, played: Schedule, program: Program): void => {
  packet(trace, (into) => {
    const event = new MessageWriter()
      .varint(EVENT.type, SLICE_BEGIN)
      .varint(EVENT.track, slice.track)
      .text(EVENT.categories, slice.category)
      .text(EVENT.name, slice.name);
    note(event, 'source', describeSite(slice.step.site));
    note(event, 'operands', describeOperands(slice.step));
    const waited = played.waitedFor[slice.index] as number;
    note(event, 'waited for', WAIT_REASONS[played.reasons[slice.index] as number] as string);
    if (waited >= 0) note(event, 'waited for step', `${waited} ${(stepsOf(program)[waited] as Step).opcode}`);
    into.varint(PACKET.timestamp, slice.startNs).message(PACKET.trackEvent, event);
  });
  packet(trace, (into) => {
    const event = new MessageWriter().varint(EVENT.type, SLICE_END).varint(EVENT.track, slice.track);
    into.varint(PACKET.timestamp, slice.endNs).message(PACKET.trackEvent, event);
  });
};

const nanoseconds = (seconds: number): number => Math.round(seconds * 1e9);

/**
 * A schedule as a Perfetto trace (.pftrace): one track for each queue that ran something, one for the transfers of each
 * core, every slice with its source line, operands and what it waited for. Marked as emulated in the process name.
 */
export const perfettoTrace = (program: Program, played: Schedule, name: string): Uint8Array => {
  const trace = new MessageWriter();
  packet(trace, (into) => {
    const process = new MessageWriter().varint(PROCESS.pid, 1).text(PROCESS.name, `${name} (emulated)`);
    into.message(
      PACKET.trackDescriptor,
      new MessageWriter().varint(DESCRIPTOR.uuid, PROCESS_TRACK).message(DESCRIPTOR.process, process),
    );
  });
  const used = new Set(played.queues);
  played.queueNames.forEach((queue, at) => {
    if (used.has(at)) track(trace, FIRST_TRACK + at, queue);
  });
  for (let core = 0; core < program.cores; core++)
    if (stepsOf(program).some((step) => step.engine === 'dma' && step.core === core))
      track(trace, DMA_TRACKS + core, program.cores === 1 ? 'DMA engines' : `DMA engines ${core}`);
  for (const slice of slicesOf(program, played)) writeSlice(trace, slice, played, program);
  return trace.finish();
};

const slicesOf = (program: Program, played: Schedule): Slice[] => {
  const slices: Slice[] = [];
  const transferEnd = new Map<number, number>();
  stepsOf(program).forEach((step, index) => {
    const label = step.name === null ? step.opcode : `${step.opcode} ${step.name}`;
    const common = { name: label, step, index };
    slices.push({
      ...common,
      track: FIRST_TRACK + (played.queues[index] as number),
      category: step.engine === 'dma' ? 'issue' : step.engine,
      startNs: nanoseconds(played.starts[index] as number),
      endNs: nanoseconds(played.holds[index] as number),
    });
    if (step.engine !== 'dma') return;
    // Transfers of several queues overlap on the sixteen engines; a track of slices shows them one behind the other.
    const begins = Math.max(
      played.transferStarts[index] as number,
      transferEnd.get(step.core) ?? Number.NEGATIVE_INFINITY,
    );
    const ends = Math.max(begins, played.transferEnds[index] as number);
    transferEnd.set(step.core, ends);
    slices.push({
      ...common,
      track: DMA_TRACKS + step.core,
      category: 'transfer',
      startNs: nanoseconds(begins),
      endNs: nanoseconds(ends),
    });
  });
  return slices.sort((a, b) => a.startNs - b.startNs || a.index - b.index);
};
