import type { Instruction } from '../machine/instruction.ts';
import { operandOf } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import { DTYPE_BYTES, isInteger } from '../memory/dtype.ts';
import type { View } from '../memory/view.ts';
import type { CallContext, PyValue } from '../python/values.ts';
import type { BoundArguments, IsaDefinition } from './definition.ts';
import {
  describeView,
  failRule,
  freeCount,
  isAtLeast,
  memberArgument,
  nameArgument,
  partitionCount,
  reportRule,
  requireSpace,
  viewArgument,
} from './operands.ts';
import { requireOneBank, resolveAccumulation } from './psum-result.ts';
import { transposeBits, transposeByIdentity } from './transpose-numbers.ts';

const EXTENT_MAX = { tensor: 128, vector: 32 } as const;

/** The Tensor engine writes PSUM from SBUF, so where both fit it is chosen; else the Vector engine (release notes 0.4.0). */
const chooseEngine = (asked: string, dst: View, data: View): 'tensor' | 'vector' => {
  if (asked === 'tensor' || asked === 'vector') return asked;
  return dst.storage.space === 'psum' && data.storage.space === 'sbuf' ? 'tensor' : 'vector';
};

const requireFit = (machine: Machine, context: CallContext, dst: View, data: View): void => {
  if (partitionCount(dst) === freeCount(data) && freeCount(dst) === partitionCount(data)) return;
  failRule(
    machine,
    context,
    'transpose-shape',
    `data is ${describeView(data)} and dst ${describeView(dst)}; dst must have ${freeCount(data)} partitions of ${partitionCount(data)} elements.`,
  );
};

const requireSameType = (machine: Machine, context: CallContext, dst: View, data: View): void => {
  // TensorE gives 16-bit elements for fp8 data.
  if (dst.dtype === data.dtype || (DTYPE_BYTES[data.dtype] === 1 && DTYPE_BYTES[dst.dtype] === 2)) return;
  reportRule(
    machine,
    context,
    'transpose-dtype',
    `data is ${data.dtype} and dst ${dst.dtype}; a transposition keeps the dtype.`,
  );
};

const requireExtent = (
  machine: Machine,
  context: CallContext,
  engine: 'tensor' | 'vector',
  data: View,
): void => {
  const limit = EXTENT_MAX[engine];
  if (partitionCount(data) <= limit && freeCount(data) <= limit) return;
  reportRule(
    machine,
    context,
    'transpose-size',
    `data is ${describeView(data)}; the ${engine} engine transposes at most ${limit} x ${limit} elements at once.`,
  );
};

const call = (args: BoundArguments, machine: Machine, context: CallContext): PyValue => {
  const dst = viewArgument(args, 'dst', context);
  const data = viewArgument(args, 'data', context);
  const asked = memberArgument(args, 'engine', ['tensor', 'vector', 'unknown'], 'unknown', context);
  const engine = chooseEngine(asked, dst, data);
  requireSpace(machine, context, data, 'data', engine === 'tensor' ? ['sbuf'] : ['sbuf', 'psum']);
  requireSpace(machine, context, dst, 'dst', engine === 'tensor' ? ['psum'] : ['sbuf', 'psum']);
  requireFit(machine, context, dst, data);
  requireExtent(machine, context, engine, data);
  requireSameType(machine, context, dst, data);
  if (engine === 'tensor') {
    requireOneBank(machine, context, dst);
    resolveAccumulation(machine, context, dst, false);
  }
  machine.issue({
    opcode: 'nc_transpose',
    engine,
    trigger: engine,
    name: nameArgument(args),
    core: machine.core,
    outputs: [{ role: 'dst', view: dst }],
    inputs: [{ role: 'data', view: data }],
    attributes: { accumulate: 'overwrite' },
    site: context.site(),
  });
  return null;
};

const execute = (instruction: Instruction, machine: Machine): void => {
  const dst = operandOf(instruction, 'dst');
  const data = operandOf(instruction, 'data');
  if (dst === undefined || data === undefined) return;
  // On v2 the array multiplies by an identity, so that NaN and infinity spread.
  const multiplies = instruction.engine === 'tensor' && !isAtLeast(machine, 'v3') && !isInteger(data.dtype);
  if (multiplies) transposeByIdentity(machine, dst, data);
  else transposeBits(dst, data);
};

/**
 * `nki.isa.nc_transpose`: dst[F, P] = data[P, F], all free dimensions as one, on the Tensor engine (SBUF to PSUM, up to
 * 128 x 128) or the Vector engine (up to 32 x 32, SBUF and PSUM). Rules `operand-space`, `transpose-*`, `psum-bank`.
 * Source: aws-neuron-sdk nki/api/nki/isa, nc_transpose.
 */
export const ncTranspose: IsaDefinition = { name: 'nc_transpose', call, execute };
