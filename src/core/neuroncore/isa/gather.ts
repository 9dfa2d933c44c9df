import { KernelFault } from '../machine/diagnostic.ts';
import type { Instruction, Operand } from '../machine/instruction.ts';
import type { View } from '../memory/view.ts';
import { loadPatterns, operandIn, storePatterns } from './blocks.ts';
import { type Call, issue, refuse } from './call.ts';
import { requireFree, requireOperands, requireSamePartitions, requireSameSize } from './checks.ts';
import type { IsaDefinition } from './definition.ts';
import { integerArgument } from './integer-argument.ts';
import {
  describeView,
  freeCount,
  partitionCount,
  reportRule,
  requireDtype,
  viewArgument,
} from './operands.ts';

/** Partitions that one of the eight GpSimd processors is connected to. */
const CORE_PARTITIONS = 16;
const INDICES_MAX = 4096;
const ELEMENTS_PER_INDEX: readonly number[] = [1, 2, 4, 8, 16, 32];

const requireSameType = (call: Call, data: Operand, dst: Operand): void => {
  if (data.view.dtype === dst.view.dtype) return;
  const message = `${data.role} is ${describeView(data.view)} and dst ${describeView(dst.view)}; both must have one dtype.`;
  reportRule(call.machine, call.context, 'dtypes-differ', message);
};

const outOfBounds = (instruction: Instruction, index: number, data: View): KernelFault =>
  new KernelFault({
    rule: 'index-out-of-bounds',
    severity: 'error',
    message: `index ${index} leads out of ${describeView(data)}, which has ${freeCount(data)} elements in each partition.`,
    site: instruction.site,
  });

const callFreeGather = (call: Call): null => {
  const { args, machine, context } = call;
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const data: Operand = { role: 'data', view: viewArgument(args, 'data', context) };
  const indices: Operand = { role: 'indices', view: viewArgument(args, 'indices', context) };
  requireOperands(call, 'gpsimd', [dst, data, indices]);
  requireSamePartitions(call, dst, data);
  requireSameSize(call, dst, indices);
  requireDtype(machine, context, indices.view, 'indices', ['uint32']);
  requireSameType(call, data, dst);
  issue(call, { opcode: 'nc_n_gather', engine: 'gpsimd', outputs: [dst], inputs: [data, indices] });
  return null;
};

const executeFreeGather = (instruction: Instruction): void => {
  const data = operandIn(instruction, 'data');
  const dst = operandIn(instruction, 'dst');
  const patterns = loadPatterns(data);
  const indices = loadPatterns(operandIn(instruction, 'indices'));
  const columns = freeCount(data);
  const gathered = freeCount(dst);
  const out = new Uint32Array(indices.length);
  for (let element = 0; element < out.length; element += 1) {
    const index = indices[element] as number;
    if (index >= columns) throw outOfBounds(instruction, index, data);
    out[element] = patterns[Math.floor(element / gathered) * columns + index] as number;
  }
  storePatterns(dst, out);
};

/**
 * dst[p, i] = data[p, indices[p, i]] over the flattened free dimensions. Source: aws-neuron-sdk nki/api/nki/isa,
 * `nc_n_gather`.
 */
export const ncNGather: IsaDefinition = {
  name: 'nc_n_gather',
  call: (args, machine, context) => callFreeGather({ args, machine, context }),
  execute: executeFreeGather,
};

/** How many indices of each processor are read, and elements for each of them. */
const gatherCounts = (
  call: Call,
  index: Operand,
): { readonly indices: number; readonly perIndex: number } => {
  const { machine, context } = call;
  const available = freeCount(index.view) * CORE_PARTITIONS;
  const indices = integerArgument(call, 'num_valid_indices', available);
  const perIndex = integerArgument(call, 'num_elem_per_idx', 1);
  if (!ELEMENTS_PER_INDEX.includes(perIndex)) {
    const message = `num_elem_per_idx is ${perIndex}; it must be one of ${ELEMENTS_PER_INDEX.join(', ')}.`;
    reportRule(machine, context, 'local-gather-size', message);
  }
  if (indices > available || indices > INDICES_MAX) {
    const message = `${indices} indices are read for 16 partitions; index holds ${available} and the instruction takes ${INDICES_MAX}.`;
    reportRule(machine, context, 'local-gather-size', message);
  }
  return { indices, perIndex };
};

const callLocalGather = (call: Call): null => {
  const { args, machine, context } = call;
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const source: Operand = { role: 'src_buffer', view: viewArgument(args, 'src_buffer', context) };
  const index: Operand = { role: 'index', view: viewArgument(args, 'index', context) };
  requireOperands(call, 'gpsimd', [dst, source, index]);
  requireSamePartitions(call, source, index);
  requireSamePartitions(call, source, dst);
  requireDtype(machine, context, index.view, 'index', ['uint16']);
  requireSameType(call, source, dst);
  if (partitionCount(source.view) % CORE_PARTITIONS !== 0) {
    const message = `src_buffer is ${describeView(source.view)}; its partitions must be a multiple of ${CORE_PARTITIONS}.`;
    refuse(call, 'gpsimd-partitions', message);
  }
  const { indices, perIndex } = gatherCounts(call, index);
  requireFree(call, dst, indices * perIndex);
  issue(call, {
    opcode: 'local_gather',
    engine: 'gpsimd',
    outputs: [dst],
    inputs: [source, index],
    attributes: { num_valid_indices: indices, num_elem_per_idx: perIndex },
  });
  return null;
};

const executeLocalGather = (instruction: Instruction): void => {
  const source = operandIn(instruction, 'src_buffer');
  const index = operandIn(instruction, 'index');
  const patterns = loadPatterns(source);
  const indices = loadPatterns(index);
  const { num_valid_indices: valid, num_elem_per_idx: perIndex } = instruction.attributes;
  const [count, width] = [Number(valid), Number(perIndex)];
  const [columns, indexColumns] = [freeCount(source), freeCount(index)];
  const out = new Uint32Array(partitionCount(source) * count * width);
  for (let partition = 0; partition < partitionCount(source); partition += 1) {
    const first = partition - (partition % CORE_PARTITIONS);
    for (let each = 0; each < count; each += 1) {
      // The indices of a processor run along its partitions first.
      const row = first + (each % CORE_PARTITIONS);
      const start = indices[row * indexColumns + Math.floor(each / CORE_PARTITIONS)] as number;
      if (start + width > columns) throw outOfBounds(instruction, start, source);
      const from = partition * columns + start;
      out.set(patterns.subarray(from, from + width), (partition * count + each) * width);
    }
  }
  storePatterns(operandIn(instruction, 'dst'), out);
};

/**
 * Gathers runs of elements with one list of indices for each 16 partitions, whose indices stand in those partitions,
 * along the partitions first. Source: aws-neuron-sdk nki/api/nki/isa, `local_gather`.
 */
export const localGather: IsaDefinition = {
  name: 'local_gather',
  call: (args, machine, context) => callLocalGather({ args, machine, context }),
  execute: executeLocalGather,
};
