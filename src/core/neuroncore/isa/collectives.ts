import type { Machine } from '../machine/machine.ts';
import { registerHost } from '../memory/host/register.ts';
import type { View } from '../memory/view.ts';
import type { CallContext, PyValue } from '../python/values.ts';
import { executeAlone } from './collective-numbers.ts';
import {
  type CollectiveTensors,
  dimensionArgument,
  failShape,
  issueCollective,
  operationArgument,
  pairedTensors,
  requireCollectiveSpace,
  requireFactor,
  tensorList,
} from './collective-operands.ts';
import type { BoundArguments, IsaDefinition } from './definition.ts';
import {
  booleanArgument,
  describeView,
  elementCount,
  itemsOf,
  numberOf,
  reportRule,
  viewArgument,
} from './operands.ts';
import { groupArgument, rankOf, requireRanks } from './replica-group.ts';

type Call = (args: BoundArguments, machine: Machine, context: CallContext) => PyValue;

const collective = (name: string, call: Call): IsaDefinition => ({ name, call, execute: executeAlone });

const views = ({ sources, targets }: CollectiveTensors): View[] => [...sources, ...targets];

const inSbuf = ({ sources }: CollectiveTensors): boolean => sources[0]?.storage.space === 'sbuf';

/** `all_reduce`: every rank gets the sum, minimum or maximum over the group. Rules `collective-*`. */
export const allReduce = collective('all_reduce', (args, machine, context) => {
  const group = groupArgument(args, machine, context);
  const tensors = pairedTensors(args, machine, context);
  const count = tensors.sources.length;
  requireCollectiveSpace(machine, context, views(tensors), { sbuf: true, coalesced: true, count });
  requireFactor(machine, context, tensors, -1, 1);
  const op = operationArgument(args, machine, context);
  return issueCollective('all_reduce', args, machine, context, tensors, { group, op });
});

/** `all_gather`: every rank gets the tensors of all ranks, one after another along a dimension. Rules `collective-*`. */
export const allGather = collective('all_gather', (args, machine, context) => {
  const group = groupArgument(args, machine, context);
  const tensors = pairedTensors(args, machine, context);
  const count = tensors.sources.length;
  requireCollectiveSpace(machine, context, views(tensors), { sbuf: true, coalesced: true, count });
  const dimension = dimensionArgument(args, machine, context, inSbuf(tensors) ? [0, 1] : [0]);
  requireFactor(machine, context, tensors, dimension, group.length);
  return issueCollective('all_gather', args, machine, context, tensors, { group, collective_dim: dimension });
});

/** `reduce_scatter`: each rank gets its part of the reduction over the group. Rules `collective-*`. */
export const reduceScatter = collective('reduce_scatter', (args, machine, context) => {
  const group = groupArgument(args, machine, context);
  const tensors = pairedTensors(args, machine, context);
  const count = tensors.sources.length;
  requireCollectiveSpace(machine, context, views(tensors), { sbuf: true, coalesced: true, count });
  dimensionArgument(args, machine, context, [0]);
  const exchanged = { sources: tensors.targets, targets: tensors.sources };
  requireFactor(machine, context, exchanged, 0, group.length);
  const op = operationArgument(args, machine, context);
  return issueCollective('reduce_scatter', args, machine, context, tensors, { group, op });
});

/** `all_to_all`: part j of rank i becomes part i of rank j. Rules `collective-*`. */
export const allToAll = collective('all_to_all', (args, machine, context) => {
  const group = groupArgument(args, machine, context);
  const tensors = pairedTensors(args, machine, context);
  const count = tensors.sources.length;
  requireCollectiveSpace(machine, context, views(tensors), { sbuf: false, coalesced: true, count });
  dimensionArgument(args, machine, context, [0]);
  requireFactor(machine, context, tensors, -1, 1);
  for (const view of views(tensors)) {
    if ((view.shape[0] as number) % group.length === 0) continue;
    failShape(
      machine,
      context,
      `${describeView(view)} has no ${group.length} equal parts along dimension 0.`,
    );
  }
  return issueCollective('all_to_all', args, machine, context, tensors, { group });
});

