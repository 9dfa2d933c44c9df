import type { Instruction, Operand } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import type { View } from '../memory/view.ts';
import { applyBinary, reduceRows } from './arithmetic.ts';
import {
  loadFloats,
  loadPatterns,
  operandIn,
  storeFloats,
  storePatterns,
  widthOf,
  withBlocks,
} from './blocks.ts';
import { type Call, issue, refuse } from './call.ts';
import {
  requireFree,
  requireIntegers,
  requireOperands,
  requireSamePartitions,
  requireUnpacked,
} from './checks.ts';
import { alwaysRepeats, type IsaDefinition } from './definition.ts';
import {
  booleanArgument,
  describeView,
  elementCount,
  freeCount,
  itemsOf,
  numberOf,
  partitionCount,
  reportRule,
  requireSpace,
  viewArgument,
} from './operands.ts';
import { isBitvec, OPERATORS, type Operator, operatorArgument, requireOperator } from './operators.ts';
import { patternOperator } from './patterns.ts';
import { compareVersions } from './table.ts';

const isReduction = (operator: Operator): boolean => OPERATORS[operator].reduces && operator !== 'average';

/** The axes of a call as numbers from 0, ascending. NKI 0.2 took axis 1 for the last one (release notes of 0.3.0). */
const axesOf = (call: Call, data: View): readonly number[] => {
  const given = call.args['axis'];
  const rank = data.shape.length;
  const axes = (itemsOf(given) ?? [given ?? null]).map((each) => {
    const axis = numberOf(each) ?? refuse(call, 'argument', 'axis must be an int or a tuple of ints.');
    return axis < 0 ? axis + rank : axis;
  });
  const [only] = axes;
  const legacy = compareVersions(call.machine.version, [0, 2]) <= 0 && axes.length === 1 && only === 1;
  return legacy ? [rank - 1] : axes.sort((left, right) => left - right);
};

/** Elements that become one: the product of the last free dimensions named by `axis`. Ends the kernel for other axes. */
const reducedElements = (call: Call, data: View): number => {
  const axes = axesOf(call, data);
  const rank = data.shape.length;
  const [first] = axes;
  const trailing = axes.every((axis, index) => axis === rank - axes.length + index);
  if (first === undefined || first < 1 || !trailing) {
    const message = `axis is (${axes.join(', ')}) of ${describeView(data)}; it must name the last free dimensions without a gap, not the partitions.`;
    return refuse(call, 'reduce-axis', message);
  }
  return data.shape.slice(first).reduce((product, size) => product * size, 1);
};

const callTensorReduce = (call: Call): null => {
  const { args, machine, context } = call;
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const data: Operand = { role: 'data', view: viewArgument(args, 'data', context) };
  const op = operatorArgument(call, 'op');
  requireOperator(call, 'op', op, isReduction);
  requireOperands(call, 'vector', [dst, data], ['dst', 'data']);
  requireSamePartitions(call, dst, data);
  requireUnpacked(call, [dst, data]);
  const elements = reducedElements(call, data.view);
  requireFree(call, dst, freeCount(data.view) / elements);
  if (isBitvec(op)) requireIntegers(call, [dst, data]);
  const negate = booleanArgument(args, 'negate', false, context);
  if (negate && isBitvec(op)) {
    const message = `negate is set and op is ${op}; only results of arithmetic can be negated.`;
    reportRule(machine, context, 'reduce-negate', message);
  }
  const attributes = { op, negate, elements };
  issue(call, { opcode: 'tensor_reduce', engine: 'vector', outputs: [dst], inputs: [data], attributes });
  return null;
};

const reducePatterns = (op: Operator, dst: View, data: View, elements: number): void => {
  const patterns = loadPatterns(data);
  const compute = patternOperator(op, widthOf(dst));
  const reduced = new Uint32Array(elementCount(dst));
  for (let index = 0; index < reduced.length; index += 1) {
    let value = patterns[index * elements] as number;
    for (let next = 1; next < elements; next += 1) {
      value = compute(value, patterns[index * elements + next] as number);
    }
    reduced[index] = value;
  }
  storePatterns(dst, reduced);
};

