import { z } from 'zod';
import { MODEL_FORMATS, OPERATOR_STATUSES } from '../../portability/model-asset.ts';
import { EFFORT_UNITS, RULE_CATEGORIES, SEVERITIES } from '../../portability/rule.ts';
import { FILE_ROLES } from '../../portability/scan.ts';
import { TABLE_SUBJECTS } from '../../portability/tables/difference.ts';
import { TARGETS } from '../../portability/target.ts';
import { ASSET_KINDS, VERDICTS } from '../../portability/verdict.ts';
import { AUDIT_FORMAT } from './audit-json.ts';
import { AUDIT_DIFFERENCE_FORMAT } from './difference-json.ts';

const text = z.string();
const count = z.int().min(0);
const place = z.int().min(1);
const days = z.number().min(0);
const target = z.enum(TARGETS);
const severity = z.enum(SEVERITIES).describe('after role, place and circumstance were weighed');

const effort = z
  .strictObject({ daysLow: days, daysHigh: days, driver: text.describe('what makes the range wide') })
  .meta({ id: 'Effort', description: 'Working days of one engineer.' });

const targetSummary = z.strictObject({
  target,
  verdict: z.enum(VERDICTS),
  reason: text,
  effort,
  drivers: z.array(z.strictObject({ what: text, effort })).max(3),
});

const change = z.strictObject({ rule: text, symbols: count, hits: count, files: count, effort });

const assetVerdict = z.strictObject({
  target,
  verdict: z.enum(VERDICTS),
  stack: text.describe('the software that it rests on'),
  grade: z.enum(['A', 'B', 'C', 'D']).describe('A: demonstrated; B: documented; C: inferred; D: judgement'),
  sdk: text,
  reason: text,
  effort,
  changes: z.array(change),
  leansOn: z.array(text).describe('published ports and libraries'),
});

const asset = z.strictObject({
  kind: z.enum(ASSET_KINDS),
  name: text,
  path: text.describe('from the root, with / between folders'),
  verdicts: z.array(assetVerdict),
});

const foundFinding = z.strictObject({
  rule: text,
  path: text,
  line: place,
  column: place.describe('in UTF-16 units'),
  endColumn: place,
  symbol: text,
  place: z.enum(['code', 'string', 'comment', 'docstring', 'prose']),
  circumstance: z.enum(['plain', 'guarded', 'device-agnostic', 'fallback', 'switched-off']),
  evidence: z.enum(['syntax', 'manifest', 'text']),
  excerpt: text.describe('the line, trimmed, at most 160 characters'),
  role: z.enum(FILE_ROLES),
  severity,
  weakened: text.nullable().describe("why the severity is less than the rule's"),
  fingerprint: text.describe('stays the same when lines move'),
});

const finding = foundFinding.extend({
  baseline: z.enum(['new', 'unchanged']).nullable().describe('null without a baseline'),
});

const replacement = z.strictObject({
  text,
  source: text.nullable().describe('the document that says so; null: a judgement'),
});

const rule = z.strictObject({
  id: text,
  category: z.enum(RULE_CATEGORIES),
  title: text,
  why: text,
  severity: z.enum(SEVERITIES),
  replacements: z.strictObject({ neuron: replacement, rocm: replacement, tpu: replacement }),
  effort: z.strictObject({
    unit: z.enum(EFFORT_UNITS),
    daysLow: days,
    daysHigh: days.nullable().describe('null: open'),
    reasoning: text,
  }),
  guard: text.nullable(),
});

