import { explained, type Figure } from '../quantity/figure.ts';
import type { Audit, TargetSummary } from './audit.ts';
import type { Target } from './target.ts';
import type { VerdictKind } from './verdict.ts';

/** What an audit says about running the audited code on one kind of chip, as a plan needs it. */
export interface PortingCase {
  readonly verdict: VerdictKind;
  /** Working days of an engineer. */
  readonly days: Figure<'d'>;
  readonly reason: string;
}

/** The target that speaks for a chip of the catalogue; `cuda` for chips that CUDA code runs on as it is; null: not audited. */
export const targetOfChip = (chip: {
  readonly id: string;
  readonly vendor: string;
}): Target | 'cuda' | null => {
  switch (chip.vendor) {
    case 'NVIDIA':
      return 'cuda';
    case 'AMD':
      return 'rocm';
    case 'Google':
      return 'tpu';
    case 'AWS':
      if (chip.id === 'trainium2') return 'trn2';
      return chip.id === 'trainium3' ? 'trn3' : null;
    default:
      return null;
  }
};

const ofTarget = (subject: string, { verdict, reason, effort, target }: TargetSummary): PortingCase => {
  const { daysLow, daysHigh } = effort;
  const days = { low: daysLow, estimate: (daysLow + daysHigh) / 2, high: daysHigh };
  return {
    verdict,
    reason,
    days: explained('d', days, 'estimate', {
      formula: `days of work that the audit of ${subject} counts for ${target}, middle of its range; driven by: ${effort.driver}`,
      inputs: {},
    }),
  };
};

const AS_IT_IS: PortingCase = Object.freeze({
  verdict: 'runs-today',
  reason: 'the code is written for CUDA and stays as it is',
  days: explained('d', 0, 'estimate', { formula: 'CUDA code stays as it is on NVIDIA chips', inputs: {} }),
});

/** Finds what the audit says for a chip of the catalogue; null where it looked at no target like it. */
export const portingCases = (
  audit: Pick<Audit, 'subject' | 'targets'>,
): ((chip: { readonly id: string; readonly vendor: string }) => PortingCase | null) => {
  const byTarget = new Map(audit.targets.map((each) => [each.target, ofTarget(audit.subject, each)]));
  return (chip) => {
    const target = targetOfChip(chip);
    if (target === null) return null;
    return target === 'cuda' ? AS_IT_IS : (byTarget.get(target) ?? null);
  };
};
