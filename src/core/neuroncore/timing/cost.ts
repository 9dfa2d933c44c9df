import type { GenerationId } from '../machine/generation.ts';
import { DTYPE_BYTES } from '../memory/dtype.ts';
import type { OperandShape } from './program.ts';
import type { EngineRates, Rates } from './resolve.ts';
import type { TimedStep } from './step-table.ts';

/** How long a step holds its engine, and how much longer its result takes to be visible. Seconds. */
export interface ComputeCost {
  readonly holdSeconds: number;
  readonly drainSeconds: number;
}

const operand = (step: TimedStep, role: string): OperandShape | undefined =>
  step.operands.find((each) => each.role === role);

/** Elements per partition that an element-wise engine walks through: those of the longest operand. */
const walkedElements = (step: TimedStep): number => {
  let longest = 1;
  for (const each of step.operands)
    if (each.elementsPerPartition > longest) longest = each.elementsPerPartition;
  return longest;
};

const isTwoByteFloat = (each: OperandShape): boolean => each.dtype === 'bfloat16' || each.dtype === 'float16';
const inSbuf = (each: OperandShape): boolean => each.space === 'sbuf';
const isContiguous = (each: OperandShape): boolean => each.innermostStrideBytes === DTYPE_BYTES[each.dtype];
/** The operands that are walked element by element; one value for each partition costs nothing more. */
const walked = (step: TimedStep): readonly OperandShape[] =>
  step.operands.filter((each) => each.elementsPerPartition > 1);

/**
 * How many elements an engine takes in a cycle for copies and tensor-scalar work. The Vector engine from NeuronCore-v3
 * on: 4 when all operands are 16-bit floats in SBUF with contiguous innermost elements, 2 when one side is in PSUM or
 * strided. GpSimd has two lanes of 16 bits for one of 32; the Scalar engine takes one element.
 * Source: aws-neuron-sdk nki/guides/architecture/trainium2_arch.rst, "Vector Engine Performance Mode";
 * trainium_inferentia2_arch.rst, "GpSimd Engine".
 */
const fastModeElements = (step: TimedStep, generation: GenerationId): number => {
  const operands = walked(step);
  if (!operands.every(isTwoByteFloat) || step.engine === 'scalar') return 1;
  if (step.engine === 'gpsimd') return 2;
  if (generation === 'v2') return 1;
  return operands.every(inSbuf) && operands.every(isContiguous) ? 4 : 2;
};

/**
 * Cycles per element of a two-input Vector instruction. The 2.26 API pages print 2N unless one input is in PSUM or all
 * are contiguous bfloat16 in SBUF; on v3 all 16-bit operands in SBUF run at twice the rate (trainium2_arch.rst).
 */
const twoInputCyclesPerElement = (step: TimedStep, generation: GenerationId): number => {
  const operands = walked(step);
  const allFast = operands.every(isTwoByteFloat) && operands.every(inSbuf);
  if (allFast && generation !== 'v2') return 0.5;
  if (allFast && operands.every(isContiguous)) return 1;
  const inputs = step.operands.filter((each) => each.role !== 'dst' && each.elementsPerPartition > 1);
  return inputs.length < 2 || inputs.some((each) => each.space === 'psum') ? 1 : 2;
};

type CyclesRule = (step: TimedStep, generation: GenerationId) => number;

const perElement =
  (cyclesPerElement: number): CyclesRule =>
  (step) =>
    walkedElements(step) * cyclesPerElement;
const byFastMode: CyclesRule = (step, generation) =>
  walkedElements(step) / fastModeElements(step, generation);
const byTwoInputs: CyclesRule = (step, generation) =>
  walkedElements(step) * twoInputCyclesPerElement(step, generation);
const affine: CyclesRule = (step) => 150 + walkedElements(step);
const twice: CyclesRule = (step) => walkedElements(step) + 64;

/** Cycles beyond the engine's own fixed ones, from the cost lines of the SDK 2.26 API pages (nki.isa), in cycles of the engine that runs the step. */
const CYCLES: Readonly<Record<string, CyclesRule>> = {
  tensor_copy: byFastMode,
  tensor_scalar: byFastMode,
  memset: (step, generation) =>
    walkedElements(step) / (fastModeElements(step, generation) > 1 || operandIsTwoByte(step, 'dst') ? 2 : 1),
  tensor_tensor: byTwoInputs,
  scalar_tensor_tensor: byTwoInputs,
  tensor_copy_predicated: byTwoInputs,
  select_reduce: byTwoInputs,
  tensor_reduce: (step) => walkedElements(step) / (isFastReduce(step) ? 2 : 1),
  tensor_tensor_scan: perElement(2),
  reciprocal: perElement(8),
  activation_reduce: twice,
  tensor_scalar_reduce: twice,
  bn_aggr: (step) => (13 * walkedElements(step)) / 3,
  iota: affine,
  affine_select: affine,
  quantize_mx: perElement(0.25),
  exponential: perElement(0.25),
  topk: (step) => {
    const asked = step.attributes['k'];
    return 4 * walkedElements(step) + (typeof asked === 'number' ? asked : 8);
  },
};

