import type { Instruction } from '../machine/instruction.ts';
import { operandOf } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import type { View } from '../memory/view.ts';
import { valuesOf } from '../numeric/transfer.ts';
import type { CallContext, PyValue } from '../python/values.ts';
import type { BoundArguments, IsaDefinition } from './definition.ts';
import {
  outOfBoundsArgument,
  requireCast,
  requireDmaSpace,
  requireIndirect,
  requireSameElements,
} from './dma-operands.ts';
import { indexOperands, withRegistersRead } from './indirect.ts';
import { outOfBoundsOf, readAnywhere, writeAnywhere } from './indirect-blocks.ts';
import {
  booleanArgument,
  failRule,
  itemsOf,
  memberOf,
  nameArgument,
  numberOf,
  reportRule,
  viewArgument,
  viewOf,
} from './operands.ts';

const SOURCES_MAX = 16;

const sourcesArgument = (args: BoundArguments, machine: Machine, context: CallContext): View[] => {
  const given = itemsOf(args['srcs'])?.map(viewOf) ?? [];
  const views = given.filter((view) => view !== undefined).map(withRegistersRead);
  if (views.length > 0 && views.length === given.length && views.length <= SOURCES_MAX) return views;
  return failRule(
    machine,
    context,
    'dma-compute-sources',
    `srcs has ${given.length} entries, ${views.length} of them tensors; it takes one to ${SOURCES_MAX} tensors.`,
  );
};

const requireSum = (args: BoundArguments, machine: Machine, context: CallContext): void => {
  const report = (message: string): void => reportRule(machine, context, 'dma-compute-operation', message);
  const operation = memberOf(args['reduce_op']);
  if (operation !== 'add') report(`reduce_op is ${operation ?? 'no operator'}; only nl.add is supported.`);
  const scales = itemsOf(args['scales'])?.map(numberOf) ?? [];
  if (scales.some((scale) => scale !== 1)) report('scales must all be 1.0.');
};

const isVector = (view: View): boolean => view.indirection?.kind === 'vector';

const isSamePlace = (a: View, b: View): boolean => a.storage.id === b.storage.id && a.offset === b.offset;

/** Read-modify-write: two sources, of which one is dst itself and one is indexed (or, in a scatter, both). */
const requireReadModifyWrite = (
  args: BoundArguments,
  machine: Machine,
  context: CallContext,
  dst: View,
  sources: readonly View[],
): void => {
  if (!isVector(dst) && !sources.some(isVector)) return;
  const report = (message: string): void => reportRule(machine, context, 'dma-compute-sources', message);
  if (sources.length !== 2) report(`srcs has ${sources.length} tensors; with a vector_offset it takes two.`);
  if (!sources.some((source) => isSamePlace(source, dst))) {
    report(
      'with a vector_offset one of srcs must be dst itself: the values that are read, changed and written.',
    );
  }
  if (!booleanArgument(args, 'unique_indices', true, context)) {
    report('unique_indices must be True: indices that repeat are not supported.');
  }
};

const call = (args: BoundArguments, machine: Machine, context: CallContext): PyValue => {
  const dst = withRegistersRead(viewArgument(args, 'dst', context));
  const sources = sourcesArgument(args, machine, context);
  requireSum(args, machine, context);
  requireDmaSpace(machine, context, dst, 'dst');
  requireIndirect(machine, context, dst, 'dst');
  sources.forEach((source, index) => {
    const role = `srcs[${index}]`;
    requireDmaSpace(machine, context, source, role);
    requireSameElements(machine, context, dst, source, role);
    requireCast(machine, context, dst, source);
    requireIndirect(machine, context, source, role);
  });
  requireReadModifyWrite(args, machine, context, dst, sources);
  const indexed = [dst, ...sources].some(isVector);
  const outOfBounds = outOfBoundsArgument(args, context);
  if (outOfBounds === 'skip' && !indexed) {
    reportRule(machine, context, 'dma-oob-mode', 'oob_mode.skip needs a tensor with a vector_offset.');
  }
  machine.issue({
    opcode: 'dma_compute',
    engine: 'dma',
    trigger: indexed ? 'gpsimd' : 'dma',
    name: nameArgument(args),
    core: machine.core,
    outputs: [{ role: 'dst', view: dst }],
    inputs: [
      ...sources.map((view, index) => ({ role: `src${index}`, view })),
      ...indexOperands([dst, ...sources]),
    ],
    attributes: {
      dge_mode: indexed ? 'swdge' : 'none',
      oob_mode: outOfBounds,
      op: 'add',
      sources: sources.length,
    },
    site: context.site(),
  });
  return null;
};

const execute = (instruction: Instruction, machine: Machine): void => {
  const dst = operandOf(instruction, 'dst');
  const count = instruction.attributes['sources'];
  if (dst === undefined || typeof count !== 'number') return;
  const mode = outOfBoundsOf(instruction);
  const { numerics } = machine;
  const mark = numerics.mark();
  const sum = numerics.block(valuesOf(dst)).fill(0);
  const term = numerics.block(sum.length);
  for (let index = 0; index < count; index += 1) {
    const source = operandOf(instruction, `src${index}`);
    if (source === undefined) continue;
    term.fill(0);
    readAnywhere(machine, instruction, source, term, mode);
    // The first term as it is: 0 + -0 would lose its sign.
    if (index === 0) sum.set(term);
    else numerics.binary('add', sum, sum, term);
  }
  writeAnywhere(machine, instruction, dst, sum, mode);
  numerics.release(mark);
};

/**
 * `nki.isa.dma_compute`: dst = the sum of up to 16 sources in float32, computed by the DMA engines; with a vector_offset
 * on dst or on a source it adds to rows chosen at run time. Rules `dma-compute-*`, `dma-*`.
 * Source: aws-neuron-sdk nki/api/nki/isa, dma_compute.
 */
export const dmaCompute: IsaDefinition = { name: 'dma_compute', call, execute };
