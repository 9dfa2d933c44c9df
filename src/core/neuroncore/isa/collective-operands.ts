import type { AttributeValue } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import type { View } from '../memory/view.ts';
import type { CallContext, PyValue } from '../python/values.ts';
import type { BoundArguments } from './definition.ts';
import {
  describeView,
  elementCount,
  failRule,
  isAtLeast,
  itemsOf,
  memberOf,
  nameArgument,
  numberOf,
  reportRule,
  viewOf,
} from './operands.ts';
import { rankOf } from './replica-group.ts';

/** Sources and targets of a collective, one of each for every tensor that is moved together. */
export interface CollectiveTensors {
  readonly sources: readonly View[];
  readonly targets: readonly View[];
}

/** A list of tensors; nested lists of one each are taken as a list. Raises TypeError on everything else. */
export const tensorList = (args: BoundArguments, role: string, context: CallContext): View[] => {
  const views = (itemsOf(args[role]) ?? []).map((item) => viewOf(item) ?? viewOf(itemsOf(item)?.[0]));
  if (views.length === 0 || !views.every((view) => view !== undefined)) {
    return context.raise('TypeError', `${role} must be a list of tensors`);
  }
  return views;
};

const isHbm = (view: View): boolean => view.storage.space === 'hbm' || view.storage.space === 'shared_hbm';

/**
 * Reports rules `collective-space` and `collective-coalesced`: all tensors in HBM or all in SBUF, several only in HBM.
 * Source: aws-neuron-sdk nki/api/nki/collectives.
 */
export const requireCollectiveSpace = (
  machine: Machine,
  context: CallContext,
  views: readonly View[],
  options: { readonly sbuf: boolean; readonly coalesced: boolean; readonly count: number },
): void => {
  const inHbm = views.every(isHbm);
  const inSbuf = views.every((view) => view.storage.space === 'sbuf');
  if (!inHbm && !(inSbuf && options.sbuf)) {
    const memories = options.sbuf ? 'all in HBM or all in SBUF' : 'in HBM';
    reportRule(
      machine,
      context,
      'collective-space',
      `tensors of this collective are ${memories}; found ${views.map(describeView).join(', ')}.`,
    );
  }
  if (options.count > 1 && (!options.coalesced || !inHbm)) {
    reportRule(
      machine,
      context,
      'collective-coalesced',
      `${options.count} tensors at once are possible ${options.coalesced ? 'in HBM only' : 'in other collectives only'}.`,
    );
  }
};

/** Ends the kernel (rule `collective-shape`) when sources and targets do not go together. */
export const failShape = (machine: Machine, context: CallContext, message: string): never =>
  failRule(machine, context, 'collective-shape', message);

/** Sources and targets of equal count and type. */
export const pairedTensors = (
  args: BoundArguments,
  machine: Machine,
  context: CallContext,
  roles: readonly [string, string] = ['srcs', 'dsts'],
): CollectiveTensors => {
  const sources = tensorList(args, roles[0], context);
  const targets = tensorList(args, roles[1], context);
  if (sources.length !== targets.length) {
    failShape(machine, context, `${sources.length} sources and ${targets.length} targets; one for each.`);
  }
  sources.forEach((source, index) => {
    const target = targets[index] as View;
    if (source.dtype !== target.dtype) {
      failShape(machine, context, `source is ${describeView(source)} and target ${describeView(target)}.`);
    }
  });
  return { sources, targets };
};

/** Ends the kernel when a target does not have `factor` times the elements of its source along the dimension. */
export const requireFactor = (
  machine: Machine,
  context: CallContext,
  { sources, targets }: CollectiveTensors,
  dimension: number,
  factor: number,
): void =>
  sources.forEach((source, index) => {
    const target = targets[index] as View;
    const fits =
      elementCount(target) === elementCount(source) * factor &&
      (dimension < 0 || target.shape[dimension] === (source.shape[dimension] as number) * factor);
    if (fits) return;
    failShape(
      machine,
      context,
      `source is ${describeView(source)} and target ${describeView(target)}; the target must have ${factor} times the source${dimension < 0 ? '' : ` along dimension ${dimension}`}.`,
    );
  });

/** The dimension of a collective. Reports rule `collective-dimension` when it is none of those that are supported. */
export const dimensionArgument = (
  args: BoundArguments,
  machine: Machine,
  context: CallContext,
  accepted: readonly number[],
): number => {
  const dimension =
    numberOf(args['collective_dim']) ?? context.raise('TypeError', 'collective_dim must be an int');
  if (!accepted.includes(dimension)) {
    const message = `collective_dim is ${dimension}; ${accepted.join(' or ')} is supported here.`;
    reportRule(machine, context, 'collective-dimension', message);
  }
  return dimension;
};

/** The reduction of a collective: add, minimum or maximum. Reports rule `collective-operation` on others. */
export const operationArgument = (args: BoundArguments, machine: Machine, context: CallContext): string => {
  const operation = memberOf(args['op']) ?? 'none';
  if (!['add', 'minimum', 'maximum'].includes(operation)) {
    const message = `op is ${operation}; collectives reduce with add, minimum or maximum.`;
    reportRule(machine, context, 'collective-operation', message);
  }
  return operation;
};

/** Issues a collective: sources as `src0`, ..., targets as `dst0`, ... */
export const issueCollective = (
  opcode: string,
  args: BoundArguments,
  machine: Machine,
  context: CallContext,
  { sources, targets }: CollectiveTensors,
  attributes: Readonly<Record<string, AttributeValue>>,
): PyValue => {
  const priority = numberOf(args['priority']);
  if (priority !== undefined && (!isAtLeast(machine, 'v4') || ![0, 1, 2, 3].includes(priority))) {
    reportRule(machine, context, 'dma-priority', `priority is ${priority}; 0 to 3 are possible from v4 on.`);
  }
  machine.issue({
    opcode,
    engine: 'collective',
    trigger: 'sync',
    name: nameArgument(args),
    core: machine.core,
    outputs: targets.map((view, index) => ({ role: `dst${index}`, view })),
    inputs: sources.map((view, index) => ({ role: `src${index}`, view })),
    attributes: { rank: rankOf(machine), tensors: targets.length, ...attributes },
    site: context.site(),
  });
  return null;
};
