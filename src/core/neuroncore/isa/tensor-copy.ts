import type { Instruction, Operand } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import { isPacked } from '../memory/dtype.ts';
import {
  copyPatterns,
  loadFloats,
  loadPatterns,
  operandIn,
  patternOf,
  storeFloats,
  storePatterns,
  withBlocks,
} from './blocks.ts';
import { type Call, issue, refuse } from './call.ts';
import { requireNotBothPsum, requireOperands, requireSameSize } from './checks.ts';
import { alwaysRepeats, type IsaDefinition } from './definition.ts';
import { chooseEngine, type EngineTable } from './engine.ts';
import {
  booleanArgument,
  describeView,
  isAtLeast,
  numberOf,
  reportRule,
  requireDtype,
  viewArgument,
  viewOf,
} from './operands.ts';

export const COPY_ENGINES: EngineTable = {
  v2: ['vector', 'gpsimd'],
  v3: ['vector', 'scalar', 'gpsimd'],
  v4: ['vector', 'scalar', 'gpsimd'],
};

const callCopy = (call: Call): null => {
  const dst: Operand = { role: 'dst', view: viewArgument(call.args, 'dst', call.context) };
  const src: Operand = { role: 'src', view: viewArgument(call.args, 'src', call.context) };
  const engine = chooseEngine(call, COPY_ENGINES, 'vector');
  requireOperands(call, engine, [dst, src], engine === 'gpsimd' ? [] : ['dst', 'src']);
  requireSameSize(call, dst, src);
  if (dst.view.dtype !== src.view.dtype && (isPacked(dst.view.dtype) || isPacked(src.view.dtype))) {
    const message = `src is ${describeView(src.view)} and dst ${describeView(dst.view)}; packed types are copied to the same type only.`;
    refuse(call, 'operand-packed', message);
  }
  issue(call, { opcode: 'tensor_copy', engine, outputs: [dst], inputs: [src] });
  return null;
};

const isBitAccurate = (instruction: Instruction, machine: Machine): boolean =>
  operandIn(instruction, 'dst').dtype === operandIn(instruction, 'src').dtype &&
  (instruction.engine !== 'scalar' || isAtLeast(machine, 'v3'));

const executeCopy = (instruction: Instruction, machine: Machine): void => {
  const dst = operandIn(instruction, 'dst');
  const src = operandIn(instruction, 'src');
  if (isBitAccurate(instruction, machine)) copyPatterns(dst, src);
  else withBlocks(machine, () => storeFloats(machine, dst, loadFloats(machine, src)));
};

/**
 * Copies a tile within SBUF and PSUM: bit by bit between equal types, through float32 between different ones.
 * Source: aws-neuron-sdk nki/api/nki/isa, `tensor_copy`.
 */
export const tensorCopy: IsaDefinition = {
  name: 'tensor_copy',
  call: (args, machine, context) => callCopy({ args, machine, context }),
  execute: executeCopy,
  repeats: alwaysRepeats,
};

/** The scalar or the tensor to copy from. */
const sourceOf = (call: Call, dst: Operand): { readonly tensor: Operand | null; readonly value: number } => {
  const view = viewOf(call.args['src']);
  if (view === undefined) {
    const value = numberOf(call.args['src']);
    return value === undefined
      ? refuse(call, 'argument', 'src must be a tensor or a number.')
      : { tensor: null, value };
  }
  const tensor = { role: 'src', view };
  requireSameSize(call, dst, tensor);
  if (view.dtype !== dst.view.dtype) {
    const message = `src is ${describeView(view)} and dst ${describeView(dst.view)}; both must have one dtype.`;
    reportRule(call.machine, call.context, 'dtypes-differ', message);
  }
  return { tensor, value: 0 };
};

const callPredicated = (call: Call): null => {
  const { args, machine, context } = call;
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const predicate: Operand = { role: 'predicate', view: viewArgument(args, 'predicate', context) };
  const source = sourceOf(call, dst);
  const tensors = source.tensor === null ? [] : [source.tensor];
  requireOperands(call, 'vector', [dst, predicate, ...tensors], ['dst', 'predicate']);
  requireSameSize(call, dst, predicate);
  requireDtype(machine, context, predicate.view, 'predicate', ['uint8', 'uint16', 'uint32']);
  for (const tensor of tensors) requireNotBothPsum(call, tensor, predicate);
  issue(call, {
    opcode: 'tensor_copy_predicated',
    engine: 'vector',
    outputs: [dst],
    inputs: [...tensors, predicate],
    attributes: {
      src: source.tensor === null ? source.value : null,
      reverse_pred: booleanArgument(args, 'reverse_pred', false, context),
    },
  });
  return null;
};

const executePredicated = (instruction: Instruction): void => {
  const dst = operandIn(instruction, 'dst');
  const { src, reverse_pred: reversed } = instruction.attributes;
  const chosen = typeof src === 'number' ? null : loadPatterns(operandIn(instruction, 'src'));
  const immediate = typeof src === 'number' ? patternOf(dst.dtype, src) : 0;
  const predicate = loadPatterns(operandIn(instruction, 'predicate'));
  const patterns = loadPatterns(dst);
  for (let index = 0; index < patterns.length; index += 1) {
    const holds = predicate[index] !== 0;
    if (holds !== (reversed === true))
      patterns[index] = chosen === null ? immediate : (chosen[index] as number);
  }
  storePatterns(dst, patterns);
};

/**
 * Copies a tile or a number where the predicate is not zero and leaves the rest of the destination as it is.
 * Source: aws-neuron-sdk nki/api/nki/isa, `tensor_copy_predicated`.
 */
export const tensorCopyPredicated: IsaDefinition = {
  name: 'tensor_copy_predicated',
  call: (args, machine, context) => callPredicated({ args, machine, context }),
  execute: executePredicated,
};