const executeTensorReduce = (instruction: Instruction, machine: Machine): void => {
  const dst = operandIn(instruction, 'dst');
  const data = operandIn(instruction, 'data');
  const { op, negate, elements } = instruction.attributes;
  if (isBitvec(op as Operator)) {
    reducePatterns(op as Operator, dst, data, Number(elements));
    return;
  }
  withBlocks(machine, () => {
    const block = loadFloats(machine, data);
    const rows = block.length / Number(elements);
    const out = machine.numerics.block(rows);
    reduceRows(machine, op as Operator, out, block, rows);
    if (negate === true) machine.numerics.unary('negate', out, out);
    storeFloats(machine, dst, out);
  });
};

/**
 * Reduces the last free dimensions of a tile in float32, from the first element on; operators on bits take integers.
 * Source: aws-neuron-sdk nki/api/nki/isa, `tensor_reduce`.
 */
export const tensorReduce: IsaDefinition = {
  name: 'tensor_reduce',
  call: (args, machine, context) => callTensorReduce({ args, machine, context }),
  execute: executeTensorReduce,
  repeats: alwaysRepeats,
};

const ACROSS: readonly Operator[] = ['add', 'average', 'maximum', 'bitwise_or', 'bitwise_and'];

const callPartitionReduce = (call: Call): null => {
  const { args, machine, context } = call;
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const data: Operand = { role: 'data', view: viewArgument(args, 'data', context) };
  const op = operatorArgument(call, 'op');
  requireOperator(call, 'op', op, (each) => ACROSS.includes(each));
  requireOperands(call, 'gpsimd', [dst, data]);
  requireUnpacked(call, [dst, data]);
  requireSpace(machine, context, dst.view, 'dst', ['sbuf']);
  if (partitionCount(dst.view) !== 1) {
    refuse(call, 'partitions-differ', `dst is ${describeView(dst.view)}; it must span one partition.`);
  }
  requireFree(call, dst, freeCount(data.view));
  if (isBitvec(op)) requireIntegers(call, [dst, data]);
  issue(call, {
    opcode: 'tensor_partition_reduce',
    engine: 'gpsimd',
    outputs: [dst],
    inputs: [data],
    attributes: { op },
  });
  return null;
};

const reduceAcrossPatterns = (op: Operator, dst: View, data: View): void => {
  const patterns = loadPatterns(data);
  const columns = freeCount(data);
  const compute = patternOperator(op, widthOf(dst));
  const reduced = patterns.slice(0, columns);
  for (let index = columns; index < patterns.length; index += 1) {
    const column = index % columns;
    reduced[column] = compute(reduced[column] as number, patterns[index] as number);
  }
  storePatterns(dst, reduced);
};

const executePartitionReduce = (instruction: Instruction, machine: Machine): void => {
  const dst = operandIn(instruction, 'dst');
  const data = operandIn(instruction, 'data');
  const op = instruction.attributes['op'] as Operator;
  if (isBitvec(op)) {
    reduceAcrossPatterns(op, dst, data);
    return;
  }
  withBlocks(machine, () => {
    const block = loadFloats(machine, data);
    const columns = freeCount(data);
    const reduced = block.subarray(0, columns);
    const step = op === 'average' ? 'add' : op;
    for (let start = columns; start < block.length; start += columns) {
      applyBinary(machine, step, reduced, reduced, block.subarray(start, start + columns));
    }
    if (op === 'average') {
      const rows = partitionCount(data);
      for (let column = 0; column < columns; column += 1)
        reduced[column] = (reduced[column] as number) / rows;
    }
    storeFloats(machine, dst, reduced);
  });
};

/**
 * Reduces a tile across its partitions into one. Source: aws-neuron-sdk nki/api/nki/isa, `tensor_partition_reduce`.
 */
export const tensorPartitionReduce: IsaDefinition = {
  name: 'tensor_partition_reduce',
  call: (args, machine, context) => callPartitionReduce({ args, machine, context }),
  execute: executePartitionReduce,
};
