import type { Instruction, Operand } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import type { DType } from '../memory/dtype.ts';
import { loadPatterns, operandIn, storeFloats, storePatterns, withBlocks } from './blocks.ts';
import {
  broadcastArgument,
  loadBroadcast,
  requireBroadcastDtype,
  scalarsOf,
  vectorsOf,
} from './broadcast.ts';
import { type Call, issue } from './call.ts';
import { requireFree, requireOperands, requireSameSize, requireUnpacked } from './checks.ts';
import type { IsaDefinition } from './definition.ts';
import { chooseEngine, type EngineTable } from './engine.ts';
import {
  describeView,
  freeCount,
  partitionCount,
  reportRule,
  requireDtype,
  requireGeneration,
  requireSpace,
  startPartition,
  viewArgument,
} from './operands.ts';
import {
  drawWords,
  type RandomEngine,
  restartLane,
  STATE_WORDS,
  STATES_PER_LANE,
  seedVector,
  stateOf,
} from './random-state.ts';

const INTEGERS: readonly DType[] = ['int8', 'int16', 'int32', 'uint8', 'uint16', 'uint32'];
export const RNG_ENGINES: EngineTable = {
  v2: ['vector'],
  v3: ['vector', 'gpsimd'],
  v4: ['vector', 'gpsimd'],
};
export const STATE_ENGINES: EngineTable = { v3: ['gpsimd'], v4: ['gpsimd', 'vector'] };

/** Streams of the chip cannot be reproduced; whoever compares results has to know. */
const warnOfSubstitute = ({ machine, context }: Call): void => {
  const message =
    'random numbers are repeatable but not those of the chip, whose generators are not published.';
  reportRule(machine, context, 'random-substitute', message, 'warning');
};

const randomEngine = (instruction: Instruction): RandomEngine =>
  instruction.engine === 'gpsimd' ? 'gpsimd' : 'vector';

/** Words for every element of a view, each partition's from its own lane. */
const wordsFor = (machine: Machine, instruction: Instruction, dst: Operand['view']): Uint32Array => {
  const [rows, columns, start] = [partitionCount(dst), freeCount(dst), startPartition(dst)];
  const words = new Uint32Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    words.set(drawWords(machine, randomEngine(instruction), start + row, columns), row * columns);
  }
  return words;
};

const callRng = (call: Call): null => {
  const { args, machine, context } = call;
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const engine = chooseEngine(call, RNG_ENGINES, 'vector');
  requireOperands(call, engine, [dst]);
  requireDtype(machine, context, dst.view, 'dst', INTEGERS);
  warnOfSubstitute(call);
  issue(call, { opcode: 'rng', engine, outputs: [dst], inputs: [] });
  return null;
};

/** 32 random bits for each element, of which its type keeps the lowest. Source: aws-neuron-sdk nki/api/nki/isa, `rng`. */
export const rng: IsaDefinition = {
  name: 'rng',
  call: (args, machine, context) => callRng({ args, machine, context }),
  execute: (instruction, machine) => {
    const dst = operandIn(instruction, 'dst');
    storePatterns(dst, wordsFor(machine, instruction, dst));
  },
};

const callSeed = (call: Call): null => {
  const { args, machine, context } = call;
  const src: Operand = { role: 'src_seeds', view: viewArgument(args, 'src_seeds', context) };
  requireOperands(call, 'vector', [src]);
  requireDtype(machine, context, src.view, 'src_seeds', ['int32', 'uint32', 'float32']);
  if (partitionCount(src.view) !== 1 || freeCount(src.view) !== 1) {
    const message = `src_seeds is ${describeView(src.view)}; it must have one element.`;
    reportRule(machine, context, 'random-state', message);
  }
  issue(call, { opcode: 'set_rng_seed', engine: 'vector', outputs: [], inputs: [src] });
  return null;
};

