import type { Instruction, Operand } from '../machine/instruction.ts';
import { loadPatterns, operandIn, storePatterns } from './blocks.ts';
import { type Call, issue, refuse } from './call.ts';
import { requireFree, requireOperands } from './checks.ts';
import type { IsaDefinition } from './definition.ts';
import {
  describeView,
  freeCount,
  itemsOf,
  numberOf,
  partitionCount,
  reportRule,
  viewArgument,
} from './operands.ts';

const QUADRANT = 32;
/** Mask value that leaves a partition of the destination as it is. */
const KEEP = 255;

const maskArgument = (call: Call): readonly number[] => {
  const mask = (itemsOf(call.args['shuffle_mask']) ?? []).map(numberOf);
  const valid = mask.filter(
    (each): each is number =>
      each === KEEP || (each !== undefined && Number.isInteger(each) && each >= 0 && each < QUADRANT),
  );
  if (valid.length === QUADRANT && mask.length === QUADRANT) return valid;
  const message = `shuffle_mask must have ${QUADRANT} ints from 0 to ${QUADRANT - 1}, or ${KEEP} to leave a partition as it is.`;
  return refuse(call, 'shuffle-mask', message);
};

const callShuffle = (call: Call): null => {
  const { args, machine, context } = call;
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const src: Operand = { role: 'src', view: viewArgument(args, 'src', context) };
  requireOperands(call, 'vector', [dst, src]);
  requireFree(call, dst, freeCount(src.view));
  if (dst.view.dtype !== src.view.dtype) {
    const message = `src is ${describeView(src.view)} and dst ${describeView(dst.view)}; both must have one dtype.`;
    reportRule(machine, context, 'dtypes-differ', message);
  }
  const attributes = { shuffle_mask: maskArgument(call) };
  issue(call, { opcode: 'nc_stream_shuffle', engine: 'vector', outputs: [dst], inputs: [src], attributes });
  return null;
};

const executeShuffle = (instruction: Instruction): void => {
  const dst = operandIn(instruction, 'dst');
  const src = operandIn(instruction, 'src');
  const mask = instruction.attributes['shuffle_mask'] as readonly number[];
  const columns = freeCount(src);
  const source = loadPatterns(src);
  const patterns = loadPatterns(dst);
  for (let partition = 0; partition < partitionCount(dst); partition += 1) {
    const within = mask[partition % QUADRANT] as number;
    const from = partition - (partition % QUADRANT) + within;
    // A source partition beyond the tile is another tile's: what it gives is not defined, so nothing is copied.
    if (within === KEEP || from >= partitionCount(src)) continue;
    patterns.set(source.subarray(from * columns, (from + 1) * columns), partition * columns);
  }
  storePatterns(dst, patterns);
};

/**
 * Copies partitions within each quadrant of 32 by one mask: partition i of the destination takes partition mask[i].
 * Source: aws-neuron-sdk nki/api/nki/isa, `nc_stream_shuffle`.
 */
export const ncStreamShuffle: IsaDefinition = {
  name: 'nc_stream_shuffle',
  call: (args, machine, context) => callShuffle({ args, machine, context }),
  execute: executeShuffle,
};