const operandIsTwoByte = (step: TimedStep, role: string): boolean => {
  const found = operand(step, role);
  return found !== undefined && DTYPE_BYTES[found.dtype] === 2;
};

const isFastReduce = (step: TimedStep): boolean =>
  walked(step).every((each) => each.dtype === 'bfloat16') &&
  (step.attributes['op'] === 'add' || step.attributes['op'] === 'maximum');

/** Innermost strides above 16 bytes halve the rate of SBUF and PSUM (trainium_inferentia2_arch.rst, v2). */
const strideFactor = (step: TimedStep): number =>
  walked(step).some((each) => each.innermostStrideBytes > 16) ? 2 : 1;

const elementwiseCost = (step: TimedStep, rates: EngineRates, generation: GenerationId): ComputeCost => {
  const rule = CYCLES[step.opcode];
  const cycles = rule === undefined ? walkedElements(step) : rule(step, generation);
  const held = Math.max(rates.minimumCycles, cycles * strideFactor(step)) + rates.fixedCycles;
  return { holdSeconds: held * rates.secondsPerCycle, drainSeconds: 0 };
};

/**
 * TensorE: max(minimum, moving columns) cycles, four passes for float32; `double_row` and MX operands bring two or
 * four rows of the contraction in the time of one. Loading the stationary operand overlaps with the multiply before it.
 * Source: aws-neuron-sdk nki.isa.nc_matmul (2.26 docs), trainium2_arch.rst, trainium3_arch.rst.
 */
const tensorCost = (step: TimedStep, rates: Rates): ComputeCost => {
  const moving = operand(step, 'moving') ?? operand(step, 'data');
  const columns = moving === undefined ? 1 : moving.elementsPerPartition;
  const rows = step.attributes['perf_mode'] === 'none' || step.attributes['perf_mode'] === undefined ? 1 : 2;
  const isTransposeMode = step.opcode === 'nc_transpose' || step.attributes['is_transpose'] === true;
  const partitions = moving === undefined ? 1 : moving.partitions;
  const float32 = moving?.dtype === 'float32';
  const passes = float32
    ? isTransposeMode
      ? rates.tensor.float32Passes / 2
      : rates.tensor.float32Passes
    : 1;
  const length =
    step.opcode === 'nc_transpose' ? Math.max(partitions, Math.min(64, columns)) : columns / rows;
  const cycles = passes * (Math.max(rates.tensor.minimumCycles, length) + rates.tensor.fixedCycles);
  return { holdSeconds: cycles * rates.tensor.secondsPerCycle, drainSeconds: rates.tensor.drainSeconds };
};

/**
 * A collective over ranks of a node: one hop, and each rank's share of the others' data over the links.
 * Source: aws-neuron-sdk neuron-runtime/explore (mesh below 1 MB, hop of 1 to 2 us); the rate is an assumption.
 */
const collectiveSeconds = (step: TimedStep, rates: Rates): number => {
  const { group } = step.attributes;
  const ranks = Array.isArray(group) ? Math.max(1, group.length) : 1;
  let bytes = 0;
  for (const each of step.operands)
    bytes = Math.max(bytes, each.partitions * each.elementsPerPartition * DTYPE_BYTES[each.dtype]);
  return rates.collective.hopSeconds + (bytes * (ranks - 1)) / ranks / rates.collective.bytesPerSecond;
};

/** The time that a step of a computing engine takes. Steps of DMA queues and collectives have no compute cost. */
export const computeCost = (step: TimedStep, rates: Rates): ComputeCost => {
  if (step.opcode === 'core_barrier') return { holdSeconds: rates.coreBarrierSeconds, drainSeconds: 0 };
  switch (step.engine) {
    case 'tensor':
      return tensorCost(step, rates);
    case 'vector':
      return elementwiseCost(step, rates.vector, rates.generation);
    case 'scalar':
      return elementwiseCost(step, rates.scalar, rates.generation);
    case 'gpsimd':
      return elementwiseCost(step, rates.gpsimd, rates.generation);
    case 'collective':
      return { holdSeconds: collectiveSeconds(step, rates), drainSeconds: 0 };
    case 'sync':
    case 'dma':
      return { holdSeconds: rates.sync.fixedCycles * rates.sync.secondsPerCycle, drainSeconds: 0 };
  }
};