/** Rows of a metadata tensor: counts and displacements of what is sent, counts (and displacements) of what arrives. */
const metadataArgument = (
  args: BoundArguments,
  machine: Machine,
  context: CallContext,
  ranks: number,
): View => {
  const metadata = viewArgument(args, 'metadata_tensor', context);
  const rows = booleanArgument(args, 'has_rdispls', false, context) ? 4 : 3;
  const shape = metadata.storage.space === 'sbuf' ? [1, rows, ranks] : [rows, ranks];
  if (metadata.dtype !== 'uint32' || metadata.shape.join() !== shape.join()) {
    failShape(
      machine,
      context,
      `metadata_tensor is ${describeView(metadata)}; it must be uint32[${shape.join(', ')}].`,
    );
  }
  return metadata;
};

const variableLength = (name: 'all_gather_v' | 'all_to_all_v'): IsaDefinition =>
  collective(name, (args, machine, context) => {
    const group = groupArgument(args, machine, context);
    const tensors = pairedTensors(args, machine, context);
    const count = tensors.sources.length;
    requireCollectiveSpace(machine, context, views(tensors), { sbuf: false, coalesced: false, count });
    const metadata = metadataArgument(args, machine, context, group.length);
    machine.issue({
      opcode: name,
      engine: 'collective',
      trigger: 'sync',
      name: typeof args['name'] === 'string' ? args['name'] : null,
      core: machine.core,
      outputs: [
        { role: 'dst0', view: tensors.targets[0] as View },
        { role: 'metadata', view: metadata },
      ],
      inputs: [
        { role: 'src0', view: tensors.sources[0] as View },
        { role: 'metadata', view: metadata },
      ],
      attributes: {
        group,
        has_rdispls: booleanArgument(args, 'has_rdispls', false, context),
        rank: rankOf(machine),
        recv_counts_known: booleanArgument(args, 'recv_counts_known', false, context),
        tensors: 1,
      },
      site: context.site(),
    });
    return null;
  });

/** `all_gather_v`: every rank gets one chunk of each rank, of a length known at run time. Rules `collective-*`. */
export const allGatherV = variableLength('all_gather_v');
/** `all_to_all_v`: every rank sends each rank a chunk of a length known at run time. Rules `collective-*`. */
export const allToAllV = variableLength('all_to_all_v');

/** `collective_permute`: copies from rank to rank as listed; a rank that receives nothing keeps its target. */
export const collectivePermute = collective('collective_permute', (args, machine, context) => {
  const pairs = (itemsOf(args['source_target_pairs']) ?? []).map((pair) =>
    (itemsOf(pair) ?? []).map(numberOf),
  );
  const flat: number[] = [];
  for (const [source, target, ...more] of pairs) {
    if (source === undefined || target === undefined || more.length > 0) {
      return context.raise('TypeError', 'source_target_pairs must be pairs (source, target) of ranks');
    }
    flat.push(source, target);
  }
  const group = [...new Set([...flat, rankOf(machine)])].sort((a, b) => a - b);
  requireRanks(machine, context, group);
  const tensors = pairedTensors(args, machine, context);
  const count = tensors.sources.length;
  requireCollectiveSpace(machine, context, views(tensors), { sbuf: false, coalesced: false, count });
  requireFactor(machine, context, tensors, -1, 1);
  return issueCollective('collective_permute', args, machine, context, tensors, { group, pairs: flat });
});

/** One tensor for each channel; channels are 0, 1, ... (rule `collective-channels`). */
const channelsArgument = (
  args: BoundArguments,
  machine: Machine,
  context: CallContext,
  channels: number,
): number[] => {
  const ids = itemsOf(args['channel_ids'])?.map(numberOf) ?? [0];
  const consecutive = ids.every((id, index) => id === index) && ids.length === channels;
  if (!consecutive || channels > 4) {
    const message = `channel_ids are ${ids.join(', ')} for ${channels} channels; they are 0, 1, ... up to 3, one for each.`;
    reportRule(machine, context, 'collective-channels', message);
  }
  return ids.map((_, index) => index);
};

