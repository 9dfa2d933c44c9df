import type { Instruction, Operand } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import { loadFloats, operandIn, storeFloats, withBlocks } from './blocks.ts';
import { type Call, issue, refuse } from './call.ts';
import { requireFree, requireOperands } from './checks.ts';
import type { IsaDefinition } from './definition.ts';
import { describeView, freeCount, partitionCount, requireDtype, viewArgument } from './operands.ts';

const callBounds = (call: Call): null => {
  const { args, machine, context } = call;
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const ids: Operand = { role: 'segment_ids', view: viewArgument(args, 'segment_ids', context) };
  requireOperands(call, 'gpsimd', [dst, ids]);
  for (const { role, view } of [dst, ids]) {
    requireDtype(machine, context, view, role, ['float32', 'int32']);
    if (partitionCount(view) !== 1) {
      refuse(call, 'single-partition', `${role} is ${describeView(view)}; it must span one partition.`);
    }
  }
  requireFree(call, dst, 2 * freeCount(ids.view));
  issue(call, { opcode: 'sequence_bounds', engine: 'gpsimd', outputs: [dst], inputs: [ids] });
  return null;
};

/** First index and index after the last of the run of equal ids around each element; (n, -1) for padding, whose id is 0. */
const boundsOf = (ids: Float32Array, out: Float32Array): void => {
  const count = ids.length;
  let start = 0;
  for (let index = 0; index < count; index += 1) {
    if (ids[index] !== ids[index - 1]) start = index;
    out[index] = ids[index] === 0 ? count : start;
  }
  let end = count;
  for (let index = count - 1; index >= 0; index -= 1) {
    if (ids[index] !== ids[index + 1]) end = index + 1;
    out[count + index] = ids[index] === 0 ? -1 : end;
  }
};

const executeBounds = (instruction: Instruction, machine: Machine): void => {
  const ids = loadFloats(machine, operandIn(instruction, 'segment_ids'));
  const out = machine.numerics.block(2 * ids.length);
  boundsOf(ids, out);
  storeFloats(machine, operandIn(instruction, 'dst'), out);
};

/**
 * Start and end of the segment that each element belongs to. Source: aws-neuron-sdk nki/api/nki/isa, `sequence_bounds`.
 */
export const sequenceBounds: IsaDefinition = {
  name: 'sequence_bounds',
  call: (args, machine, context) => callBounds({ args, machine, context }),
  execute: (instruction, machine) => withBlocks(machine, () => executeBounds(instruction, machine)),
};
