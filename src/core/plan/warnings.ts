import type { Candidate } from './result.ts';

const share = (part: number, whole: number): string => `${part} of ${whole}`;

/** What a reader must know before trusting the first rank, most serious first. */
export const warningsFor = (candidates: readonly Candidate[]): readonly string[] => {
  const meeting = candidates.filter((candidate) => candidate.verdict === 'meets');
  const best = meeting[0];
  const warnings: string[] = [];
  if (best === undefined) {
    return [
      'Nothing in the catalogue keeps every promise of this request; the list shows the nearest misses.',
    ];
  }
  for (const caveat of best.caveats) warnings.push(`${best.systemName}: ${caveat}`);
  if (best.standing === 'assumed') {
    warnings.push(
      `The first rank rests on assumptions nobody has published; \`rackwright explain\` shows which.`,
    );
  }
  const unpriced = candidates.filter((candidate) => candidate.cost === null).length;
  if (unpriced > 0) {
    warnings.push(`${share(unpriced, candidates.length)} candidates have no price anywhere and stand last.`);
  }
  return warnings;
};
