import type { Instruction } from '../machine/instruction.ts';
import { operandOf } from '../machine/instruction.ts';
import type { View } from '../memory/view.ts';
import { readIntegers, writeIntegers } from '../numeric/integers.ts';
import { readBits, readBlock, valuesOf, writeBits, writeBlock } from '../numeric/transfer.ts';
import { elementCount } from './operands.ts';

const viewIn = (instruction: Instruction, role: string): View => {
  const view = operandOf(instruction, role);
  if (view === undefined) throw new RangeError(`${instruction.opcode} has no operand ${role}`);
  return view;
};

const numberIn = (instruction: Instruction, name: string): number => {
  const value = instruction.attributes[name];
  if (typeof value !== 'number') throw new RangeError(`${instruction.opcode} has no number ${name}`);
  return value;
};

/** Part `index` of `count` equal parts of a view along a dimension. */
const partOf = (view: View, dimension: number, index: number, count: number): View => {
  const size = (view.shape[dimension] as number) / count;
  const shape = view.shape.with(dimension, size);
  return { ...view, shape, offset: view.offset + index * size * (view.strides[dimension] as number) };
};

const bitsOf = (view: View): Uint32Array => {
  const bits = new Uint32Array(elementCount(view));
  readBits(view, bits);
  return bits;
};

/** Views as bits, taken before anything is written: sources and targets may be the same tensors. */
const takeAll = (members: readonly Instruction[], role: string): Uint32Array[] =>
  members.map((member) => bitsOf(viewIn(member, role)));

const REDUCTIONS: Readonly<Record<string, (x: number, y: number) => number>> = {
  add: (x, y) => x + y,
  minimum: Math.min,
  maximum: Math.max,
};

/** The reduction of blocks in float32, in the order of the ranks. */
const reduced = (operation: unknown, blocks: readonly Float32Array[]): Float32Array => {
  const combine = REDUCTIONS[String(operation)];
  const [first = new Float32Array(0), ...others] = blocks;
  const result = first.slice();
  for (const block of others) {
    for (let index = 0; index < result.length; index += 1) {
      const value = combine?.(result[index] as number, block[index] as number);
      if (value !== undefined) result[index] = value;
    }
  }
  return result;
};

const valuesIn = (view: View): Float32Array => {
  const values = new Float32Array(valuesOf(view));
  readBlock(view, values);
  return values;
};

type Exchange = (members: readonly Instruction[], tensor: number) => void;

const allReduce: Exchange = (members, tensor) => {
  const blocks = members.map((member) => valuesIn(viewIn(member, `src${tensor}`)));
  const result = reduced(members[0]?.attributes['op'], blocks);
  for (const member of members) writeBlock(viewIn(member, `dst${tensor}`), result);
};

const reduceScatter: Exchange = (members, tensor) => {
  const parts = members.map((_, place) =>
    members.map((member) => valuesIn(partOf(viewIn(member, `src${tensor}`), 0, place, members.length))),
  );
  members.forEach((member, place) => {
    writeBlock(viewIn(member, `dst${tensor}`), reduced(member.attributes['op'], parts[place] ?? []));
  });
};

const allGather: Exchange = (members, tensor) => {
  const blocks = takeAll(members, `src${tensor}`);
  for (const member of members) {
    const target = viewIn(member, `dst${tensor}`);
    const dimension = numberIn(member, 'collective_dim');
    blocks.forEach((block, place) => {
      writeBits(partOf(target, dimension, place, members.length), block);
    });
  }
};

const allToAll: Exchange = (members, tensor) => {
  const count = members.length;
  const parts = members.map((member) =>
    members.map((_, place) => bitsOf(partOf(viewIn(member, `src${tensor}`), 0, place, count))),
  );
  members.forEach((member, own) => {
    const target = viewIn(member, `dst${tensor}`);
    parts.forEach((sent, place) => {
      writeBits(partOf(target, 0, place, count), sent[own] as Uint32Array);
    });
  });
};

