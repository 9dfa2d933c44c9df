import type { CallArgument, Expectation, FileTensor, GeneratedTensor, KernelCall } from './call.ts';

const ofRank = (argument: CallArgument, rank: number): CallArgument => {
  switch (argument.kind) {
    case 'ranks':
      return ofRank(argument.items[rank] as CallArgument, rank);
    case 'list':
    case 'tuple':
      return { ...argument, items: argument.items.map((item) => ofRank(item, rank)) };
    default:
      return argument;
  }
};

/** The call as one rank sees it, without lists by rank. Tensors stay the same objects. */
export const callOfRank = (call: KernelCall, rank: number): KernelCall => ({
  ...call,
  args: call.args.map((argument) => ofRank(argument, rank)),
  keywords: Object.fromEntries(
    Object.entries(call.keywords).map(([name, argument]) => [name, ofRank(argument, rank)]),
  ),
});

/** The tensor that a result of a rank is compared with. */
export const expectedOfRank = ({ tensor }: Expectation, rank: number): FileTensor | GeneratedTensor =>
  tensor.kind === 'ranks' ? (tensor.items[rank] as FileTensor | GeneratedTensor) : tensor;

/** Lists by rank in a call whose length is not the number of its ranks, as lengths. */
export const wrongRankLists = ({
  args,
  keywords,
  expect,
  ranks,
}: Pick<KernelCall, 'args' | 'keywords' | 'expect' | 'ranks'>): readonly number[] => {
  const within = (argument: CallArgument): readonly number[] => {
    if (argument.kind !== 'ranks' && argument.kind !== 'list' && argument.kind !== 'tuple') return [];
    const own = argument.kind === 'ranks' ? [argument.items.length] : [];
    return [...own, ...argument.items.flatMap(within)];
  };
  const lengths = [
    ...[...args, ...Object.values(keywords)].flatMap(within),
    ...expect.flatMap(({ tensor }) => (tensor.kind === 'ranks' ? [tensor.items.length] : [])),
  ];
  return lengths.filter((length) => length !== ranks);
};
