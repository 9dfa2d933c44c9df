import type { Candidate, CandidatePorting, PlanResult } from '../plan/result.ts';
import { daysText, VERDICT_WORDS } from './audit/words.ts';
import { formatFigure } from './format.ts';

const vendorsOf = (candidates: readonly Candidate[]): string =>
  [...new Set(candidates.map(({ chipId }) => chipId))].join(', ');

const sentence = ({ verdict, days, usd, reason }: CandidatePorting): string =>
  days.high === 0
    ? `${VERDICT_WORDS[verdict]}, ${reason}`
    : `${VERDICT_WORDS[verdict]}, ${daysText({ daysLow: days.low, daysHigh: days.high })}, ${formatFigure(usd)} in the bill (${reason})`;

/** What bringing the buyer's code to the chips of a plan takes, like ones together; nothing where the request names no code. */
export const portingTexts = ({ candidates, request }: PlanResult): readonly string[] => {
  const { software } = request;
  if (software === undefined) return [];
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    if (candidate.porting === undefined) continue;
    const text = candidate.porting === null ? 'not covered by the audit' : sentence(candidate.porting);
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [candidate]);
    else group.push(candidate);
  }
  return [...groups].map(
    ([text, group]) => `Code in ${software.repository} on ${vendorsOf(group)}: ${text}.`,
  );
};
