import type { Engine } from '../machine/generation.ts';
import type { Machine } from '../machine/machine.ts';
import { isPacked } from '../memory/dtype.ts';
import type { View } from '../memory/view.ts';
import type { CallContext } from '../python/values.ts';
import type { BoundArguments } from './definition.ts';
import type { OutOfBounds } from './indirect-blocks.ts';
import {
  describeView,
  elementCount,
  failRule,
  isAtLeast,
  memberArgument,
  numberOf,
  reportRule,
} from './operands.ts';

/** How the descriptors of a transfer come about, and which sequencer triggers it. */
export interface Descriptors {
  readonly mode: 'unknown' | 'none' | 'swdge' | 'hwdge';
  readonly trigger: Engine;
}

const MODES = ['unknown', 'none', 'swdge', 'hwdge'] as const;

const hasIndices = (view: View): boolean => view.indirection !== null && view.indirection.kind !== 'scalar';

/** Reports rule `dma-psum`: from NKI 0.3 on DMA reaches HBM and SBUF only. Source: release-notes/components/nki.rst. */
export const requireDmaSpace = (machine: Machine, context: CallContext, view: View, role: string): void => {
  const [major, minor] = machine.version;
  if (view.storage.space !== 'psum' || (major === 0 && minor < 3)) return;
  reportRule(
    machine,
    context,
    'dma-psum',
    `${role} is ${describeView(view)}; DMA reads and writes HBM and SBUF only. Copy it with tensor_copy first.`,
  );
};

/** Ends the kernel (rule `dma-elements`) when both sides of a transfer do not have as many elements. */
export const requireSameElements = (
  machine: Machine,
  context: CallContext,
  dst: View,
  src: View,
  role = 'src',
): void => {
  if (elementCount(dst) === elementCount(src)) return;
  failRule(
    machine,
    context,
    'dma-elements',
    `${role} is ${describeView(src)} with ${elementCount(src)} elements, dst ${describeView(dst)} with ${elementCount(dst)}; both must have as many.`,
  );
};

/** Reports rule `dma-cast`: packed MX types have no conversion. Source: aws-neuron-sdk nki/api/nki/isa, dma_copy. */
export const requireCast = (machine: Machine, context: CallContext, dst: View, src: View): void => {
  if (dst.dtype === src.dtype || !(isPacked(dst.dtype) || isPacked(src.dtype))) return;
  failRule(
    machine,
    context,
    'dma-cast',
    `src is ${src.dtype} and dst ${dst.dtype}; DMA does not convert packed types. Use .view() to reinterpret bytes.`,
  );
};

/**
 * Reports rule `dma-indirect`: a tensor with an index for each row must lie in HBM and its indices in SBUF; v3 and later.
 * Source: aws-neuron-sdk nki/deep-dives/nki-dge.rst, "Mode Selection Summary"; nki/api/nki/isa, dma_copy.
 */
export const requireIndirect = (machine: Machine, context: CallContext, view: View, role: string): void => {
  const { indirection, storage } = view;
  if (indirection === null || indirection.kind === 'scalar') return;
  const report = (message: string): void => reportRule(machine, context, 'dma-indirect', message);
  if (indirection.kind === 'columns') report(`${role} uses .indirect(), which only compute engines follow.`);
  if (storage.space !== 'hbm' && storage.space !== 'shared_hbm') {
    report(`${role} has a vector_offset and is ${describeView(view)}; the indexed tensor must be in HBM.`);
  }
  const { indices } = indirection;
  if (indices.storage.space !== 'sbuf') {
    report(`the vector_offset of ${role} is ${describeView(indices)}; it must be in sbuf.`);
  }
  if (elementCount(indices) < (view.shape[0] as number)) {
    failRule(
      machine,
      context,
      'dma-indirect',
      `the vector_offset of ${role} has ${elementCount(indices)} indices for ${view.shape[0]} rows.`,
    );
  }
};

const requireMode = (machine: Machine, context: CallContext, mode: string, dst: View, src: View): void => {
  const report = (message: string): void => reportRule(machine, context, 'dma-dge-mode', message);
  const [major, minor] = machine.version;
  const indexed = hasIndices(dst) || hasIndices(src);
  if (mode === 'hwdge' && !isAtLeast(machine, 'v3')) {
    report('dge_mode hwdge needs NeuronCore-v3 or newer.');
  }
  if (indexed && (mode === 'hwdge' || mode === 'none')) {
    report(`dge_mode ${mode} cannot follow a vector_offset; use swdge or unknown.`);
  }
  if (mode === 'hwdge' && dst.dtype !== src.dtype && (major > 0 || minor >= 3)) {
    report(`dge_mode hwdge does not convert: src is ${src.dtype}, dst is ${dst.dtype}.`);
  }
};

/**
 * How a transfer gets its descriptors: as asked, or `swdge` where indices leave no choice. Reports rule `dma-dge-mode`
 * on modes that generation, types or indices do not allow, and on an `engine` that cannot trigger.
 * Source: aws-neuron-sdk nki/deep-dives/nki-dge.rst; release-notes/components/nki.rst, 0.3.0.
 */
export const descriptorsArgument = (
  args: BoundArguments,
  machine: Machine,
  context: CallContext,
  dst: View,
  src: View,
): Descriptors => {
  const asked = memberArgument(args, 'dge_mode', MODES, 'unknown', context);
  const engines = ['unknown', 'tensor', 'vector', 'scalar', 'gpsimd', 'sync', 'dma'];
  const engine = memberArgument(args, 'engine', engines, 'unknown', context);
  requireMode(machine, context, asked, dst, src);
  const mode = asked === 'unknown' && (hasIndices(dst) || hasIndices(src)) ? 'swdge' : asked;
  const isTrigger = engine === 'sync' || engine === 'scalar';
  if (engine !== 'unknown' && (!isTrigger || mode !== 'hwdge')) {
    reportRule(
      machine,
      context,
      'dma-dge-mode',
      `engine ${engine} is given with dge_mode ${mode}; only sync and scalar trigger, and only with dge_mode hwdge.`,
    );
  }
  if (mode === 'swdge') return { mode, trigger: 'gpsimd' };
  const trigger = isTrigger ? (engine as Engine) : 'dma';
  return { mode: MODES.find((each) => each === mode) ?? 'unknown', trigger };
};

/** The `oob_mode` of a transfer. */
export const outOfBoundsArgument = (args: BoundArguments, context: CallContext): OutOfBounds =>
  memberArgument(args, 'oob_mode', ['error', 'skip'], 'error', context) === 'skip' ? 'skip' : 'error';

/**
 * The `priority` of a transfer, 0 to 3, from v4 on; null when none is given. Reports rule `dma-priority`.
 * Source: aws-neuron-sdk nki/api/nki/isa, dma_copy, `priority`.
 */
export const priorityArgument = (
  args: BoundArguments,
  machine: Machine,
  context: CallContext,
): number | null => {
  const priority = numberOf(args['priority']);
  if (priority === undefined) return null;
  if (!isAtLeast(machine, 'v4') || ![0, 1, 2, 3].includes(priority)) {
    reportRule(
      machine,
      context,
      'dma-priority',
      `priority is ${priority} on NeuronCore-${machine.generation.id}; priorities are 0 to 3 and need NeuronCore-v4.`,
    );
  }
  return priority;
};
