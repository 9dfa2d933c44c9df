import type { Replacement, Rule, Severity } from '../rule.ts';
import { holdsAt, type Validity } from './sdk-version.ts';

/** What a rule says differently in some releases of the SDK; null where it says the same. */
export interface RuleVariant extends Validity {
  readonly why: string | null;
  readonly severity: Severity | null;
  readonly neuron: Replacement | null;
}

/** A rule with the releases that it holds for, and with what it says differently in some of them. */
export interface DatedRule extends Rule, Validity {
  readonly variants: readonly RuleVariant[];
}

/** A rule as it stands in a release of the SDK; null where it does not hold there. */
export const ruleAt = (dated: DatedRule, sdk: string): Rule | null => {
  if (!holdsAt(dated, sdk)) return null;
  const { since: _since, until: _until, variants, ...rule } = dated;
  const variant = variants.find((each) => holdsAt(each, sdk));
  if (variant === undefined) return rule;
  return {
    ...rule,
    why: variant.why === null ? rule.why : variant.why,
    severity: variant.severity === null ? rule.severity : variant.severity,
    replacements:
      variant.neuron === null ? rule.replacements : { ...rule.replacements, neuron: variant.neuron },
  };
};
