import { z } from 'zod';
import { parseBoundedJson } from '../../bounded-json.ts';
import { InputError } from '../../input-error.ts';
import { AUDIT_BASELINE_FORMAT, type AuditBaseline } from './baseline.ts';
import { jsonPlace, positionAt } from './json-place.ts';

const text = z.string().max(4096);

/** A baseline as a file holds it. */
export const auditBaselineSchema = z
  .strictObject({
    schema: z.literal(AUDIT_BASELINE_FORMAT),
    subject: text.describe('what was audited'),
    sdk: text.describe('SDK release that the findings hold for'),
    tables: text.describe('version of the rules'),
    findings: z.array(
      z.strictObject({
        fingerprint: text.min(1).describe('stays the same when lines move'),
        rule: text,
        path: text,
        symbol: text,
        count: z.int().min(1).describe('equal findings of the file'),
      }),
    ),
  })
  .describe('Findings of an audit that are known: only others are new.');

const ACCEPTED = 'a file written by rackwright audit --write-baseline';

/** The fault of a file, at the value that `path` leads to. */
const faultAt = (
  file: string,
  content: string,
  path: readonly PropertyKey[],
  found: string,
  accepted = ACCEPTED,
): InputError =>
  new InputError({
    attempted: `reading the baseline ${file}`,
    found,
    accepted,
    position: positionAt(file, content, jsonPlace(content, path).offset),
  });

const parsed = (file: string, content: string): unknown => {
  const { isJson } = jsonPlace(content, []);
  if (!isJson) throw faultAt(file, content, [], 'text that is not JSON from here on');
  return parseBoundedJson(content, `reading the baseline ${file}`);
};

const LONGEST_SHOWN = 60;

const shown = (root: unknown, path: readonly PropertyKey[]): string => {
  const value = path.reduce<unknown>(
    (inner, key) =>
      inner !== null && typeof inner === 'object' && Object.hasOwn(inner, key)
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    root,
  );
  const words = JSON.stringify(value) ?? 'nothing';
  return words.length > LONGEST_SHOWN ? `${words.slice(0, LONGEST_SHOWN - 3)}...` : words;
};

/**
 * A baseline from the content of its file. Throws InputError with line, column and caret where it is not JSON, has another
 * shape, or lists a fingerprint twice.
 */
export const readBaseline = (file: string, content: string): AuditBaseline => {
  const data = parsed(file, content);
  const read = auditBaselineSchema.safeParse(data);
  if (!read.success) {
    const [issue] = read.error.issues;
    const path = issue?.path ?? [];
    const place = path.length === 0 ? 'the file' : path.map(String).join('.');
    throw faultAt(file, content, path, `${place} = ${shown(data, path)}: ${issue?.message}`);
  }
  const { schema: _, ...baseline } = read.data;
  const seen = new Set<string>();
  baseline.findings.forEach(({ fingerprint }, index) => {
    if (seen.has(fingerprint))
      throw faultAt(
        file,
        content,
        ['findings', index],
        `the fingerprint ${fingerprint} a second time`,
        'each fingerprint once, with its count',
      );
    seen.add(fingerprint);
  });
  return baseline;
};

/** The JSON Schema (2020-12) of baseline files of audits, as published in `schemas/audit-baseline.schema.json`. */
export const auditBaselineJsonSchema = (): unknown =>
  z.toJSONSchema(auditBaselineSchema, { target: 'draft-2020-12' });
