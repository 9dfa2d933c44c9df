import type { Operand } from '../machine/instruction.ts';
import { loadFloats, operandIn, storeFloats, withBlocks } from './blocks.ts';
import { type Call, issue } from './call.ts';
import { requireOperands, requireSameSize, requireUnpacked } from './checks.ts';
import { alwaysRepeats, type IsaDefinition } from './definition.ts';
import { viewArgument } from './operands.ts';

const callReciprocal = (call: Call): null => {
  const dst: Operand = { role: 'dst', view: viewArgument(call.args, 'dst', call.context) };
  const data: Operand = { role: 'data', view: viewArgument(call.args, 'data', call.context) };
  requireOperands(call, 'vector', [dst, data]);
  requireSameSize(call, dst, data);
  requireUnpacked(call, [dst, data]);
  issue(call, { opcode: 'reciprocal', engine: 'vector', outputs: [dst], inputs: [data] });
  return null;
};

/** dst = 1 / data in float32. Source: aws-neuron-sdk nki/api/nki/isa, `reciprocal`. */
export const reciprocal: IsaDefinition = {
  name: 'reciprocal',
  call: (args, machine, context) => callReciprocal({ args, machine, context }),
  repeats: alwaysRepeats,
  execute: (instruction, machine) =>
    withBlocks(machine, () => {
      const block = loadFloats(machine, operandIn(instruction, 'data'));
      machine.numerics.unary('reciprocal', block, block);
      storeFloats(machine, operandIn(instruction, 'dst'), block);
    }),
};
