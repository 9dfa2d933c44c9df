/** Why a row cannot be predicted. `code` is stable and groups rows; `text` says it in full. */
export interface RowRefusal {
  readonly refused: string;
  readonly code: RefusalCode;
}

export type RefusalCode =
  | 'model-shape-not-published'
  | 'hardware-not-in-catalogue'
  | 'format-not-native'
  | 'parallelism-not-published'
  | 'parallelism-contradicts-chips'
  | 'lengths-not-published'
  | 'batch-not-published'
  | 'load-contradicts-itself'
  | 'line-contradicts-itself'
  | 'metric-not-modelled'
  | 'method-not-modelled'
  | 'does-not-fit-memory';

export const refuse = (code: RefusalCode, text: string): RowRefusal => ({ refused: text, code });

/** Tells a refusal from an answer. */
export const isRefusal = (value: unknown): value is RowRefusal =>
  typeof value === 'object' && value !== null && 'refused' in value && 'code' in value;
