import type { Diagnostic } from '../machine/diagnostic.ts';
import type { Generation } from '../machine/generation.ts';
import type { Site } from '../python/source.ts';
import type { Program, StorageSummary } from '../timing/program.ts';
import { kindAt, sequencesOf } from '../timing/step-table.ts';
import { at } from './at.ts';
import { type MemoryShape, type Placed, scanLinearly, takenBytes } from './linear-scan.ts';
import { type Lifetime, lifetimesOf, type Spans, spansOf } from './liveness.ts';
import { findOverlaps } from './overlaps.ts';

/**
 * Whether a kernel's tensors have room: `fits` when they do even side by side in the same partitions, `depends` when
 * that takes an allocator that is good enough, `cannot-fit` when no allocator can and data are spilled.
 */
export type MemoryVerdict = 'fits' | 'depends' | 'cannot-fit';

/** How one memory of a core is used. All bytes are of one partition. */
export interface MemoryUse {
  readonly core: number;
  readonly space: 'sbuf' | 'psum';
  /** What kernels may use, and what there is. */
  readonly usableBytes: number;
  readonly capacityBytes: number;
  readonly verdict: MemoryVerdict;
  /** The least that any placement takes at the worst moment: small tensors share a row of bytes where they can. */
  readonly peakBytes: number;
  /** All tensors alive at the worst moment, each in bytes of its own. */
  readonly stackedBytes: number;
  /** How far up the linear scan went; storages that it could not place are left out. */
  readonly highWaterBytes: number;
  /** The step of the core at which most is alive, or -1 when nothing ever is. */
  readonly peakSequence: number;
  /** The largest tensors alive there, largest first. */
  readonly largest: readonly Lifetime[];
  readonly placed: readonly Placed[];
}

/** What the allocator pass found for all memories on chip. */
export interface Allocation {
  readonly memories: readonly MemoryUse[];
  readonly diagnostics: readonly Diagnostic[];
}

/** How many of the largest tensors at a peak are named. */
const NAMED = 8;

/**
 * Share of a row of bytes that a tensor takes away from others: its quadrants, since accesses start at quadrants and two
 * tensors cannot have the same bytes of one.
 */
const shareOf = (partitions: number): number => Math.ceil(partitions / 32) / 4;

interface Peak {
  readonly sequence: number;
  readonly peakBytes: number;
  readonly stackedBytes: number;
}

/** What a tensor adds to each measure of what is alive. */
const loadOf = (storage: StorageSummary, memory: MemoryShape) => {
  const bytes = takenBytes(storage, memory);
  const share = shareOf(storage.partitions);
  // Two tensors of more than half a bank cannot share one, whatever their size.
  const banks = bytes > memory.bankBytes / 2 ? Math.ceil(bytes / memory.bankBytes) * memory.bankBytes : 0;
  return { stacked: bytes, shared: bytes * share, banked: banks * share };
};

/** The moments at which most is alive: by shares of rows, and by bytes as if all stood in the same partitions. */
const findPeak = (lifetimes: readonly Lifetime[], memory: MemoryShape): Peak => {
  const ends = [...lifetimes].sort((left, right) => left.to - right.to);
  const alive = { stacked: 0, shared: 0, banked: 0 };
  const change = (storage: StorageSummary, sign: 1 | -1): void => {
    const load = loadOf(storage, memory);
    alive.stacked += sign * load.stacked;
    alive.shared += sign * load.shared;
    alive.banked += sign * load.banked;
  };
  let sequence = -1;
  let peakBytes = 0;
  let stackedBytes = 0;
  let ended = 0;
  for (const { storage, from } of lifetimes) {
    for (; at(ends, ended).to < from; ended += 1) change(at(ends, ended).storage, -1);
    change(storage, 1);
    stackedBytes = Math.max(stackedBytes, alive.stacked);
    const least = Math.max(alive.shared, alive.banked);
    if (least > peakBytes) {
      peakBytes = least;
      sequence = from;
    }
  }
  return { sequence, peakBytes, stackedBytes };
};

const shapeOf = (
  generation: Generation,
  space: 'sbuf' | 'psum',
): MemoryShape & { readonly capacity: number } => {
  if (space === 'psum') {
    const { psumBytesPerPartition: bytes, psumBanks, tileSize } = generation;
    return {
      bytesPerPartition: bytes,
      capacity: bytes,
      bankBytes: bytes / psumBanks,
      alignBytes: tileSize.psumAlignBytes,
    };
  }
  const usable = generation.sbufUsableBytesPerPartition;
  return {
    bytesPerPartition: usable,
    capacity: generation.sbufBytesPerPartition,
    bankBytes: Number.POSITIVE_INFINITY,
    alignBytes: generation.tileSize.sbufAlignBytes,
  };
};

