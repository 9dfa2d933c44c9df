import type { IsaDefinition } from '../isa/definition.ts';
import { noteRead, noteWrite } from '../memory/accumulation.ts';
import type { View } from '../memory/view.ts';
import type { Site } from '../python/source.ts';
import type { PyValue } from '../python/values.ts';
import type { Instruction } from './instruction.ts';
import { endStep, placeOperand, type Recording } from './record.ts';
import { type KnownCall, type KnownParameters, knownCall, operandsOfEqual } from './repeated-calls.ts';

/**
 * What one function remembers of its calls. Kernels unroll to very many calls that differ in the places of their operands
 * only: what such a call means was checked when it was first made.
 */
export interface CallMemory {
  /** Issues what an equal call at the same place issued before; false when none is known. */
  readonly repeat: (args: readonly PyValue[], site: Site) => boolean;
  /** Remembers a call that has just been made; `stepsBefore` were recorded before it. */
  readonly learn: (args: readonly PyValue[], site: Site, stepsBefore: number) => void;
}

/** Calls of one place that are known, the latest last, and how often none was equal more often than one was. */
interface Place {
  readonly known: KnownCall[];
  misses: number;
}

/** How many calls of one place are compared with a new one. */
const RECENT = 4;
/** A place whose calls keep differing is not looked at any more. */
const MISSES_MAX = 64;

const issueAgain = (recording: Recording, known: KnownCall, views: readonly View[]): void => {
  const { operands, instruction, kind } = known;
  const isTensor = instruction.engine === 'tensor';
  // As `issue` does: what is read is noted before what is written.
  for (let index = 1; index < operands.length && !isTensor; index += 1) {
    const view = views[index] as View;
    if (view.storage.space === 'psum') noteRead(view);
  }
  const dst = views[0] as View;
  if (!isTensor && dst.storage.space === 'psum') noteWrite(dst, 'other');
  for (let index = 0; index < operands.length; index += 1)
    placeOperand(recording, views[index] as View, (operands[index] as KnownCall['operands'][number]).layout);
  endStep(recording, kind);
};

/** Makes the memory of a function; `lastIssued` is the instruction that was recorded last. */
export const createCallMemory = (
  recording: Recording,
  definitions: ReadonlyMap<string, IsaDefinition>,
  lastIssued: () => Instruction | null,
  parameters: KnownParameters,
): CallMemory => {
  const places = new Map<Site, Place>();
  const views: View[] = [];
  const repeatKnown = (known: KnownCall, args: readonly PyValue[]): boolean => {
    if (operandsOfEqual(known, args, views) === null) return false;
    if (!known.repeats(known.instruction.attributes, views[0] as View)) return false;
    issueAgain(recording, known, views);
    return true;
  };
  return {
    repeat: (args, site) => {
      const place = places.get(site);
      if (place === undefined) return false;
      for (let index = place.known.length - 1; index >= 0; index -= 1) {
        if (!repeatKnown(place.known[index] as KnownCall, args)) continue;
        if (place.misses > 0) place.misses -= 1;
        return true;
      }
      place.misses += 1;
      return false;
    },
    learn: (args, site, stepsBefore) => {
      const instruction = lastIssued();
      if (instruction === null || recording.steps.length !== stepsBefore + 1) return;
      const repeats = definitions.get(instruction.opcode)?.repeats;
      if (repeats === undefined) return;
      const place = places.get(site) ?? { known: [], misses: 0 };
      places.set(site, place);
      if (place.misses > MISSES_MAX) return;
      const kind = recording.steps.lastKind();
      const known = knownCall(args, parameters, instruction, kind, repeats, recording.layoutOf);
      if (known === null) return;
      if (place.known.length >= RECENT) place.known.shift();
      place.known.push(known);
    },
  };
};