/** Seeds the generator of the Vector engine. Source: aws-neuron-sdk nki/api/nki/isa, `set_rng_seed`. */
export const setRngSeed: IsaDefinition = {
  name: 'set_rng_seed',
  call: (args, machine, context) => callSeed({ args, machine, context }),
  execute: (instruction, machine) => {
    const [seed = 0] = loadPatterns(operandIn(instruction, 'src_seeds'));
    seedVector(machine, seed);
  },
};

/** The operand that holds a state for each lane, checked. */
const stateOperand = (call: Call, role: string) => {
  const { args, machine, context } = call;
  requireGeneration(machine, context, role === 'dst' ? 'rand_get_state' : 'rand_set_state', 'v3');
  const operand: Operand = { role, view: viewArgument(args, role, context) };
  const engine = chooseEngine(call, STATE_ENGINES, 'gpsimd');
  requireOperands(call, engine, [operand]);
  requireDtype(machine, context, operand.view, role, ['uint32']);
  requireFree(call, operand, STATE_WORDS * STATES_PER_LANE[engine === 'gpsimd' ? 'gpsimd' : 'vector']);
  return { operand, engine };
};

const callSetState = (call: Call): null => {
  const { operand, engine } = stateOperand(call, 'src_seeds');
  requireSpace(call.machine, call.context, operand.view, 'src_seeds', ['sbuf']);
  issue(call, { opcode: 'rand_set_state', engine, outputs: [], inputs: [operand] });
  return null;
};

/** Loads the states of the generators, one row for each lane. Source: aws-neuron-sdk nki/api/nki/isa, `rand_set_state`. */
export const randSetState: IsaDefinition = {
  name: 'rand_set_state',
  call: (args, machine, context) => callSetState({ args, machine, context }),
  execute: (instruction, machine) => {
    const seeds = operandIn(instruction, 'src_seeds');
    const engine = randomEngine(instruction);
    const [words, size, start] = [loadPatterns(seeds), freeCount(seeds), startPartition(seeds)];
    for (let row = 0; row < partitionCount(seeds); row += 1) {
      stateOf(machine, engine, start + row).set(words.subarray(row * size, (row + 1) * size));
      restartLane(machine, engine, start + row);
    }
  },
};

const callGetState = (call: Call): null => {
  const { operand, engine } = stateOperand(call, 'dst');
  if (call.machine.generation.id === 'v3') {
    requireSpace(call.machine, call.context, operand.view, 'dst', ['sbuf']);
  }
  issue(call, { opcode: 'rand_get_state', engine, outputs: [operand], inputs: [] });
  return null;
};

/** Stores the states of the generators, one row for each lane. Source: aws-neuron-sdk nki/api/nki/isa, `rand_get_state`. */
export const randGetState: IsaDefinition = {
  name: 'rand_get_state',
  call: (args, machine, context) => callGetState({ args, machine, context }),
  execute: (instruction, machine) => {
    const dst = operandIn(instruction, 'dst');
    const [size, start] = [freeCount(dst), startPartition(dst)];
    const words = new Uint32Array(partitionCount(dst) * size);
    for (let row = 0; row < partitionCount(dst); row += 1) {
      words.set(stateOf(machine, randomEngine(instruction), start + row), row * size);
    }
    storePatterns(dst, words);
  },
};

const UNIFORM_TYPES: readonly DType[] = [
  'float8_e4m3',
  'float8_e5m2',
  'float16',
  'bfloat16',
  'float32',
  'tfloat32',
  ...INTEGERS,
];

