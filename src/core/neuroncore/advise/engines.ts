import type { EngineTable } from '../isa/engine.ts';
import { MEMSET_ENGINES } from '../isa/memset.ts';
import { isArithmetic, type Operator } from '../isa/operators.ts';
import { COPY_ENGINES } from '../isa/tensor-copy.ts';
import { SCALAR_STEPS, TENSOR_SCALAR_ENGINES } from '../isa/tensor-scalar.ts';
import { TENSOR_TENSOR_ENGINES } from '../isa/tensor-tensor.ts';
import type { Engine, GenerationId } from '../machine/generation.ts';
import { isInteger } from '../memory/dtype.ts';
import type { Step } from '../timing/program.ts';

const ENGINES: Readonly<Record<string, EngineTable>> = {
  memset: MEMSET_ENGINES,
  tensor_copy: COPY_ENGINES,
  tensor_scalar: TENSOR_SCALAR_ENGINES,
  tensor_tensor: TENSOR_TENSOR_ENGINES,
};

/** Whether the engine reaches the operands: GpSimd has no way to PSUM; indices into columns stay where they are. */
const reaches = (engine: Engine, { operands }: Step): boolean =>
  operands.every(({ space, indirect }) => !indirect && (engine !== 'gpsimd' || space !== 'psum'));

/** Arithmetic that all engines do in float32; integers of 32 bits, powers and roots come out differently. */
const isPlain = ({ operands }: Step, operators: readonly unknown[]): boolean =>
  operands.every(({ dtype }) => !isInteger(dtype)) &&
  operators.every(
    (each) => isArithmetic(each as Operator) && each !== 'power' && each !== 'rsqrt' && each !== 'divide',
  );

/** Whether an engine has the operators of a step, and gives the same bits. */
const computes = (engine: Engine, generation: GenerationId, step: Step): boolean => {
  const { op, op0, op1 } = step.attributes;
  if (step.opcode === 'tensor_tensor') return isPlain(step, [op]);
  if (step.opcode !== 'tensor_scalar') return true;
  const operators = op1 === null || op1 === undefined ? [op0] : [op0, op1];
  if (!isPlain(step, operators) || engine === 'gpsimd') return false;
  return engine !== 'scalar' || generation !== 'v3' || SCALAR_STEPS.includes(operators.join(' '));
};

/** The step as an instruction that more engines have: an activation that only copies or scales; null for what is more. */
const asPlain = (step: Step): Step | null => {
  if (step.opcode !== 'activation') return step;
  const { op, reduce_cmd: command, scale, bias } = step.attributes;
  const copies = (op === 'copy' || op === 'identity') && command === 'idle' && bias === 0;
  if (!copies || typeof scale !== 'number' || step.reads.length !== 1) return null;
  const operands = step.operands.map((each) =>
    each.role === 'data' && scale === 1 ? { ...each, role: 'src' } : each,
  );
  return scale === 1
    ? { ...step, opcode: 'tensor_copy', operands, attributes: {} }
    : {
        ...step,
        opcode: 'tensor_scalar',
        attributes: { op0: 'multiply', reverse0: false, op1: null, reverse1: false, operand0: scale },
      };
};

/**
 * The step on another engine that gives the same result, or null when there is none: copies, fills and arithmetic with
 * floats where the table of functions has the engine for the generation, activations that only copy or scale as the
 * instruction that does so.
 * Source: aws-neuron-sdk nki/api/nki/isa (parameter `engine` of each function, with what it says of operators).
 */
export const movedTo = (step: Step, engine: Engine, generation: GenerationId): Step | null => {
  const plain = asPlain(step);
  if (plain === null || plain.engine === engine) return null;
  const engines = ENGINES[plain.opcode]?.[generation];
  if (engines === undefined || !engines.includes(engine)) return null;
  if (!reaches(engine, plain) || !computes(engine, generation, plain)) return null;
  return { ...plain, engine, trigger: engine };
};
