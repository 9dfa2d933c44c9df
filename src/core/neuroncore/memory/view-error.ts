/** Why a view cannot be made; each is a rule of catalog/neuroncore/rules.yaml. */
export type ViewRule =
  | 'view-argument'
  | 'view-bounds'
  | 'view-shape'
  | 'view-layout'
  | 'view-partition'
  | 'view-indirect';

/** A view that storage, layout or hardware do not allow. The place in the kernel is added by who knows it. */
export class ViewError extends Error {
  override readonly name = 'ViewError';
  readonly rule: ViewRule;

  constructor(rule: ViewRule, message: string) {
    super(message);
    this.rule = rule;
  }
}

/** Ends a view operation: what was asked, what was found, and what is allowed. Throws ViewError. */
export const refuse = (rule: ViewRule, asked: string, found: string, allowed: string): never => {
  throw new ViewError(rule, `${asked}: ${found}; ${allowed}`);
};

/** Numbers as a Python tuple: `(128, 64)`, `(128,)`. */
export const tupleText = (items: readonly number[]): string =>
  items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
