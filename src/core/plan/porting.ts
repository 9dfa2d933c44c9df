import type { SystemSpec } from '../catalog/system.ts';
import type { CostLine } from '../economics/cost.ts';
import { derived } from '../quantity/figure.ts';
import type { PlanInputs } from './inputs.ts';
import type { CandidatePorting } from './result.ts';

/** What bringing the buyer's code to a system costs; null where the audit has no such target, undefined where no code is named. */
export const portingOf = (
  system: SystemSpec,
  { request, portingOf: caseOf }: Pick<PlanInputs, 'request' | 'portingOf'>,
): CandidatePorting | null | undefined => {
  const { software } = request;
  if (software === undefined || caseOf === undefined) return undefined;
  const found = caseOf(system.chip);
  if (found === null) return null;
  return {
    ...found,
    usd: derived(
      'USD',
      'days * engineerDayUsd',
      { days: found.days, engineerDayUsd: software.engineerDayUsd },
      (v) => v.days * v.engineerDayUsd,
    ),
  };
};

/** The line of the bill for it; none where there is nothing to do. */
export const portingLines = (porting: CandidatePorting | null | undefined): readonly CostLine[] =>
  porting === undefined || porting === null || porting.usd.high === 0
    ? []
    : [{ name: 'porting', usdOverHorizon: porting.usd }];

/** What the buyer of a candidate must know about porting, in a short phrase; null where nothing is at stake. */
export const portingRisk = (porting: CandidatePorting | null | undefined): string | null => {
  if (porting === undefined) return null;
  if (porting === null) return 'the audit of the code does not cover this chip';
  switch (porting.verdict) {
    case 'runs-today':
      return null;
    case 'unknown':
      return `whether the code runs there is unknown (${porting.reason})`;
    case 'runs-on-beta':
      return `the code rests on a beta there (${porting.reason})`;
    case 'port':
    case 'keep-on-gpu':
      return `the code must be ported, ${porting.days.low.toFixed(0)} to ${porting.days.high.toFixed(0)} days (${porting.reason})`;
  }
};
