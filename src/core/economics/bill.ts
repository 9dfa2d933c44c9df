import { derived, type Figure } from '../quantity/figure.ts';
import { equipmentCash, purchaseMonths } from './capital.ts';
import type { CostLine, CostResult } from './cost.ts';
import type { Production } from './holding.ts';
import { monthEnds, type TermFigures } from './time-value.ts';

const TOKENS_PER_MILLION = 1e6;

/** A cost that comes every month over the whole horizon. */
export interface MonthlyCost {
  readonly name: CostLine['name'];
  readonly usdPerMonth: Figure<'USD/month'>;
}

/** Equipment bought at the start and again at the end of each life. */
export interface Equipment {
  readonly purchaseUsd: Figure<'USD'>;
  /** Spares bought with it, as a share of its price; nothing is got back for them. */
  readonly sparesShare: Figure<'1'>;
  readonly lines: readonly CostLine[];
}

export interface BillParts {
  readonly tenure: CostResult['tenure'];
  readonly offerId: string | null;
  readonly monthly: readonly MonthlyCost[];
  readonly equipment: Equipment | null;
  /** Paid once, before anything runs. */
  readonly once: readonly CostLine[];
  readonly energyKwhPerMonth: Figure<'kWh'>;
  readonly production: Production;
  readonly terms: TermFigures;
}

const discountedLine = ({ name, usdPerMonth }: MonthlyCost, annuity: Figure<'months'>): CostLine => ({
  name,
  usdOverHorizon: derived(
    'USD',
    'usdPerMonth * annuity',
    { usdPerMonth, annuity },
    (v) => v.usdPerMonth * v.annuity,
  ),
});

const totalOf = (lines: readonly CostLine[]): Figure<'USD'> =>
  derived(
    'USD',
    lines.map(({ name }) => name).join(' + '),
    Object.fromEntries(lines.map(({ name, usdOverHorizon }) => [name, usdOverHorizon])),
    (v) => Object.values(v).reduce((sum, value) => sum + value, 0),
  );

const usdPerMillionTokens = (
  totalUsd: Figure<'USD'>,
  billShare: Figure<'1'>,
  tokensPerSecond: Figure<'tokens/s'>,
  usedSeconds: Figure<'s'>,
): Figure<'USD/Mtok'> | null =>
  tokensPerSecond.low <= 0 || usedSeconds.low <= 0
    ? null
    : derived(
        'USD/Mtok',
        'totalUsd * billShare * 1e6 / (tokensPerSecond * usedSeconds)',
        { totalUsd, billShare, tokensPerSecond, usedSeconds },
        (v) => (v.totalUsd * v.billShare * TOKENS_PER_MILLION) / (v.tokensPerSecond * v.usedSeconds),
      );

const usdPerRun = (
  totalUsd: Figure<'USD'>,
  secondsPerRun: Figure<'s'> | null,
  usedSeconds: Figure<'s'>,
): Figure<'USD'> | null =>
  secondsPerRun === null || usedSeconds.low <= 0
    ? null
    : derived(
        'USD',
        'totalUsd * secondsPerRun / usedSeconds',
        { totalUsd, secondsPerRun, usedSeconds },
        (v) => (v.totalUsd * v.secondsPerRun) / v.usedSeconds,
      );

/** Cash by the end of each month, not discounted, with every price at the same end of its interval. */
const cumulativeCash = ({
  monthly,
  equipment,
  once,
  terms,
}: BillParts): CostResult['cumulativeUsdByMonth'] => {
  const depreciation = {
    horizonMonths: terms.horizonMonths.estimate,
    depreciationMonths: terms.depreciationMonths.estimate,
    residualShare: terms.residualShare.estimate,
  };
  const bought = equipment === null ? [] : purchaseMonths(depreciation);
  const perMonth = (end: 'low' | 'estimate' | 'high'): number =>
    monthly.reduce((sum, { usdPerMonth }) => sum + usdPerMonth[end], 0);
  const start = (end: 'low' | 'estimate' | 'high'): number =>
    once.reduce((sum, { usdOverHorizon }) => sum + usdOverHorizon[end], 0);
  const atOnce = { low: start('low'), estimate: start('estimate'), high: start('high') };
  const running = { low: perMonth('low'), estimate: perMonth('estimate'), high: perMonth('high') };
  return monthEnds(depreciation.horizonMonths).map((month) => {
    if (equipment === null)
      return {
        low: atOnce.low + running.low * month,
        estimate: atOnce.estimate + running.estimate * month,
        high: atOnce.high + running.high * month,
      };
    const purchases = bought.filter((purchase) => purchase < month).length;
    const share = equipmentCash(depreciation, month);
    const at = (end: 'low' | 'estimate' | 'high'): number =>
      atOnce[end] +
      running[end] * month +
      equipment.purchaseUsd[end] * (share + purchases * equipment.sparesShare[end]);
    return { low: at('low'), estimate: at('estimate'), high: at('high') };
  });
};

/** Puts a bill together: lines discounted to today, their sum, and what it comes to per month, per token and per run. */
export const billOf = (parts: BillParts): CostResult => {
  const { monthly, equipment, production, terms } = parts;
  const lines = [
    ...(equipment === null ? [] : equipment.lines),
    ...parts.once,
    ...monthly.map((cost) => discountedLine(cost, terms.annuity)),
  ];
  const totalUsd = totalOf(lines);
  const { serving } = production;
  return {
    tenure: parts.tenure,
    offerId: parts.offerId,
    lines,
    totalUsd,
    usdPerMonth: derived(
      'USD/month',
      'totalUsd / annuity',
      { totalUsd, annuity: terms.annuity },
      (v) => v.totalUsd / v.annuity,
    ),
    purchaseUsd: equipment === null ? null : equipment.purchaseUsd,
    usdPerMillionInputTokens:
      serving === null
        ? null
        : usdPerMillionTokens(
            totalUsd,
            serving.inputBillShare,
            serving.inputTokensPerSecond,
            terms.usedSeconds,
          ),
    usdPerMillionOutputTokens:
      serving === null
        ? null
        : usdPerMillionTokens(
            totalUsd,
            serving.outputBillShare,
            serving.outputTokensPerSecond,
            terms.usedSeconds,
          ),
    usdPerRun: usdPerRun(totalUsd, production.secondsPerRun, terms.usedSeconds),
    energyKwhOverHorizon: derived(
      'kWh',
      'energyKwhPerMonth * horizonMonths',
      { energyKwhPerMonth: parts.energyKwhPerMonth, horizonMonths: terms.horizonMonths },
      (v) => v.energyKwhPerMonth * v.horizonMonths,
    ),
    cumulativeUsdByMonth: cumulativeCash(parts),
  };
};
