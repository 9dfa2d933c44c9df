import { type CompiledExpertWork, rowsMoved } from './expert-blocks.ts';
import type { StepModel } from './step-model.ts';

/** Bytes of expert weights one chip reads when `stageTokens` tokens are routed in the stage; the busiest chip's share. */
export const routedExpertBytes = (m: StepModel, stageTokens: number): number => {
  let bytes = 0;
  const draws = Math.max(1, stageTokens) ** m.constants.routingSpreadExponent;
  for (let at = 0; at < m.experts.length; at++) {
    const group = m.experts[at];
    if (group === undefined) continue;
    const missed = group.missShare ** draws;
    bytes += group.bytes * Math.min(1, 1 - missed + group.touchSpread * Math.sqrt(missed * (1 - missed)));
  }
  return bytes;
};

/** Bytes that rows on their way through experts make one chip move; compiled engines count blocks instead. */
export const expertRowBytesMoved = (m: StepModel, stageTokens: number): number => {
  let bytes = 0;
  for (const { copiesBytes } of m.experts) bytes += copiesBytes;
  return stageTokens * bytes * m.constants.expertRowTraffic;
};

type ExpertWorkOf = (tokens: number, activeExperts: number, resident: number) => CompiledExpertWork;

/** Bytes of expert weights, and of outputs that blocks are added to, that one chip of a compiled engine moves. */
const compiledExpertBytes = (m: StepModel, stageTokens: number, workOf: ExpertWorkOf): number => {
  let bytes = 0;
  for (const group of m.experts) {
    const work = workOf(stageTokens, group.activeExperts, group.residentExperts);
    bytes += (group.bytes * work.reads) / group.residentExperts;
    bytes += rowsMoved(work.blocks, stageTokens, m.constants.expertBlockCopies) * group.rowBytes;
  }
  return bytes;
};

/** Bytes that routed experts make one chip move when `stageTokens` tokens are routed in the stage. */
export const expertBytes = (m: StepModel, stageTokens: number, workOf: ExpertWorkOf): number =>
  m.compiledShapes ? compiledExpertBytes(m, stageTokens, workOf) : routedExpertBytes(m, stageTokens);

/** FLOPs of routed experts on one chip; compiled engines compute what they pad as well. */
export const expertFlops = (m: StepModel, stageTokens: number, workOf: ExpertWorkOf): number => {
  if (!m.compiledShapes) return stageTokens * m.expertFlops;
  let flops = 0;
  for (const group of m.experts)
    flops += group.rowFlops * workOf(stageTokens, group.activeExperts, group.residentExperts).rows;
  return flops;
};

/** Experts that a pass over `stageTokens` tokens takes in turn on one rank, summed over layers; 0 where kernels group them. */
export const expertsInTurn = (m: StepModel, stageTokens: number, workOf: ExpertWorkOf): number => {
  if (!m.compiledShapes) return m.listedExperts;
  let fetches = 0;
  for (const { layers, residentExperts, activeExperts } of m.experts)
    fetches += layers * workOf(stageTokens, activeExperts, residentExperts).fetches;
  return fetches;
};
