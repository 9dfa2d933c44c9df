import type { Instruction, Operand } from '../machine/instruction.ts';
import { isInteger, isPacked } from '../memory/dtype.ts';
import { valuesOf, valuesPerElement } from '../numeric/transfer.ts';
import type { PyValue } from '../python/values.ts';
import { operandIn, patternOf, storePatterns } from './blocks.ts';
import { type Call, issue, refuse } from './call.ts';
import { requireOperands } from './checks.ts';
import { alwaysRepeats, type IsaDefinition } from './definition.ts';
import { chooseEngine, everywhere } from './engine.ts';
import { describeView, numberOf, reportRule, viewArgument } from './operands.ts';
import { compareVersions } from './table.ts';

export const MEMSET_ENGINES = everywhere('vector', 'gpsimd');

const isFloat = (value: PyValue | undefined): boolean =>
  typeof value === 'object' && value !== null && value.kind === 'float';

/**
 * From NKI 0.3 on an integer tensor takes an int; before, a float was converted. 0.0 is let pass, whose bits are those of
 * 0 (inferred: kernels for 0.3 in the public library write it).
 */
const requireMatchingType = ({ args, machine, context }: Call, { view }: Operand, value: number): void => {
  const converted = isInteger(view.dtype) && isFloat(args['value']) && value !== 0;
  if (!converted || compareVersions(machine.version, [0, 3]) < 0) return;
  const message = `value is a float and dst ${describeView(view)}; write an int.`;
  reportRule(machine, context, 'memset-type', message);
};

const callMemset = (call: Call): null => {
  const { args, machine, context } = call;
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const value =
    numberOf(args['value']) ?? refuse(call, 'argument', 'value must be a number known at compile time.');
  const engine = chooseEngine(call, MEMSET_ENGINES, 'vector');
  requireOperands(call, engine, [dst]);
  requireMatchingType(call, dst, value);
  if (isPacked(dst.view.dtype) && value !== 0) {
    const message = `dst is ${describeView(dst.view)} and value ${value}; packed types take 0 only.`;
    reportRule(machine, context, 'memset-packed', message);
  }
  issue(call, { opcode: 'memset', engine, outputs: [dst], inputs: [], attributes: { value } });
  return null;
};

const executeMemset = (instruction: Instruction): void => {
  const dst = operandIn(instruction, 'dst');
  const { value } = instruction.attributes;
  const elements = valuesOf(dst) / valuesPerElement(dst.dtype);
  const pattern = isPacked(dst.dtype) ? 0 : patternOf(dst.dtype, Number(value));
  storePatterns(dst, new Uint32Array(elements).fill(pattern));
};

/**
 * Fills a tile with a number known at compile time. Source: aws-neuron-sdk nki/api/nki/isa, `memset`;
 * release-notes/components/nki.rst (0.3.0: matching types, packed types take 0).
 */
export const memset: IsaDefinition = {
  name: 'memset',
  call: (args, machine, context) => callMemset({ args, machine, context }),
  execute: executeMemset,
  repeats: alwaysRepeats,
};
