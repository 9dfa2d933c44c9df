import type { z } from '@hono/zod-openapi';
import { type FieldProblem, Problem } from './problem.ts';

const FOUND_MAX = 100;

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step)
        ? (inner as Record<PropertyKey, unknown>)[step]
        : undefined,
    value,
  );

const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > FOUND_MAX ? `${text.slice(0, FOUND_MAX)}…` : text;
};

const acceptedBy = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.startsWith('Invalid input') ? `a value of type ${issue.expected}` : issue.message;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(', ');
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${issue.origin === 'string' ? ' characters' : ''}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
    default:
      return issue.message;
  }
};

const HEADERS: Readonly<Record<string, string>> = {
  'idempotency-key': 'Idempotency-Key',
  'approver-key': 'Approver-Key',
};

const fieldOf = (path: readonly PropertyKey[], target: string): string => {
  const written = path.map(String).join('.');
  if (target === 'header') return HEADERS[written] ?? written;
  return written === '' ? 'body' : written;
};

const fieldsOf = (issue: z.core.$ZodIssue, input: unknown, target: string): FieldProblem[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({
        field: fieldOf([...issue.path, key], target),
        found: 'a field that is not known',
        accepted: 'the fields that /openapi.json lists',
      }))
    : [
        {
          field: fieldOf(issue.path, target),
          // Keys are secrets: what was sent instead is not repeated.
          found: target === 'header' ? 'no usable value' : shown(at(input, issue.path)),
          accepted: acceptedBy(issue),
        },
      ];

const ERRORS_MAX = 20;

/** What a schema finds wrong, field by field. */
export const validationProblem = (error: z.core.$ZodError, input: unknown, target: string): Problem => {
  const errors = error.issues.flatMap((issue) => fieldsOf(issue, input, target)).slice(0, ERRORS_MAX);
  const [first] = errors;
  const detail =
    first === undefined
      ? 'the request cannot be used'
      : `${first.field}: found ${first.found}; accepted: ${first.accepted}`;
  return new Problem('invalid', detail, { errors });
};