const verdictOf = (
  { peakBytes, stackedBytes }: Peak,
  placed: readonly Placed[],
  memory: MemoryShape & { readonly capacity: number },
  fragmentationShare: number,
): MemoryVerdict => {
  // Places that the kernel chose are within the memory; that they share no bytes is another rule.
  if (placed.every(({ storage }) => storage.address !== null)) return 'fits';
  if (peakBytes > memory.capacity) return 'cannot-fit';
  const roomy = stackedBytes * (1 + fragmentationShare) <= memory.bytesPerPartition;
  return roomy && placed.every(({ place }) => place !== null) ? 'fits' : 'depends';
};

const useOf = (program: Program, core: number, space: 'sbuf' | 'psum', spans: Spans): MemoryUse => {
  const { generation } = program;
  const memory = shapeOf(generation, space);
  const lifetimes = lifetimesOf(program, core, space, spans);
  const placed = scanLinearly(lifetimes, memory);
  const peak = findPeak(lifetimes, memory);
  const alive = lifetimes.filter(({ from, to }) => from <= peak.sequence && to >= peak.sequence);
  const weight = ({ storage }: Lifetime): number => takenBytes(storage, memory) * shareOf(storage.partitions);
  let highWaterBytes = 0;
  for (const { place, storage } of placed) {
    if (place !== null) highWaterBytes = Math.max(highWaterBytes, place.byte + takenBytes(storage, memory));
  }
  return {
    core,
    space,
    usableBytes: memory.bytesPerPartition,
    capacityBytes: memory.capacity,
    verdict: verdictOf(peak, placed, memory, generation.allocation.fragmentationShare),
    peakBytes: peak.peakBytes,
    stackedBytes: peak.stackedBytes,
    highWaterBytes,
    peakSequence: peak.sequence,
    largest: alive.sort((left, right) => weight(right) - weight(left)).slice(0, NAMED),
    placed,
  };
};

const nameOf = ({ storage }: Lifetime): string => {
  const place = storage.site === null ? '' : ` of line ${storage.site.line}`;
  return `${storage.name || 'unnamed'}${place} (${storage.partitions} x ${storage.bytesPerPartition} bytes)`;
};

/** Names in order, equal ones once with their count. */
const counted = (names: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const name of names) {
    const known = counts.get(name);
    counts.set(name, known === undefined ? 1 : known + 1);
  }
  return [...counts].map(([name, count]) => (count === 1 ? name : `${count} times ${name}`)).join(', ');
};

const peakDiagnostics = (program: Program, memories: readonly MemoryUse[]): Diagnostic[] => {
  const full = memories.filter(({ verdict }) => verdict === 'cannot-fit');
  if (full.length === 0) return [];
  const sequences = sequencesOf(program.steps);
  const siteOf = (core: number, sequence: number): Site | undefined => {
    const { steps } = program;
    const step = sequences.findIndex(
      (each, index) => each === sequence && kindAt(steps, index).core === core,
    );
    return step < 0 ? undefined : kindAt(steps, step).site;
  };
  return full.flatMap((use) => {
    const site = siteOf(use.core, use.peakSequence);
    if (site === undefined) return [];
    return [
      {
        rule: 'memory-peak',
        // What does not fit in SBUF is spilled by the compiler; DMA cannot reach PSUM, so that nothing there can be.
        severity: use.space === 'psum' ? ('error' as const) : ('warning' as const),
        message: `${Math.ceil(use.peakBytes)} bytes of each partition of ${use.space} are in use here on core ${use.core}; there are ${use.capacityBytes}, so that ${use.space === 'psum' ? 'the kernel cannot be placed' : 'tensors are spilled to HBM'}. The largest: ${counted(use.largest.map(nameOf))}.`,
        site,
      },
    ];
  });
};

/**
 * Gives the storages of a program places by last use, as the compiler does when the whole kernel is known, and judges
 * whether they fit. The order of instructions is that of the program; a compiler that reorders needs more or less.
 * Reports rules `memory-peak` (SBUF: a warning, as tensors are spilled; PSUM: an error) and `manual-overlap`.
 * Source: aws-neuron-sdk nki/get-started/about/memory-hierarchy-overview.rst (capacity and spilling);
 * nki/guides/architecture/trainium_inferentia2_arch.rst (`start_partition`, banks).
 */
export const allocateProgram = (program: Program): Allocation => {
  const known = allocations.get(program);
  if (known !== undefined) return known;
  const made = allocate(program);
  allocations.set(program, made);
  return made;
};

/** Checks and reports ask for the same allocation. */
const allocations = new WeakMap<Program, Allocation>();

const allocate = (program: Program): Allocation => {
  const memories: MemoryUse[] = [];
  for (let core = 0; core < program.cores; core += 1) {
    const spans = spansOf(program, core);
    memories.push(useOf(program, core, 'sbuf', spans), useOf(program, core, 'psum', spans));
  }
  const overlaps = memories.flatMap(({ placed }) => findOverlaps(placed));
  return { memories, diagnostics: [...peakDiagnostics(program, memories), ...overlaps] };
};
