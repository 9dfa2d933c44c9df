import type { Instruction, Operand } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import { loadFloats, operandIn, storeFloats, withBlocks } from './blocks.ts';
import { type Call, issue, refuse } from './call.ts';
import { requireFree, requireOperands, requireSamePartitions, requireUnpacked } from './checks.ts';
import type { IsaDefinition } from './definition.ts';
import { describeView, freeCount, partitionCount, reportRule, viewArgument } from './operands.ts';

/** Numbers that describe a set of values: count, mean, variance * count. */
const TRIPLE = 3;
/** Even and odd elements are described apart. */
const STATISTICS = 2 * TRIPLE;

const dataAndResult = (call: Call, elements: number): readonly [Operand, Operand] => {
  const dst: Operand = { role: 'dst', view: viewArgument(call.args, 'dst', call.context) };
  const data: Operand = { role: 'data', view: viewArgument(call.args, 'data', call.context) };
  requireOperands(call, 'vector', [dst, data]);
  requireSamePartitions(call, dst, data);
  requireFree(call, dst, elements);
  requireUnpacked(call, [dst, data]);
  return [dst, data];
};

const callStats = (call: Call): null => {
  const [dst, data] = dataAndResult(call, STATISTICS);
  const most = call.machine.generation.tileSize.bnStatsFreeMax;
  if (freeCount(data.view) > most) {
    const message = `data is ${describeView(data.view)}; bn_stats takes at most ${most} elements in each partition.`;
    reportRule(call.machine, call.context, 'bn-stats-elements', message);
  }
  issue(call, { opcode: 'bn_stats', engine: 'vector', outputs: [dst], inputs: [data] });
  return null;
};

/** Count, mean and variance * count of every second value from `start` on. */
const describe = (values: Float32Array, start: number, out: Float32Array): void => {
  const count = Math.ceil((values.length - start) / 2);
  let sum = 0;
  for (let index = start; index < values.length; index += 2) sum += values[index] as number;
  const mean = count === 0 ? 0 : sum / count;
  let squares = 0;
  for (let index = start; index < values.length; index += 2)
    squares += ((values[index] as number) - mean) ** 2;
  out[0] = count;
  out[1] = mean;
  out[2] = squares;
};

const executeStats = (instruction: Instruction, machine: Machine): void => {
  const data = operandIn(instruction, 'data');
  const rows = partitionCount(data);
  const block = loadFloats(machine, data);
  const columns = block.length / rows;
  const out = machine.numerics.block(rows * STATISTICS);
  for (let row = 0; row < rows; row += 1) {
    const values = block.subarray(row * columns, (row + 1) * columns);
    const described = out.subarray(row * STATISTICS, (row + 1) * STATISTICS);
    describe(values, 0, described);
    describe(values, 1, described.subarray(TRIPLE));
  }
  storeFloats(machine, operandIn(instruction, 'dst'), out);
};

/**
 * Count, mean and variance * count of the even and of the odd elements of each partition.
 * Source: aws-neuron-sdk nki/api/nki/isa, `bn_stats`.
 */
export const bnStats: IsaDefinition = {
  name: 'bn_stats',
  call: (args, machine, context) => callStats({ args, machine, context }),
  execute: (instruction, machine) => withBlocks(machine, () => executeStats(instruction, machine)),
};

const callAggregate = (call: Call): null => {
  const [dst, data] = dataAndResult(call, 2);
  if (freeCount(data.view) % TRIPLE !== 0) {
    const message = `data is ${describeView(data.view)}; it must hold triples of count, mean and variance * count.`;
    refuse(call, 'bn-aggr-elements', message);
  }
  issue(call, { opcode: 'bn_aggr', engine: 'vector', outputs: [dst], inputs: [data] });
  return null;
};

/** Mean and variance of the union of sets that triples describe. */
const aggregate = (triples: Float32Array, out: Float32Array): void => {
  let count = 0;
  let sum = 0;
  for (let index = 0; index < triples.length; index += TRIPLE) {
    count += triples[index] as number;
    sum += (triples[index] as number) * (triples[index + 1] as number);
  }
  const mean = sum / count;
  let squares = 0;
  for (let index = 0; index < triples.length; index += TRIPLE) {
    const between = (triples[index + 1] as number) - mean;
    squares += (triples[index + 2] as number) + (triples[index] as number) * between ** 2;
  }
  out[0] = mean;
  out[1] = squares / count;
};

const executeAggregate = (instruction: Instruction, machine: Machine): void => {
  const data = operandIn(instruction, 'data');
  const rows = partitionCount(data);
  const block = loadFloats(machine, data);
  const columns = block.length / rows;
  const out = machine.numerics.block(rows * 2);
  for (let row = 0; row < rows; row += 1) {
    aggregate(block.subarray(row * columns, (row + 1) * columns), out.subarray(row * 2, row * 2 + 2));
  }
  storeFloats(machine, operandIn(instruction, 'dst'), out);
};

/**
 * Mean and variance of each partition from the results of `bn_stats`. Source: aws-neuron-sdk nki/api/nki/isa, `bn_aggr`.
 */
export const bnAggr: IsaDefinition = {
  name: 'bn_aggr',
  call: (args, machine, context) => callAggregate({ args, machine, context }),
  execute: (instruction, machine) => withBlocks(machine, () => executeAggregate(instruction, machine)),
};
