import type { Instruction, Operand } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import { loadFloats, operandIn, storeFloats, storePatterns, withBlocks } from './blocks.ts';
import { type Call, issue, refuse } from './call.ts';
import { requireOperands, requireSamePartitions, requireSameSize } from './checks.ts';
import type { IsaDefinition } from './definition.ts';
import { integerArgument } from './integer-argument.ts';
import { describeView, freeCount, partitionCount, requireDtype, viewArgument } from './operands.ts';

/** Partitions whose elements form one sequence: element i stands in partition i mod 16, column i div 16. */
const SNAKE_PARTITIONS = 16;
const COUNT_MIN = 8;
const COUNT_LIMIT = 65536;
const CHOSEN_LIMIT = 32768;

const requireCounts = (call: Call, source: Operand, values: Operand, count: number): void => {
  const chosen = freeCount(values.view);
  const room = freeCount(source.view) * SNAKE_PARTITIONS;
  if (count >= COUNT_MIN && count < COUNT_LIMIT && chosen < CHOSEN_LIMIT && chosen <= count && count <= room)
    return;
  const message =
    `${chosen} of n = ${count} elements are asked for and src is ${describeView(source.view)}; n must be from ${COUNT_MIN} to ` +
    `${COUNT_LIMIT - 1} and at most 16 times its columns, and no less than the elements asked for (below ${CHOSEN_LIMIT}).`;
  refuse(call, 'topk-size', message);
};

const callTopk = (call: Call): null => {
  const { args, machine, context } = call;
  const values: Operand = { role: 'val_dst', view: viewArgument(args, 'val_dst', context) };
  const indices: Operand = { role: 'idx_dst', view: viewArgument(args, 'idx_dst', context) };
  const source: Operand = { role: 'src', view: viewArgument(args, 'src', context) };
  requireOperands(call, 'gpsimd', [values, indices, source]);
  requireSameSize(call, values, indices);
  requireSamePartitions(call, values, source);
  requireDtype(machine, context, values.view, 'val_dst', ['bfloat16']);
  requireDtype(machine, context, source.view, 'src', ['bfloat16']);
  requireDtype(machine, context, indices.view, 'idx_dst', ['uint32']);
  if (partitionCount(source.view) % SNAKE_PARTITIONS !== 0) {
    const message = `src is ${describeView(source.view)}; its partitions must be a multiple of ${SNAKE_PARTITIONS}.`;
    refuse(call, 'gpsimd-partitions', message);
  }
  const count = integerArgument(call, 'n', 0);
  requireCounts(call, source, values, count);
  issue(call, {
    opcode: 'topk',
    engine: 'gpsimd',
    outputs: [values, indices],
    inputs: [source],
    attributes: { n: count, k: freeCount(values.view) },
  });
  return null;
};

/** Places of the largest values, ascending by value; of equal values the earlier place counts as larger. */
const largest = (values: Float32Array, chosen: number): readonly number[] =>
  Array.from(values.keys())
    .sort((left, right) => (values[right] as number) - (values[left] as number) || left - right)
    .slice(0, chosen)
    .reverse();

const executeTopk = (instruction: Instruction, machine: Machine): void => {
  const source = operandIn(instruction, 'src');
  const { n: count, k } = instruction.attributes;
  const [elements, chosen] = [Number(count), Number(k)];
  const columns = freeCount(source);
  const block = loadFloats(machine, source);
  const values = machine.numerics.block(partitionCount(source) * chosen);
  const indices = new Uint32Array(values.length);
  for (let first = 0; first < partitionCount(source); first += SNAKE_PARTITIONS) {
    const snake = Float32Array.from({ length: elements }, (_, index) => {
      const partition = first + (index % SNAKE_PARTITIONS);
      return block[partition * columns + Math.floor(index / SNAKE_PARTITIONS)] as number;
    });
    largest(snake, chosen).forEach((place, order) => {
      for (let partition = first; partition < first + SNAKE_PARTITIONS; partition += 1) {
        values[partition * chosen + order] = snake[place] as number;
        indices[partition * chosen + order] = place;
      }
    });
  }
  storeFloats(machine, operandIn(instruction, 'val_dst'), values);
  storePatterns(operandIn(instruction, 'idx_dst'), indices);
};

/**
 * The largest of the n elements that each 16 partitions hold as one sequence, ascending, and their places in it. Every
 * partition of the 16 gets the same (inferred: the page gives the shape of the result and no layout across partitions).
 * Source: aws-neuron-sdk nki/api/nki/isa, `topk`.
 */
export const topk: IsaDefinition = {
  name: 'topk',
  call: (args, machine, context) => callTopk({ args, machine, context }),
  execute: (instruction, machine) => withBlocks(machine, () => executeTopk(instruction, machine)),
};