const model = z.strictObject({
  path: text,
  format: z.enum(MODEL_FORMATS),
  bytes: count,
  architecture: text.nullable(),
  parameters: count.nullable(),
  elementTypes: z.array(z.strictObject({ type: text, tensors: count, elements: count })),
  operators: z.array(
    z.strictObject({
      operator: text,
      count,
      status: z.enum(OPERATOR_STATUSES),
      note: text,
      source: text,
    }),
  ),
  findings: z.array(
    z.strictObject({
      code: text,
      rule: text.nullable(),
      targets: z.array(target),
      severity: z.enum([...SEVERITIES, 'fine', 'unknown']),
      text,
      replacement: text.nullable(),
      source: text.nullable(),
      probe: text.nullable(),
      degrees: z
        .array(z.strictObject({ degree: place, valid: z.boolean(), note: text.nullable() }))
        .optional()
        .describe('tensor-parallel degrees, in logical cores'),
    }),
  ),
  remarks: z.array(text),
});

const baselineEntry = z.strictObject({
  fingerprint: text,
  rule: text,
  path: text,
  symbol: text,
  count: place,
});

const risk = z.strictObject({ id: text, title: text, text, source: text, asOf: text });

/** What `rackwright audit --json` prints. */
export const auditFileSchema = z
  .strictObject({
    schema: z.literal(AUDIT_FORMAT),
    subject: text,
    sdk: z.strictObject({ version: text, date: text }),
    tables: z.strictObject({ version: text }),
    targets: z.array(targetSummary),
    risks: z.array(risk),
    assets: z.array(asset),
    findings: z.array(finding),
    models: z.array(model),
    contradictions: z.array(
      z.strictObject({
        id: text,
        topic: text,
        sides: z.array(z.strictObject({ says: text, source: text, asOf: text })),
        used: text.describe('the side that is followed until it is settled, and why'),
      }),
    ),
    probes: z.array(z.strictObject({ about: text, command: text, cost: text })),
    suppressions: z.array(z.strictObject({ rule: text, line: place, reason: text, hits: count, path: text })),
    coverage: z.strictObject({
      files: count,
      bytes: count,
      byKind: z.record(z.string(), count),
      remarks: z.array(z.strictObject({ path: text, text })),
    }),
    rules: z.array(rule).describe('the rules that findings and changes name'),
    baseline: z
      .strictObject({
        sdk: text,
        tables: text,
        new: count,
        unchanged: count,
        gone: z.array(baselineEntry),
      })
      .nullable()
      .describe('against the baseline that was given'),
  })
  .describe('What an audit of a repository found, per target.');

/** The JSON Schema (2020-12) of audits, as published in `schemas/audit.schema.json`. */
export const auditJsonSchema = (): unknown => z.toJSONSchema(auditFileSchema, { target: 'draft-2020-12' });

const release = z.strictObject({ sdk: text, tables: text });

/** What `rackwright audit --difference --json` prints. */
export const auditDifferenceSchema = z
  .strictObject({
    schema: z.literal(AUDIT_DIFFERENCE_FORMAT),
    from: release,
    to: release,
    changes: z.array(
      z.strictObject({
        subject: z.enum(TABLE_SUBJECTS),
        name: text,
        change: z.enum(['added', 'removed', 'changed']),
        before: text.nullable(),
        after: text.nullable(),
        source: text,
      }),
    ),
    audit: z
      .strictObject({
        cleared: z.array(foundFinding),
        fresh: z.array(foundFinding),
        regraded: z.array(z.strictObject({ finding: foundFinding, was: severity })),
        verdicts: z.array(
          z.strictObject({
            target,
            asset: text.nullable().describe('null: the whole tree'),
            before: z.enum(VERDICTS).nullable(),
            after: z.enum(VERDICTS).nullable(),
            effortBefore: effort.nullable(),
            effortAfter: effort.nullable(),
          }),
        ),
        risksGone: z.array(risk),
        risksNew: z.array(risk),
      })
      .nullable()
      .describe('what it means for the tree that was named; null without one'),
  })
  .describe('What two releases of the SDK, or two versions of the tables, say differently.');

/** The JSON Schema (2020-12) of differences, as published in `schemas/audit-difference.schema.json`. */
export const auditDifferenceJsonSchema = (): unknown =>
  z.toJSONSchema(auditDifferenceSchema, { target: 'draft-2020-12' });