const callUniform = (call: Call): null => {
  const { args, machine, context } = call;
  requireGeneration(machine, context, 'rand2', 'v4');
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  requireDtype(machine, context, dst.view, 'dst', UNIFORM_TYPES);
  const bounds = [broadcastArgument(call, 'min', dst), broadcastArgument(call, 'max', dst)];
  for (const bound of bounds) requireBroadcastDtype(call, bound, ['float32']);
  const [least, most] = bounds;
  if (least?.kind === 'scalar' && most?.kind === 'scalar' && least.value >= most.value) {
    const message = `min is ${least.value} and max ${most.value}; min must be less.`;
    reportRule(machine, context, 'random-range', message);
  }
  const inputs = vectorsOf(bounds);
  requireOperands(call, 'vector', [dst, ...inputs]);
  warnOfSubstitute(call);
  issue(call, { opcode: 'rand2', engine: 'vector', outputs: [dst], inputs, attributes: scalarsOf(bounds) });
  return null;
};

/** A float32 from 0 to below 1 with the upper 24 bits of a word. */
const fraction = (word: number): number => (word >>> 8) / 2 ** 24;

const executeUniform = (instruction: Instruction, machine: Machine): void => {
  const dst = operandIn(instruction, 'dst');
  const rows = partitionCount(dst);
  const columns = freeCount(dst);
  const least = loadBroadcast(instruction, machine, 'min', rows);
  const most = loadBroadcast(instruction, machine, 'max', rows);
  const words = wordsFor(machine, instruction, dst);
  const block = machine.numerics.block(words.length);
  for (let index = 0; index < block.length; index += 1) {
    const row = Math.floor(index / columns);
    const low = least[row] as number;
    block[index] = low + fraction(words[index] as number) * ((most[row] as number) - low);
  }
  storeFloats(machine, dst, block);
};

/** Uniform random numbers between two bounds. Source: aws-neuron-sdk nki/api/nki/isa, `rand2`. */
export const rand2: IsaDefinition = {
  name: 'rand2',
  call: (args, machine, context) => callUniform({ args, machine, context }),
  execute: (instruction, machine) => withBlocks(machine, () => executeUniform(instruction, machine)),
};

const FLOATS: readonly DType[] = [
  'float32',
  'bfloat16',
  'float16',
  'tfloat32',
  'float8_e4m3',
  'float8_e4m3fn',
  'float8_e5m2',
];

const callDropout = (call: Call): null => {
  const { args, machine, context } = call;
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const data: Operand = { role: 'data', view: viewArgument(args, 'data', context) };
  requireSameSize(call, dst, data);
  if (dst.view.dtype !== data.view.dtype) {
    const message = `data is ${describeView(data.view)} and dst ${describeView(dst.view)}; both must have one dtype.`;
    reportRule(machine, context, 'dtypes-differ', message);
  }
  const prob = broadcastArgument(call, 'prob', data);
  requireBroadcastDtype(call, prob, FLOATS.includes(data.view.dtype) ? FLOATS : ['float32']);
  const inputs = [data, ...vectorsOf([prob])];
  requireOperands(call, 'vector', [dst, ...inputs]);
  requireUnpacked(call, [dst, data]);
  warnOfSubstitute(call);
  issue(call, { opcode: 'dropout', engine: 'vector', outputs: [dst], inputs, attributes: scalarsOf([prob]) });
  return null;
};

const executeDropout = (instruction: Instruction, machine: Machine): void => {
  const data = operandIn(instruction, 'data');
  const columns = freeCount(data);
  const prob = loadBroadcast(instruction, machine, 'prob', partitionCount(data));
  const words = wordsFor(machine, instruction, data);
  const patterns = loadPatterns(data);
  for (let index = 0; index < patterns.length; index += 1) {
    const dropped = fraction(words[index] as number) < (prob[Math.floor(index / columns)] as number);
    if (dropped) patterns[index] = 0;
  }
  storePatterns(operandIn(instruction, 'dst'), patterns);
};

/** Puts 0 in the place of elements with a probability. Source: aws-neuron-sdk nki/api/nki/isa, `dropout`. */
export const dropout: IsaDefinition = {
  name: 'dropout',
  call: (args, machine, context) => callDropout({ args, machine, context }),
  execute: (instruction, machine) => withBlocks(machine, () => executeDropout(instruction, machine)),
};