const permute: Exchange = (members, tensor) => {
  const blocks = takeAll(members, `src${tensor}`);
  const ranks = members.map((member) => numberIn(member, 'rank'));
  const pairs = members[0]?.attributes['pairs'];
  if (!Array.isArray(pairs)) return;
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const from = blocks[ranks.indexOf(pairs[index])];
    const to = members[ranks.indexOf(pairs[index + 1])];
    if (from !== undefined && to !== undefined) writeBits(viewIn(to, `dst${tensor}`), from);
  }
};

const predecessor = (place: number, count: number): number => (place + count - 1) % count;

const ringStep: Exchange = (members, tensor) => {
  const blocks = takeAll(members, `src${tensor}`);
  members.forEach((member, place) => {
    writeBits(viewIn(member, `dst${tensor}`), blocks[predecessor(place, members.length)] as Uint32Array);
  });
};

const ringStepReduce: Exchange = (members, tensor) => {
  const blocks = members.map((member) =>
    reduced(member.attributes['op'], [
      valuesIn(viewIn(member, `src${tensor}`)),
      valuesIn(viewIn(member, `second${tensor}`)),
    ]),
  );
  members.forEach((member, place) => {
    writeBlock(viewIn(member, `dst${tensor}`), blocks[predecessor(place, members.length)] as Float32Array);
  });
};

/** What a rank says of its variable-length exchange: a row of the metadata for each of the ranks. */
const metadataOf = (member: Instruction): Uint32Array => {
  const view = viewIn(member, 'metadata');
  const metadata = new Uint32Array(elementCount(view));
  readIntegers(view, metadata);
  return metadata;
};

/** `all_to_all_v` and `all_gather_v`: chunks of flat buffers, counts and displacements at run time. */
const variableLength =
  (column: (own: number) => number): Exchange =>
  (members) => {
    const count = members.length;
    const blocks = takeAll(members, 'src0');
    const metadata = members.map(metadataOf);
    members.forEach((member, own) => {
      const target = viewIn(member, 'dst0');
      const bits = bitsOf(target);
      const received = metadata[own] as Uint32Array;
      const slot = Math.floor(bits.length / count);
      blocks.forEach((block, place) => {
        const sent = metadata[place] as Uint32Array;
        const length = sent[column(own)] as number;
        const from = sent[count + column(own)] as number;
        const to =
          member.attributes['has_rdispls'] === true ? (received[3 * count + place] as number) : place * slot;
        bits.set(block.subarray(from, from + length), to);
        if (member.attributes['recv_counts_known'] !== true) received[2 * count + place] = length;
      });
      writeBits(target, bits);
      writeIntegers(viewIn(member, 'metadata'), received);
    });
  };

const EXCHANGES: Readonly<Record<string, Exchange>> = {
  all_reduce: allReduce,
  reduce_scatter: reduceScatter,
  all_gather: allGather,
  all_gather_v: variableLength(() => 0),
  all_to_all: allToAll,
  all_to_all_v: variableLength((own) => own),
  collective_permute: permute,
  collective_permute_implicit: ringStep,
  collective_permute_implicit_reduce: ringStepReduce,
};

/** Whether an instruction is executed by several ranks together. */
export const isCollective = (instruction: Instruction): boolean =>
  Object.hasOwn(EXCHANGES, instruction.opcode);

/**
 * Executes one collective for all ranks of a group: `members` are their instructions in the order of the group. Every
 * source is read before any target is written. Reductions are in float32, in the order of the ranks; bits are kept by
 * everything else. Source: aws-neuron-sdk nki/api/nki/collectives.
 */
export const executeCollective = (members: readonly Instruction[]): void => {
  const [first] = members;
  if (first === undefined) return;
  const exchange = EXCHANGES[first.opcode];
  for (let tensor = 0; tensor < numberIn(first, 'tensors'); tensor += 1) exchange?.(members, tensor);
};

/** A collective of a group of one: what it sends it receives itself. */
export const executeAlone = (instruction: Instruction): void => executeCollective([instruction]);
