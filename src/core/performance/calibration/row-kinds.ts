import type { PredictedQuantity } from '../calibrated.ts';

/** What a row is of, as far as errors differ by it. */
export interface KindOfRow {
  readonly quantity: PredictedQuantity;
  readonly vendor: string;
  readonly experts: boolean;
  readonly open: boolean;
}

/** Rows that an interval is for; null: of every vendor, of models with and without experts. */
export interface RowKind {
  readonly quantity: PredictedQuantity;
  readonly vendor: string | null;
  readonly experts: boolean | null;
  readonly open: boolean;
}

/** Whether a row is of a kind. */
export const isOfKind = (row: KindOfRow, { quantity, vendor, experts, open }: RowKind): boolean =>
  row.quantity === quantity &&
  (vendor === null || row.vendor === vendor) &&
  (experts === null || row.experts === experts) &&
  row.open === open;

/** The rows that speak for a kind, ever narrower: of its quantity, its vendor, and its vendor's of its kind of model. */
export const narrower = <Row extends Omit<KindOfRow, 'open'>>(
  rows: readonly Row[],
  { quantity, vendor, experts }: RowKind,
): readonly (readonly Row[])[] => {
  const ofQuantity = rows.filter((row) => row.quantity === quantity);
  const ofVendor = vendor === null ? ofQuantity : ofQuantity.filter((row) => row.vendor === vendor);
  const ofKind = experts === null ? ofVendor : ofVendor.filter((row) => row.experts === experts);
  return [ofQuantity, ...(vendor === null ? [] : [ofVendor]), ...(experts === null ? [] : [ofKind])];
};

/** A kind as a key of maps. */
export const keyOf = ({ quantity, vendor, experts, open }: RowKind): string =>
  `${quantity} ${vendor} ${experts} ${open}`;

/** Fewest rows that say anything about rows of any kind. */
export const LEAST_ROWS = 12;
/** Fewest rows of a kind that say anything about it beyond what wider ones do. */
export const KIND_ROWS = 5;

/** Rows with as much left open, or all where hardly any are; null where too few rows speak at all. */
export const alikeOrAll = <Row extends KindOfRow>(
  rows: readonly Row[],
  open: boolean,
): readonly Row[] | null => {
  const alike = rows.filter((row) => row.open === open);
  const base = alike.length < LEAST_ROWS ? rows : alike;
  return base.length < LEAST_ROWS ? null : base;
};
