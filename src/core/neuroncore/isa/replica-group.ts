import type { Machine } from '../machine/machine.ts';
import type { CallContext, HostType, PyClass, PyHost, PyValue } from '../python/values.ts';
import type { BoundArguments } from './definition.ts';
import { failRule, itemsOf, numberOf } from './operands.ts';

/** Lists of ranks that take part in a collective with each other. */
export interface ReplicaGroup {
  readonly groups: readonly (readonly number[])[];
}

const TYPE: HostType = {
  name: 'ReplicaGroup',
  getAttribute: (self, name) =>
    name === 'groups'
      ? {
          kind: 'tuple',
          items: (self.value as ReplicaGroup).groups.map((ranks) => ({ kind: 'tuple', items: ranks })),
        }
      : undefined,
  equals: (self, other) =>
    typeof other === 'object' &&
    other !== null &&
    other.kind === 'host' &&
    other.type === TYPE &&
    JSON.stringify(other.value) === JSON.stringify(self.value),
  hashKey: (self) => `ReplicaGroup ${JSON.stringify(self.value)}`,
  represent: (self) => `ReplicaGroup(${JSON.stringify((self.value as ReplicaGroup).groups)})`,
};

const groupsOf = (value: PyValue | undefined): number[][] | undefined => {
  const lists = itemsOf(value)?.map((ranks) => itemsOf(ranks)?.map(numberOf));
  if (lists === undefined) return undefined;
  const groups: number[][] = [];
  for (const ranks of lists) {
    if (ranks === undefined || !ranks.every((rank) => rank !== undefined)) return undefined;
    groups.push(ranks);
  }
  return groups;
};

const construct = (value: PyValue | undefined, context: CallContext): PyHost<ReplicaGroup> => {
  const groups = groupsOf(value);
  if (groups === undefined) return context.raise('TypeError', 'ReplicaGroup takes a list of lists of ranks');
  const ranks = groups.flat();
  if (new Set(ranks).size !== ranks.length) {
    context.raise('ValueError', 'a rank stands in more than one place of a ReplicaGroup');
  }
  return { kind: 'host', type: TYPE, value: { groups } };
};

/** `nki.collectives.ReplicaGroup` as Python sees it. Source: aws-neuron-sdk nki/api/nki/collectives. */
export const REPLICA_GROUP_CLASS: PyClass = {
  kind: 'class',
  name: 'ReplicaGroup',
  get order() {
    return [REPLICA_GROUP_CLASS];
  },
  attributes: new Map(),
  site: null,
  construct: {
    kind: 'native',
    name: 'ReplicaGroup',
    parameters: [{ name: 'groups', kind: 'ordinary' }],
    call: ([groups], context) => construct(groups, context),
  },
};

/** The rank that a machine emulates, 0 unless several run. */
export const rankOf = (machine: Machine): number => (machine.rank === undefined ? 0 : machine.rank);

/** How many ranks run together, 1 unless several run. */
export const rankCountOf = (machine: Machine): number =>
  machine.rankCount === undefined ? 1 : machine.rankCount;

/**
 * The ranks of the group that this machine belongs to, in order. Ends the kernel (rule `collective-ranks`) when there is
 * none, or when data are asked for and other ranks of the group do not run: their part is missing.
 */
export const groupArgument = (args: BoundArguments, machine: Machine, context: CallContext): number[] => {
  const value = args['replica_group'];
  const isGroup = typeof value === 'object' && value !== null && value.kind === 'host' && value.type === TYPE;
  const groups = isGroup ? (value.value as ReplicaGroup).groups : groupsOf(value);
  if (groups === undefined) return context.raise('TypeError', 'replica_group must be a ReplicaGroup');
  const rank = rankOf(machine);
  const found = groups.find((ranks) => ranks.includes(rank));
  if (found === undefined) {
    return failRule(
      machine,
      context,
      'collective-ranks',
      `no group of replica_group has rank ${rank}, on which this kernel runs.`,
    );
  }
  requireRanks(machine, context, found);
  return [...found];
};

/** Ends the kernel (rule `collective-ranks`) when data are asked for and ranks of a collective do not run. */
export const requireRanks = (machine: Machine, context: CallContext, ranks: readonly number[]): void => {
  const running = rankCountOf(machine);
  const missing = ranks.filter((each) => each >= running);
  if (missing.length === 0 || !machine.holdsData) return;
  failRule(
    machine,
    context,
    'collective-ranks',
    `the collective joins ranks ${ranks.join(', ')}, but ${running === 1 ? 'one rank runs' : `${running} ranks run`}; the data of ranks ${missing.join(', ')} are missing. Run as many ranks, give a group of one, or run for timing only.`,
  );
};
