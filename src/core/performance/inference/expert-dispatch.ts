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
      (2 * m.constants.dispatchLaunchSeconds +
        m.busiestRank *
          (fastestSeconds(group.dispatchLines, copies * m.dispatchBytes) +
            fastestSeconds(group.dispatchLines, copies * m.combineBytes)));
  }
  return time;
};
