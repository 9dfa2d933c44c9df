import type { Audit } from '../../portability/audit.ts';
import { fingerprintOf } from '../../portability/judge/fingerprint.ts';
import type { ModelAsset, ModelFinding } from '../../portability/model-asset.ts';
import type { Rule } from '../../portability/rule.ts';
import { TARGET_NAMES } from '../../portability/target.ts';
import type { Finding } from '../../portability/verdict.ts';
import type { BaselineComparison } from './baseline.ts';
import { rulesById } from './groups.ts';
import { SARIF_LEVELS, sarifDescriptors } from './sarif-rules.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const ROOT = '%SRCROOT%';
const FINGERPRINT = 'rackwright/1';

/** A path from the root as a relative reference (RFC 3986): every part percent-encoded, unpaired surrogates replaced. */
export const sarifUri = (path: string): string =>
  path
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');

const locationOf = (path: string, region: object | null) => ({
  physicalLocation: {
    artifactLocation: { uri: sarifUri(path), uriBaseId: ROOT },
    ...(region === null ? {} : { region }),
  },
});

const messageOf = ({ symbol, weakened }: Finding, rule: Rule | undefined): string => {
  const less = weakened === null ? '' : ` (${weakened})`;
  if (rule === undefined) return `${symbol}${less}`;
  return `${rule.title}: ${rule.why}${less}. Neuron: ${rule.replacements.neuron.text}`;
};

const findingResult = (finding: Finding, rule: Rule | undefined, state: string | undefined) => ({
  ruleId: finding.rule,
  level: SARIF_LEVELS[finding.severity],
  message: { text: messageOf(finding, rule) },
  locations: [
    locationOf(finding.path, {
      startLine: finding.line,
      startColumn: finding.column,
      // A hit over several lines ends where nobody can see it from here: the region is then the rest of its line.
      ...(finding.endColumn > finding.column ? { endColumn: finding.endColumn } : {}),
      snippet: { text: finding.excerpt },
    }),
  ],
  partialFingerprints: { [FINGERPRINT]: finding.fingerprint },
  suppressions: [],
  ...(state === undefined ? {} : { baselineState: state }),
  properties: {
    severity: finding.severity,
    symbol: finding.symbol,
    role: finding.role,
    place: finding.place,
    circumstance: finding.circumstance,
    evidence: finding.evidence,
  },
});

const modelResult = ({ path }: ModelAsset, finding: ModelFinding, state: string | undefined) => {
  const { severity, targets, text, replacement } = finding;
  const ruleId = finding.rule ?? finding.code;
  const where = targets.map((target) => TARGET_NAMES[target]).join(', ');
  const isDecided = severity !== 'unknown' && severity !== 'fine';
  return {
    ruleId,
    // What nobody has published enough about to decide is `open`, and then has no level.
    ...(isDecided ? { level: SARIF_LEVELS[severity] } : { kind: 'open', level: 'none' }),
    message: {
      text: `${where}${where === '' ? '' : ': '}${text}${replacement === null ? '' : `. Instead: ${replacement}`}`,
    },
    locations: [locationOf(path, null)],
    partialFingerprints: { [FINGERPRINT]: fingerprintOf(ruleId, path, finding.code, text) },
    suppressions: [],
    ...(state === undefined ? {} : { baselineState: state }),
    properties: { severity, targets },
  };
};

const suppressedResult = (each: Audit['suppressions'][number], state: string | undefined) => ({
  ruleId: each.rule,
  level: 'none',
  kind: 'review',
  message: { text: `${each.rule} is suppressed here: ${each.reason}` },
  locations: [locationOf(each.path, { startLine: each.line })],
  partialFingerprints: { [FINGERPRINT]: fingerprintOf(each.rule, each.path, 'suppression', each.reason) },
  suppressions: [{ kind: 'inSource', justification: each.reason }],
  ...(state === undefined ? {} : { baselineState: state }),
  properties: { hits: each.hits },
});

const resultsOf = (audit: Audit, rules: readonly Rule[], comparison: BaselineComparison | null) => {
  const known = rulesById(rules);
  // A baseline knows findings of code only; the rest is not held against a change.
  const rest = comparison === null ? undefined : 'unchanged';
  return [
    ...audit.findings.map((finding, index) =>
      findingResult(finding, known.get(finding.rule), comparison?.states[index]),
    ),
    ...audit.models.flatMap((model) =>
      model.findings
        .filter(({ severity }) => severity !== 'fine')
        .map((finding) => modelResult(model, finding, rest)),
    ),
    ...audit.suppressions.map((each) => suppressedResult(each, rest)),
  ];
};

/**
 * An audit as a SARIF 2.1.0 log (OASIS standard, 27 March 2020), as editors and code hosts read it. Findings that a baseline
 * knows and the audit does not have are counted in the properties only: some readers would show them as present.
 */
export const sarifLog = (
  audit: Audit,
  rules: readonly Rule[],
  comparison: BaselineComparison | null,
  version: string,
) => {
  const { descriptors, indexes } = sarifDescriptors(audit, rules);
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Rackwright',
            version,
            rules: descriptors,
            properties: { sdk: audit.sdk.version, tables: audit.tables.version },
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { description: { text: `The root of ${audit.subject}` } } },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: audit.coverage.remarks.map(({ path, text }) => ({
              level: 'note',
              message: { text },
              locations: [locationOf(path, null)],
            })),
          },
        ],
        results: resultsOf(audit, rules, comparison).map((result) => ({
          ...result,
          ruleIndex: indexes.get(result.ruleId),
        })),
        properties: { gone: comparison?.gone ?? [] },
      },
    ],
  };
};

/** The text of a SARIF file, without blanks: code hosts limit its size. */
export const sarifText = (...parts: Parameters<typeof sarifLog>): string =>
  `${JSON.stringify(sarifLog(...parts))}\n`;
