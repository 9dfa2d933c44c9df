import type { Engine, GenerationId } from '../machine/generation.ts';
import type { Call } from './call.ts';
import { memberArgument, reportRule } from './operands.ts';

/** Engines that can execute an instruction, for each generation that has it. Mirrors catalog/neuroncore/isa.yaml. */
export type EngineTable = Partial<Readonly<Record<GenerationId, readonly Engine[]>>>;

const NAMED: readonly string[] = ['unknown', 'tensor', 'vector', 'scalar', 'gpsimd', 'sync', 'dma'];

/** The same engines in every generation. */
export const everywhere = (...engines: readonly Engine[]): EngineTable => ({
  v2: engines,
  v3: engines,
  v4: engines,
});

/** The engine the kernel asked for; null when it left the choice to the compiler. */
export const engineArgument = ({ args, context }: Call): Engine | null => {
  const name = memberArgument(args, 'engine', NAMED, 'unknown', context);
  return name === 'unknown' ? null : (name as Engine);
};

/**
 * The engine that executes the instruction: the one asked for, else `preferred`. Reports `engine-unsupported` when the
 * generation's engine of that name cannot execute it.
 *
 * What the vendor's compiler prefers is only documented in part (aws-neuron-sdk nki/api: int32 tensor_tensor and power
 * on GpSimd, reciprocal square root on GpSimd, else "by the workload of the engines"). The rule here is a fixed one:
 * those three on GpSimd, everything else that the Vector engine can execute on the Vector engine.
 */
export const chooseEngine = (call: Call, engines: EngineTable, preferred: Engine): Engine => {
  const { machine, context } = call;
  const chosen = engineArgument(call) ?? preferred;
  const accepted = engines[machine.generation.id];
  if (accepted === undefined || accepted.includes(chosen)) return chosen;
  reportRule(
    machine,
    context,
    'engine-unsupported',
    `engine ${chosen} cannot execute this on NeuronCore-${machine.generation.id}; ${accepted.join(' or ')} can.`,
  );
  return chosen;
};
