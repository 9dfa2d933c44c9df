import { fastestSeconds } from '../network/collectives.ts';
import type { StepModel } from './step-model.ts';

/** Seconds in which a chip's `tokens` reach their experts and what those made of them comes back, over all layers. */
export const dispatchSeconds = (m: StepModel, tokens: number): number => {
  const sent = tokens / Math.max(1, m.layout.tensorParallel);
  let time = 0;
  for (let at = 0; at < m.experts.length; at++) {
    const group = m.experts[at];
    if (group === undefined || group.dispatchLines.length === 0) continue;
    const copies = sent * group.activeExperts;
    time +=
      group.layers *
      m.busiestRank *
      (fastestSeconds(group.dispatchLines, copies * m.dispatchBytes) +
        fastestSeconds(group.dispatchLines, copies * m.combineBytes));
  }
  return time;
};

/** Bytes of expert weights one chip reads when `stageTokens` tokens are routed in the stage; the busiest chip's share. */
export const expertBytes = (m: StepModel, stageTokens: number): number => {
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

/** Experts that `stageTokens` tokens touch on one rank of a compiled engine, summed over layers; 0 where kernels group them. */
export const expertFetches = (m: StepModel, stageTokens: number): number => {
  if (!m.compiledShapes) return 0;
  let fetches = 0;
  for (const { layers, residentExperts, missShare } of m.experts)
    fetches += layers * residentExperts * (1 - missShare ** stageTokens);
  return fetches;
};
