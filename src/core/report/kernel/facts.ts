import type { ActivationRanges } from '../../neuroncore/isa/activation-function.ts';
import type { IsaTable } from '../../neuroncore/isa/table.ts';
import type { Generation, GenerationId } from '../../neuroncore/machine/generation.ts';
import type { TimingConstants } from '../../neuroncore/timing/constants.ts';
import type { KernelClass } from '../../neuroncore/timing/critical-path.ts';
import type { ClassStanding } from './kernel-report.ts';

/** What the catalogue knows of NeuronCores: plain data, the same in JSON (dist/neuroncore-facts.json). */
export interface NeuronCoreFacts {
  readonly table: IsaTable;
  readonly generations: Readonly<Record<GenerationId, Generation>>;
  readonly timing: Readonly<Record<GenerationId, TimingConstants>>;
  readonly activationRanges: ActivationRanges;
  /** How well estimates of each kind of work have done. */
  readonly standings: Readonly<Record<KernelClass, ClassStanding>>;
}
