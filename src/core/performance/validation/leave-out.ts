import type { PreparedRow } from './predict-rows.ts';
import { isRefusal } from './refusal.ts';

export const LEAVE_OUT_KINDS = ['chip', 'model', 'group'] as const;

/** What calibration must not see, and the report is on. */
export interface LeaveOut {
  readonly kind: (typeof LEAVE_OUT_KINDS)[number];
  readonly name: string;
}

/** Reads `chip=<id>`, `model=<name>` or `group=<id>`; null when it is none of them. */
export const parseLeaveOut = (text: string): LeaveOut | null => {
  const at = text.indexOf('=');
  const kind = LEAVE_OUT_KINDS.find((candidate) => candidate === text.slice(0, Math.max(0, at)));
  const name = text.slice(at + 1).trim();
  return kind === undefined || name === '' ? null : { kind, name };
};

/** Whether a row belongs to what is left out: a chip by its hardware name or catalogue id, a model, or a source group. */
const belongsTo = ({ row, prepared }: PreparedRow, { kind, name }: LeaveOut): boolean => {
  const wanted = name.toLowerCase();
  switch (kind) {
    case 'chip':
      return (
        row.hardware.toLowerCase() === wanted ||
        (!isRefusal(prepared) && prepared.target.chipId.toLowerCase() === wanted)
      );
    case 'model':
      return row.model.toLowerCase() === wanted;
    case 'group':
      return (row.group ?? '').toLowerCase() === wanted;
  }
};

/** Whether a row belongs to anything that is left out. */
export const isLeftOut = (row: PreparedRow, leaveOut: readonly LeaveOut[]): boolean =>
  leaveOut.some((one) => belongsTo(row, one));

/** What is left out, in words: `chip trainium2 and model Qwen3-8B`. */
export const leaveOutWords = (leaveOut: readonly LeaveOut[]): string =>
  leaveOut.map(({ kind, name }) => `${kind} ${name}`).join(' and ');

const nameOf = ({ row, prepared }: PreparedRow, kind: LeaveOut['kind']): string => {
  switch (kind) {
    case 'chip':
      return isRefusal(prepared) ? row.hardware : prepared.target.chipId;
    case 'model':
      return row.model;
    case 'group':
      return row.group ?? '';
  }
};

/** Names of a kind that rows carry, each once, in order: chips by their catalogue id where rows can be predicted. */
export const namesOfKind = (rows: readonly PreparedRow[], kind: LeaveOut['kind']): readonly string[] =>
  [...new Set(rows.map((row) => nameOf(row, kind)))].filter((name) => name !== '').toSorted();
