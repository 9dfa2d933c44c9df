import type { Engine } from '../machine/generation.ts';
import type { Instruction, Operand } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import type { View } from '../memory/view.ts';
import { applyBinary } from './arithmetic.ts';
import {
  loadFloats,
  loadIntegers,
  loadPatterns,
  operandIn,
  storeFloats,
  storePatterns,
  widthOf,
  withBlocks,
} from './blocks.ts';
import { type Call, issue } from './call.ts';
import {
  inPsum,
  requireIntegers,
  requireNotBothPsum,
  requireOperands,
  requireSameSize,
  requireUnpacked,
} from './checks.ts';
import { alwaysRepeats, type IsaDefinition } from './definition.ts';
import { chooseEngine, everywhere } from './engine.ts';
import { integerOperator, isWordInteger } from './integer-arithmetic.ts';
import { reportRule, viewArgument } from './operands.ts';
import { isArithmetic, isBitvec, type Operator, operatorArgument, requireOperator } from './operators.ts';
import { patternOperator } from './patterns.ts';

export const TENSOR_TENSOR_ENGINES = everywhere('vector', 'gpsimd');

const isBinary = (operator: Operator): boolean =>
  isArithmetic(operator) || (isBitvec(operator) && operator !== 'invert');

/** All of them integers of 32 bits: GpSimd then computes with integers. */
const areWordIntegers = (operands: readonly Operand[]): boolean =>
  operands.every(({ view }) => isWordInteger(view.dtype));

/**
 * Documented: power runs on GpSimd; tensors that are all int32 or uint32 do as long as none lies in PSUM; everything
 * else on the Vector engine, operators on bits among it.
 */
const preferredEngine = (operator: Operator, operands: readonly Operand[]): Engine => {
  if (operator === 'power') return 'gpsimd';
  const native = areWordIntegers(operands) && !operands.some(({ view }) => inPsum(view));
  return native && !isBitvec(operator) ? 'gpsimd' : 'vector';
};

const callTensorTensor = (call: Call): null => {
  const { args, machine, context } = call;
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const data1: Operand = { role: 'data1', view: viewArgument(args, 'data1', context) };
  const data2: Operand = { role: 'data2', view: viewArgument(args, 'data2', context) };
  const operands = [dst, data1, data2];
  const op = operatorArgument(call, 'op');
  requireOperator(call, 'op', op, isBinary);
  const engine = chooseEngine(call, TENSOR_TENSOR_ENGINES, preferredEngine(op, operands));
  if (op === 'power' && engine === 'vector') {
    const message = 'op is power on the Vector engine; only the GpSimd engine computes it.';
    reportRule(machine, context, 'engine-operators', message);
  }
  requireOperands(call, engine, operands, ['dst', 'data1']);
  requireSameSize(call, data1, data2);
  requireSameSize(call, dst, data1);
  requireNotBothPsum(call, data1, data2);
  requireUnpacked(call, operands);
  if (isBitvec(op)) requireIntegers(call, operands);
  const inputs = [data1, data2];
  issue(call, { opcode: 'tensor_tensor', engine, outputs: [dst], inputs, attributes: { op } });
  return null;
};

const executeIntegers = (op: Operator, dst: View, data1: View, data2: View): void => {
  const x = loadIntegers(data1);
  const y = loadIntegers(data2);
  const compute = integerOperator(op, data1.dtype === 'uint32' && data2.dtype === 'uint32');
  storePatterns(dst, combined(x, y, compute));
};

const combined = (
  x: Int32Array | Uint32Array,
  y: Int32Array | Uint32Array,
  compute: (x: number, y: number) => number,
): Uint32Array => {
  const words = new Uint32Array(x.length);
  for (let index = 0; index < words.length; index += 1) {
    words[index] = compute(x[index] as number, y[index] as number);
  }
  return words;
};

const executeBits = (op: Operator, dst: View, data1: View, data2: View): void => {
  const x = loadPatterns(data1);
  const y = loadPatterns(data2);
  const compute = patternOperator(op, widthOf(dst));
  storePatterns(dst, combined(x, y, compute));
};

const executeTensorTensor = (instruction: Instruction, machine: Machine): void => {
  const dst = operandIn(instruction, 'dst');
  const data1 = operandIn(instruction, 'data1');
  const data2 = operandIn(instruction, 'data2');
  const op = instruction.attributes['op'] as Operator;
  const native =
    instruction.engine === 'gpsimd' && areWordIntegers([...instruction.outputs, ...instruction.inputs]);
  if (isBitvec(op)) executeBits(op, dst, data1, data2);
  else if (native && op !== 'power') executeIntegers(op, dst, data1, data2);
  else {
    withBlocks(machine, () => {
      const x = loadFloats(machine, data1);
      applyBinary(machine, op, x, x, loadFloats(machine, data2));
      storeFloats(machine, dst, x);
    });
  }
};

/**
 * dst = data1 op data2, element by element: in float32, on bit patterns, or in integers where GpSimd computes on int32.
 * Source: aws-neuron-sdk nki/api/nki/isa, `tensor_tensor`.
 */
export const tensorTensor: IsaDefinition = {
  name: 'tensor_tensor',
  call: (args, machine, context) => callTensorTensor({ args, machine, context }),
  execute: executeTensorTensor,
  repeats: alwaysRepeats,
};
