import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Audit } from '../../portability/audit.ts';
import { fixtureAudit, fixtureFinding } from './audit.testing.ts';
import { type BaselineComparison, compareWithBaseline, writeBaseline } from './baseline.ts';
import { readBaseline } from './baseline-file.ts';
import { fixtureRules } from './rules.testing.ts';
import { sarifLog, sarifText, sarifUri } from './sarif.ts';

const message = z.strictObject({ text: z.string().min(1), markdown: z.string().optional() });
const properties = z.looseObject({ tags: z.array(z.string()).optional() });
const level = z.enum(['none', 'note', 'warning', 'error']);
const location = z.strictObject({
  physicalLocation: z.strictObject({
    artifactLocation: z.strictObject({
      // No scheme, no blanks, nothing that would have to be escaped.
      uri: z.string().regex(/^(?:[A-Za-z0-9\-._~!$&'()*+,;=@/]|%[0-9A-F]{2})+$/),
      uriBaseId: z.literal('%SRCROOT%'),
    }),
    region: z
      .strictObject({
        startLine: z.int().min(1),
        startColumn: z.int().min(1).optional(),
        endColumn: z.int().min(1).optional(),
        snippet: z.strictObject({ text: z.string() }).optional(),
      })
      .refine(({ startColumn = 1, endColumn }) => endColumn === undefined || endColumn >= startColumn)
      .optional(),
  }),
});

/** The parts of SARIF 2.1.0 that are written here, with what the standard requires of them. */
const sarifSchema = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z
    .array(
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({
            name: z.string(),
            version: z.string(),
            rules: z.array(
              z.strictObject({
                id: z.string().min(1),
                shortDescription: message,
                fullDescription: message.optional(),
                help: message.optional(),
                helpUri: z.url().optional(),
                defaultConfiguration: z.strictObject({ level }).optional(),
                properties,
              }),
            ),
            properties,
          }),
        }),
        columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
        originalUriBaseIds: z.record(z.string(), z.strictObject({ description: message })),
        invocations: z.array(
          z.strictObject({
            executionSuccessful: z.boolean(),
            toolExecutionNotifications: z.array(
              z.strictObject({ level, message, locations: z.array(location) }),
            ),
          }),
        ),
        results: z.array(
          z
            .strictObject({
              ruleId: z.string(),
              ruleIndex: z.int().min(0),
              kind: z.enum(['pass', 'open', 'informational', 'notApplicable', 'review', 'fail']).optional(),
              level,
              message,
              locations: z.array(location).min(1),
              partialFingerprints: z.record(z.string().regex(/\/\d+$/), z.string().min(1)),
              suppressions: z.array(
                z.strictObject({ kind: z.enum(['inSource', 'external']), justification: z.string() }),
              ),
              baselineState: z.enum(['new', 'unchanged', 'updated', 'absent']).optional(),
              properties,
            })
            // Section 3.27.10: a kind other than `fail` has no level.
            .refine((result) => (result.kind ?? 'fail') === 'fail' || result.level === 'none'),
        ),
        properties,
      }),
    )
    .min(1),
});

const logOf = (audit: Audit, comparison: BaselineComparison | null = null) =>
  sarifSchema.parse(JSON.parse(sarifText(audit, fixtureRules, comparison, '0.1.0')));
const runOf = (...parts: Parameters<typeof logOf>) => {
  const [run] = logOf(...parts).runs;
  if (run === undefined) throw new Error('no run');
  return run;
};

describe('the SARIF log of an audit', () => {
  it('has a result for each finding, with level, region in UTF-16 columns and fingerprint', () => {
    const [result] = runOf(fixtureAudit).results;
    expect(result).toMatchObject({
      ruleId: 'PT-001',
      level: 'note',
      message: {
        text: ".cuda() on tensor or module: places data on an NVIDIA device. Neuron: x.to('neuron') (TorchNeuron)",
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'nanochat/engine.py', uriBaseId: '%SRCROOT%' },
            region: {
              startLine: 12,
              startColumn: 14,
              endColumn: 19,
              snippet: { text: 'model = model.cuda()' },
            },
          },
        },
      ],
      partialFingerprints: { 'rackwright/1': 'PT-001:nanochat/engine.py:.cuda:model = model.cuda()' },
    });
    expect(runOf(fixtureAudit).columnKind).toBe('utf16CodeUnits');
  });

  it('lets every result point at the descriptor of its rule', () => {
    const { tool, results } = runOf(fixtureAudit);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    expect(tool.driver.rules.map(({ id }) => id)).toEqual([
      'PT-001',
      'PT-006',
      'CK-003',
      'IN-002',
      'MD-002',
      'model.dynamic-shape',
    ]);
  });

  it('gives rules help with the replacement of each family and a link to the document', () => {
    const rule = runOf(fixtureAudit).tool.driver.rules[2];
    expect(rule?.helpUri).toBe('https://github.com/aws-neuron/aws-neuron-sdk/blob/81ce03ae/nki/index.rst');
    expect(rule?.help?.text).toContain('ROCm: Triton ROCm, retuned [triton-lang/triton:README.md]');
    expect(rule?.help?.markdown).toContain('**TPU.** Pallas');
    expect(rule?.defaultConfiguration).toEqual({ level: 'error' });
  });

  it('marks what is new against a baseline and counts what is gone apart', () => {
    const known = readBaseline('b', writeBaseline(fixtureAudit));
    const audit = {
      ...fixtureAudit,
      findings: [...fixtureAudit.findings.slice(1), fixtureFinding({ rule: 'PT-001', path: 'new.py' })],
    };
    const { results, properties: more } = runOf(audit, compareWithBaseline(audit, known));
    expect(results.filter(({ baselineState }) => baselineState === 'new')).toHaveLength(1);
    expect(results.every(({ baselineState }) => baselineState !== undefined)).toBe(true);
    expect(more['gone']).toHaveLength(1);
  });

  it('reports what a comment suppresses with its reason, and what was not read as notes of the run', () => {
    const { results, invocations } = runOf(fixtureAudit);
    const suppressed = results.filter(({ suppressions }) => suppressions.length > 0);
    expect(suppressed).toHaveLength(1);
    expect(suppressed[0]).toMatchObject({
      ruleId: 'PT-006',
      suppressions: [{ kind: 'inSource', justification: 'prints the environment only' }],
    });
    expect(invocations[0]?.toolExecutionNotifications.map((each) => each.message.text)).toEqual([
      'a link out of the tree was not followed',
      'not read: 2.1 GB',
    ]);
  });

  it('holds findings about models, the fine ones left out', () => {
    const about = runOf(fixtureAudit).results.filter(({ properties: { targets } }) => targets !== undefined);
    expect(about.map(({ ruleId, level: how }) => `${ruleId} ${how}`)).toEqual([
      'MD-002 error',
      'model.dynamic-shape warning',
    ]);
  });

  it('escapes names of files', () => {
    expect(sarifUri('a b/ü#1%?.py')).toBe('a%20b/%C3%BC%231%25%3F.py');
    expect(sarifUri('c:/x')).toBe('c%3A/x');
    const findings = [
      fixtureFinding({ rule: 'PT-001', path: '-x/[1] \ud800"<é>.py', endColumn: 2, column: 9 }),
    ];
    const log = sarifLog({ ...fixtureAudit, findings }, fixtureRules, null, '0.1.0');
    expect(sarifSchema.safeParse(JSON.parse(JSON.stringify(log))).error).toBeUndefined();
  });
});
