import type { OperatorStatus } from '../../portability/model-asset.ts';
import { type RuleEffort, SEVERITIES, type Severity } from '../../portability/rule.ts';
import type { Circumstance, FileRole, HitEvidence, HitPlace } from '../../portability/scan.ts';
import type { EffortRange, EvidenceGrade, VerdictKind } from '../../portability/verdict.ts';
import { formatNumber } from '../format.ts';

/** How verdicts are said in reports. */
export const VERDICT_WORDS: Readonly<Record<VerdictKind, string>> = Object.freeze({
  'runs-today': 'runs today',
  'runs-on-beta': 'runs on a beta stack',
  port: 'port',
  'keep-on-gpu': 'keep on GPU',
  unknown: 'unknown',
});

/** The same in one short word, for cells of tables. */
export const VERDICT_MARKS: Readonly<Record<VerdictKind, string>> = Object.freeze({
  'runs-today': 'today',
  'runs-on-beta': 'beta',
  port: 'port',
  'keep-on-gpu': 'GPU',
  unknown: '?',
});

/** How severities are said in reports. */
export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = Object.freeze({
  blocks: 'blocks',
  'needs-rewrite': 'needs rewrite',
  'drop-in': 'drop-in',
  cosmetic: 'cosmetic',
});

/** What a severity means, for readers who have not met it before. */
export const SEVERITY_MEANINGS: Readonly<Record<Severity, string>> = Object.freeze({
  blocks: 'nothing of its kind exists: a kernel, a library or a service must be written or swapped',
  'needs-rewrite': 'work by hand at each place',
  'drop-in': 'an edit of a line',
  cosmetic: 'no effect on what runs',
});

/** What the grades of evidence mean. */
export const GRADE_MEANINGS: Readonly<Record<EvidenceGrade, string>> = Object.freeze({
  A: 'documented and demonstrated',
  B: 'documented',
  C: 'inferred',
  D: 'judgement or unknown',
});

/** How the standings of operators are said in reports. */
export const OPERATOR_WORDS: Readonly<Record<OperatorStatus, string>> = Object.freeze({
  supported: 'documented',
  'supported-constrained': 'documented with limits',
  'inferred-lowerable': 'inferred',
  'derived-supported': 'derived: supported',
  'derived-constrained': 'derived: with limits',
  'derived-unsupported': 'derived: unsupported',
  unknown: 'unknown',
  unsupported: 'unsupported',
});

/** Roles of files whose findings weigh less, in words. */
export const ROLE_WORDS: Readonly<Record<FileRole, string>> = Object.freeze({
  source: 'source',
  deployment: 'deployment',
  example: 'example',
  test: 'test',
  documentation: 'documentation',
  vendored: 'vendored',
  generated: 'generated',
});

/** Where in a file a finding stands, in words. */
export const PLACE_WORDS: Readonly<Record<HitPlace, string>> = Object.freeze({
  code: 'in code',
  string: 'in a string',
  comment: 'in a comment',
  docstring: 'in a docstring',
  prose: 'in prose',
});

/** What surrounds a finding, in words; nothing where it is plain code. */
export const CIRCUMSTANCE_WORDS: Readonly<Record<Circumstance, string>> = Object.freeze({
  plain: '',
  guarded: 'runs only where the device or package was found',
  'device-agnostic': 'the same expression handles other devices',
  fallback: 'falls back to the CPU without a word',
  'switched-off': 'a setting that is off',
});

/** How sure a finding is, in words. */
export const EVIDENCE_WORDS: Readonly<Record<HitEvidence, string>> = Object.freeze({
  syntax: 'confirmed in the syntax tree',
  manifest: 'read from a parsed file',
  text: 'by its text alone',
});

/** The worse of two severities. */
export const worse = (one: Severity, other: Severity): Severity =>
  SEVERITIES.indexOf(one) <= SEVERITIES.indexOf(other) ? one : other;

/** No estimate of work is better than two digits or so, nor than a hundredth of a day. */
const dayNumber = (days: number): string => {
  if (days > 0 && days < 0.01) return '<0.01';
  return days >= 10 ? formatNumber(Math.round(days)) : String(Number(days.toFixed(days < 1 ? 2 : 1)));
};

/** A range of working days without its unit: `6–16`, `0.5`. */
export const daysRange = ({ daysLow, daysHigh }: Pick<EffortRange, 'daysLow' | 'daysHigh'>): string => {
  const [low, high] = [dayNumber(daysLow), dayNumber(daysHigh)];
  return low === high ? low : `${low}–${high}`;
};

const TENTHS = 10;

/** The same in few cells, for tables: tenths of a day at most, the low end rounded down and the high end up. */
export const daysCell = ({ daysLow, daysHigh }: Pick<EffortRange, 'daysLow' | 'daysHigh'>): string =>
  daysRange({
    daysLow: Math.floor(daysLow * TENTHS) / TENTHS,
    daysHigh: Math.ceil(daysHigh * TENTHS) / TENTHS,
  });

/** Tables by their date, without the hash of their content. */
export const tablesText = (version: string): string => version.replace(/-[0-9a-f]{16}$/, '');

/** A range of working days: `6–16 days`, `1 day`, `no work`. */
export const daysText = (effort: Pick<EffortRange, 'daysLow' | 'daysHigh'>): string => {
  if (effort.daysHigh === 0) return 'no work';
  const range = daysRange(effort);
  return `${range} ${range === '1' ? 'day' : 'days'}`;
};

/** What one unit of a rule's work takes and why: `3–8 days for each kernel: block logic carries over`. */
export const effortText = ({ unit, daysLow, daysHigh, reasoning }: RuleEffort): string => {
  if (daysHigh === 0) return `no work of its own: ${reasoning}`;
  const days = daysHigh === null ? `${dayNumber(daysLow)} days or more` : daysText({ daysLow, daysHigh });
  return `${days} for each ${unit}: ${reasoning}`;
};

const DOCUMENT = /^([\w.-]+)\/([\w.-]+):([^@\s]+)@([0-9a-f]{7,40})(#\S+)?$/;

const nameOfDocument = (source: string): string => {
  const [, , name, path] = DOCUMENT.exec(source) ?? [];
  return name === undefined || path === undefined
    ? source.replace(/@[0-9a-f]{7,40}$/, '')
    : `${name} ${path}`;
};

/**
 * Documents for people: `aws-neuron-sdk nki/index.rst` for `aws-neuron/aws-neuron-sdk:nki/index.rst@81ce03ae`; several stand
 * apart by semicolons.
 */
export const documentText = (source: string): string => source.split('; ').map(nameOfDocument).join('; ');

/** Where a document of a public repository can be read, at the commit that was read; null for other sources. */
export const documentLink = (source: string): string | null => {
  const [, owner, name, path, commit, part = ''] = DOCUMENT.exec(source) ?? [];
  if (path === undefined) return null;
  const escaped = path.split('/').map(encodeURIComponent).join('/');
  return `https://github.com/${owner}/${name}/blob/${commit}/${escaped}${part}`;
};

/** A release of the SDK with its date, or that it is only announced. */
export const releaseText = ({
  version,
  date,
}: {
  readonly version: string;
  readonly date: string | null;
}): string => `Neuron SDK ${version} (${date ?? 'announced'})`;

/** A statement of the vendor with its place and its date: `source (date)`. */
export const sourceText = (source: string, asOf: string): string => `${documentText(source)} (${asOf})`;
