import { compiledDecode, compiledPrefill } from './expert-blocks.ts';
import { cacheBytesRead, decodeCoreFlops, type PromptBatch, prefillCoreFlops } from './step.ts';
import { expertBytes, expertFlops, expertRowBytesMoved } from './step-experts.ts';
import type { StepModel } from './step-model.ts';

/** Floating-point operations and bytes of memory traffic of one chip. */
export interface ChipWork {
  readonly flops: number;
  readonly bytes: number;
}

/** Work of one chip in a decode pass, for rooflines and power. */
export const decodeWork = (m: StepModel, sequences: number, context: number): ChipWork => {
  const microBatch = Math.max(1, sequences / m.pipelineParallel);
  const onCopy = Math.max(1, microBatch / m.attentionCopies);
  return {
    flops:
      onCopy * (m.linearFlops + m.headFlops + decodeCoreFlops(m, context)) +
      expertFlops(m, microBatch, compiledDecode),
    bytes:
      m.weightBytes +
      expertBytes(m, microBatch, compiledDecode) +
      expertRowBytesMoved(m, microBatch) +
      onCopy * cacheBytesRead(m, context),
  };
};

/** Work of one chip to process prompts, padding left out of what is useful. */
export const prefillWork = (m: StepModel, batch: PromptBatch): ChipWork => {
  const tokens = batch.prompts * batch.newTokens;
  const passes = Math.max(1, Math.ceil(tokens / m.constants.prefillChunkTokens));
  return {
    flops:
      tokens * (m.linearFlops + m.attentionCopies * m.expertFlops) +
      batch.prompts * (m.headFlops + prefillCoreFlops(m, batch.newTokens, batch.cachedTokens)),
    bytes:
      passes * (m.weightBytes + expertBytes(m, (tokens / passes) * m.attentionCopies, compiledPrefill)) +
      expertRowBytesMoved(m, tokens * m.attentionCopies) +
      batch.prompts * cacheBytesRead(m, batch.cachedTokens + batch.newTokens),
  };
};
