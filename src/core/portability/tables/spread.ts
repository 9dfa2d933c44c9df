import type { EffortAnchors } from './anchors.ts';
import type { DatedRule } from './dated-rule.ts';

/** Makes a range of a rule's single figure of days; a range that the rule gives itself stays as it is. */
export const spreadEffort =
  ({ low, high }: EffortAnchors['spread']) =>
  (rule: DatedRule): DatedRule => {
    const { daysLow, daysHigh } = rule.effort;
    return daysLow !== daysHigh
      ? rule
      : { ...rule, effort: { ...rule.effort, daysLow: daysLow * low, daysHigh: daysLow * high } };
  };
