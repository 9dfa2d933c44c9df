import type { Engine } from '../machine/generation.ts';
import type { Machine } from '../machine/machine.ts';
import { DTYPE_BYTES } from '../memory/dtype.ts';
import type { View } from '../memory/view.ts';
import type { CallContext, PyValue } from '../python/values.ts';
import type { BoundArguments, IsaDefinition } from './definition.ts';
import {
  describeView,
  elementCount,
  failRule,
  freeCount,
  itemsOf,
  memberArgument,
  nameArgument,
  numberOf,
  partitionCount,
  reportRule,
  requireGeneration,
  requireSpace,
  viewArgument,
} from './operands.ts';

/** Bytes per partition that the DMA of the GpSimd engine exchanges, by bytes of an element. */
const GPSIMD_BYTES_MAX: Readonly<Record<number, number>> = { 4: 1024, 2: 512, 1: 256 };

const requireTwoCores = (machine: Machine, context: CallContext, what: string): void => {
  requireGeneration(machine, context, what, 'v3');
  if (machine.coreCount === 2) return;
  failRule(
    machine,
    context,
    'core-pairing',
    `${what} needs the two cores of a logical core; this kernel runs on one. Launch it with kernel[2](...).`,
  );
};

const integerArgument = (args: BoundArguments, role: string, context: CallContext): number =>
  numberOf(args[role]) ?? context.raise('TypeError', `${role} must be an int`);

const requireTiles = (machine: Machine, context: CallContext, src: View, dst: View): void => {
  requireSpace(machine, context, src, 'src', ['sbuf']);
  requireSpace(machine, context, dst, 'dst', ['sbuf']);
  const fits =
    src.dtype === dst.dtype &&
    partitionCount(src) === partitionCount(dst) &&
    elementCount(src) === elementCount(dst);
  if (fits) return;
  failRule(
    machine,
    context,
    'exchange-shape',
    `src is ${describeView(src)} and dst ${describeView(dst)}; both must have the same dtype, partitions and elements.`,
  );
};

const requireGpsimdSize = (machine: Machine, context: CallContext, src: View): void => {
  const bytes = freeCount(src) * DTYPE_BYTES[src.dtype];
  const limit = GPSIMD_BYTES_MAX[DTYPE_BYTES[src.dtype]];
  if (limit === undefined || bytes <= limit) return;
  reportRule(
    machine,
    context,
    'exchange-size',
    `src has ${bytes} bytes in each partition; dma_engine gpsimd_dma exchanges at most ${limit} of ${src.dtype}.`,
  );
};

const callSendReceive = (args: BoundArguments, machine: Machine, context: CallContext): PyValue => {
  requireTwoCores(machine, context, 'sendrecv');
  const src = viewArgument(args, 'src', context);
  const dst = viewArgument(args, 'dst', context);
  requireTiles(machine, context, src, dst);
  const sendTo = integerArgument(args, 'send_to_rank', context);
  const receiveFrom = integerArgument(args, 'recv_from_rank', context);
  for (const rank of [sendTo, receiveFrom]) {
    if (rank === 0 || rank === 1) continue;
    reportRule(
      machine,
      context,
      'exchange-rank',
      `a rank is ${rank}; the cores of a logical core are 0 and 1.`,
    );
  }
  const engine = memberArgument(args, 'dma_engine', ['dma', 'gpsimd_dma'], 'dma', context);
  if (engine === 'gpsimd_dma') requireGpsimdSize(machine, context, src);
  machine.issue({
    opcode: 'sendrecv',
    engine: 'dma',
    trigger: engine === 'gpsimd_dma' ? 'gpsimd' : 'dma',
    name: nameArgument(args),
    core: machine.core,
    outputs: [{ role: 'dst', view: dst }],
    inputs: [{ role: 'src', view: src }],
    attributes: {
      dma_engine: engine,
      pipe_id: integerArgument(args, 'pipe_id', context),
      recv_from_rank: receiveFrom,
      send_to_rank: sendTo,
    },
    site: context.site(),
  });
  return null;
};

const ENGINES = ['tensor', 'vector', 'scalar', 'gpsimd', 'sync', 'unknown'];

const callBarrier = (args: BoundArguments, machine: Machine, context: CallContext): PyValue => {
  const cores = itemsOf(args['cores'])?.map(numberOf) ?? [];
  // A barrier of one core with itself holds nothing up; kernels for one or two cores write it so.
  if (cores.length === 1 && cores[0] === 0 && machine.coreCount === 1) return null;
  requireTwoCores(machine, context, 'core_barrier');
  const data = viewArgument(args, 'data', context);
  // The documents ask for shared HBM; published kernels also name a tile in SBUF, to keep the cores in step.
  requireSpace(machine, context, data, 'data', ['shared_hbm', 'sbuf']);
  if (cores.join() !== '0,1') {
    reportRule(
      machine,
      context,
      'barrier-cores',
      `cores is (${cores.join(', ')}); only (0, 1) is supported.`,
    );
  }
  const asked = memberArgument(args, 'engine', ENGINES, 'gpsimd', context);
  const engine = asked === 'unknown' ? 'gpsimd' : (asked as Engine);
  machine.issue({
    opcode: 'core_barrier',
    engine,
    trigger: engine,
    name: nameArgument(args),
    core: machine.core,
    outputs: [],
    inputs: [],
    attributes: { cores: [0, 1], storage: data.storage.id },
    site: context.site(),
  });
  return null;
};

/**
 * `nki.isa.sendrecv`: sends a tile in SBUF to the other core of the logical core and receives one from it. The machine
 * brings the two calls together. Rules `core-pairing`, `exchange-*`, `generation`, `operand-space`.
 * Source: aws-neuron-sdk nki/api/nki/isa, sendrecv.
 */
export const sendReceive: IsaDefinition = { name: 'sendrecv', call: callSendReceive };

/**
 * `nki.isa.core_barrier`: waits until both cores of the logical core are here. Rules `core-pairing`, `barrier-cores`,
 * `generation`, `operand-space`. Source: aws-neuron-sdk nki/api/nki/isa, core_barrier.
 */
export const coreBarrier: IsaDefinition = { name: 'core_barrier', call: callBarrier };
