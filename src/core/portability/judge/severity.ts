import { type EffortUnit, type Rule, SEVERITIES, type Severity } from '../rule.ts';
import type { FileKind, FileRole, Hit } from '../scan.ts';

export interface JudgedSeverity {
  readonly severity: Severity;
  /** Why it is less than the rule's; null when it is the rule's. */
  readonly weakened: string | null;
}

const COSMETIC: Severity = 'cosmetic';

const PLACES: Readonly<Partial<Record<Hit['place'], string>>> = {
  comment: 'in a comment',
  docstring: 'in a docstring',
  prose: 'in prose',
};

const UNWEIGHED_ROLES: Readonly<Partial<Record<FileRole, string>>> = {
  documentation: 'in documentation',
  generated: 'in a generated file',
};

const LIGHTER_ROLES: Readonly<Partial<Record<FileRole, string>>> = {
  test: 'in a test',
  example: 'in an example',
  vendored: 'in vendored code',
};

/** Work that is counted by use: a lock file that names a wheel of CUDA adds none to what the code does with it. */
const COUNTED_BY_USE: ReadonlySet<EffortUnit> = new Set(['site', 'kernel', 'module', 'model', 'extension']);

const oneLess = (severity: Severity): Severity => {
  const next = SEVERITIES[SEVERITIES.indexOf(severity) + 1];
  return next === undefined ? severity : next;
};

/** A quiet fall to the CPU is never an edit only: nothing fails, so somebody has to read the branch. */
const atLeastRead = (severity: Severity): Severity =>
  SEVERITIES.indexOf(severity) > SEVERITIES.indexOf('needs-rewrite') ? 'needs-rewrite' : severity;

/** Where a hit stands: what its file is, and what it is for. */
export interface HitFile {
  readonly kind: FileKind;
  readonly role: FileRole;
}

/**
 * The severity of a hit after where it stands: words about code cost nothing, nor does the name of a package in a list whose
 * uses are counted; code that handles other devices is done; tests, examples and vendored code, and code behind a test for
 * the device, weigh one step less each.
 */
export const judgedSeverity = (
  rule: Pick<Rule, 'severity' | 'effort'>,
  hit: Hit,
  { kind, role }: HitFile,
): JudgedSeverity => {
  const words = PLACES[hit.place] ?? UNWEIGHED_ROLES[role];
  if (words !== undefined) return { severity: COSMETIC, weakened: words };
  if (kind === 'requirements' && COUNTED_BY_USE.has(rule.effort.unit))
    return { severity: COSMETIC, weakened: 'a package in a list: its uses are counted' };
  if (hit.circumstance === 'device-agnostic')
    return { severity: COSMETIC, weakened: 'the same expression handles other devices' };
  if (hit.circumstance === 'switched-off') return { severity: COSMETIC, weakened: 'switched off' };
  const lighter = LIGHTER_ROLES[role];
  const guarded = hit.circumstance === 'guarded' ? 'behind a test for the device or the package' : undefined;
  const reasons = [lighter, guarded].filter((reason) => reason !== undefined);
  const base = hit.circumstance === 'fallback' ? atLeastRead(rule.severity) : rule.severity;
  return {
    severity: reasons.reduce<Severity>((severity) => oneLess(severity), base),
    weakened: reasons.length === 0 ? null : reasons.join(', '),
  };
};
