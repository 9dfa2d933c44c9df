import { ANNOUNCED_CAVEAT, PURCHASE_CAVEAT } from '../catalog/resolve.ts';
import type { Candidate } from './result.ts';

const share = (part: number, whole: number): string => `${part} of ${whole}`;

/** Caveats of a candidate without those its reason already gives and those of a purchase that is not made. */
export const caveatsThatMatter = ({
  caveats,
  tenure,
}: Pick<Candidate, 'caveats' | 'tenure'>): readonly string[] => [
  ...new Set(
    caveats.filter(
      (caveat) => !caveat.startsWith(ANNOUNCED_CAVEAT) && (tenure === 'own' || caveat !== PURCHASE_CAVEAT),
    ),
  ),
];

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
  const caveats = caveatsThatMatter(best);
  if (caveats.length > 0) warnings.push(`${best.systemName}: ${caveats.join('; ')}.`);
  const unpriced = candidates.filter((candidate) => candidate.cost === null).length;
  if (unpriced > 0) {
    warnings.push(
      `${share(unpriced, candidates.length)} candidates have no published price and stand behind those that have one.`,
    );
  }
  return warnings;
};