/** `collective_permute_implicit`: each rank sends to the next of its group and receives from the one before. */
export const collectivePermuteImplicit = collective(
  'collective_permute_implicit',
  (args, machine, context) => {
    const group = groupArgument(args, machine, context);
    const tensors = pairedTensors(args, machine, context, ['srcs_by_channel', 'dsts_by_channel']);
    const options = { sbuf: true, coalesced: true, count: 1 };
    requireCollectiveSpace(machine, context, views(tensors), options);
    requireFactor(machine, context, tensors, -1, 1);
    const channels = channelsArgument(args, machine, context, tensors.sources.length);
    return issueCollective('collective_permute_implicit', args, machine, context, tensors, {
      group,
      channels,
    });
  },
);

/** `collective_permute_implicit_reduce`: combines two sources and sends the result on to the next rank of the ring. */
export const collectivePermuteImplicitReduce = collective(
  'collective_permute_implicit_reduce',
  (args, machine, context) => {
    const group = groupArgument(args, machine, context);
    const tensors = pairedTensors(args, machine, context, ['srcs0_by_channel', 'dsts_by_channel']);
    const seconds = tensorList(args, 'srcs1_by_channel', context);
    const all = [...views(tensors), ...seconds];
    requireCollectiveSpace(machine, context, all, { sbuf: true, coalesced: true, count: 1 });
    requireFactor(machine, context, tensors, -1, 1);
    const [first] = tensors.sources;
    if (
      seconds.length !== tensors.sources.length ||
      elementCount(seconds[0] as View) !== elementCount(first as View)
    ) {
      failShape(machine, context, 'srcs0_by_channel and srcs1_by_channel must have the same tensors.');
    }
    const channels = channelsArgument(args, machine, context, tensors.sources.length);
    machine.issue({
      opcode: 'collective_permute_implicit_reduce',
      engine: 'collective',
      trigger: 'sync',
      name: typeof args['name'] === 'string' ? args['name'] : null,
      core: machine.core,
      outputs: tensors.targets.map((view, index) => ({ role: `dst${index}`, view })),
      inputs: [
        ...tensors.sources.map((view, index) => ({ role: `src${index}`, view })),
        ...seconds.map((view, index) => ({ role: `second${index}`, view })),
      ],
      attributes: {
        channels,
        group,
        op: operationArgument(args, machine, context),
        rank: rankOf(machine),
        tensors: tensors.targets.length,
      },
      site: context.site(),
    });
    return null;
  },
);

/** `collective_permute_implicit_current_processing_rank_id`: whose data a rank holds after so many steps of the ring. */
export const currentProcessingRank: IsaDefinition = {
  name: 'collective_permute_implicit_current_processing_rank_id',
  call: (args, machine, context) => {
    const iteration = numberOf(args['iteration_id']);
    if (iteration === undefined) return context.raise('TypeError', 'iteration_id must be an int');
    const group = groupArgument(args, machine, context);
    const own = group.indexOf(rankOf(machine));
    const place = (((own - iteration) % group.length) + group.length) % group.length;
    return registerHost(machine.allocateRegister(group[place] as number));
  },
};

/** `rank_id`: the rank this kernel runs on, in a register. */
export const rankId: IsaDefinition = {
  name: 'rank_id',
  call: (_args, machine) => registerHost(machine.allocateRegister(rankOf(machine))),
};

/** The functions of `nki.collectives`. Source: aws-neuron-sdk nki/api/nki/collectives. */
export const COLLECTIVES: readonly IsaDefinition[] = [
  allReduce,
  allGather,
  allGatherV,
  reduceScatter,
  allToAll,
  allToAllV,
  collectivePermute,
  collectivePermuteImplicit,
  collectivePermuteImplicitReduce,
  currentProcessingRank,
  rankId,
];
