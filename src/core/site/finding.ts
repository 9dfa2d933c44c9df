import type { Figure } from '../quantity/figure.ts';
import type { SiteFinding } from './check.ts';

type Check = SiteFinding['check'];

/**
 * Fits when even the high end of the need is within the low end of what there is; does not fit when even the low end
 * of the need is beyond the high end of what there is; marginal between.
 */
export const verdictOf = (need: Figure, have: Figure): 'fits' | 'marginal' | 'does-not-fit' => {
  if (need.high <= have.low) return 'fits';
  return need.low > have.high ? 'does-not-fit' : 'marginal';
};

/** Three significant digits below a thousand, whole numbers with separators above. */
export const shown = (value: number): string => {
  const rounded = Number(value.toPrecision(3));
  if (Math.abs(rounded) < 1000) return String(rounded);
  return Math.round(rounded)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ',');
};

/** A figure with its interval in words, scaled: `120 kW` or `120 kW (100 to 140)`. */
export const shownFigure = (figure: Figure, unit: string, scale = 1): string => {
  const [low, estimate, high] = [figure.low, figure.estimate, figure.high].map((value) =>
    shown(value / scale),
  );
  return low === high ? `${estimate} ${unit}` : `${estimate} ${unit} (${low} to ${high})`;
};

interface Question {
  readonly check: Check;
  /** Start of the sentence: `Power of a rack`. */
  readonly subject: string;
  readonly need: Figure;
  readonly have: Figure;
  readonly unit: string;
  readonly scale?: number;
  /** What more there is to say, as a clause. */
  readonly remark?: string;
  /** Asked for only when it does not surely fit. */
  readonly repair: () => string;
}

/** The answer to one question: need against have, with the numbers, by how much, and a repair when it is needed. */
export const findingOf = (question: Question): SiteFinding => {
  const { check, subject, need, have, unit, scale = 1, remark } = question;
  const verdict = verdictOf(need, have);
  const gap = (have.estimate - need.estimate) / scale;
  const sentence =
    `${subject}: needs ${shownFigure(need, unit, scale)}, there is ${shownFigure(have, unit, scale)}; ` +
    (gap >= 0 ? `${shown(gap)} ${unit} to spare` : `${shown(-gap)} ${unit} short`);
  const doubt = verdict === 'marginal' ? '; the interval reaches across the limit' : '';
  return {
    check,
    verdict,
    need,
    have,
    margin: have.estimate === 0 ? null : gap / (have.estimate / scale),
    text: `${sentence}${doubt}${remark === undefined ? '' : `; ${remark}`}`,
    repair: verdict === 'fits' ? null : question.repair(),
  };
};

/** A question that cannot be answered because nobody publishes a number it needs. */
export const unknownFinding = (check: Check, text: string, have: Figure | null): SiteFinding => ({
  check,
  verdict: 'unknown',
  need: null,
  have,
  margin: null,
  text,
  repair: null,
});
