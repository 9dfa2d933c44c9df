import { parquetWriteBuffer } from 'hyparquet-writer';
import type { ProfileColumn, ProfileTable } from '../../core/neuroncore/trace/table.ts';

const PARQUET_TYPES = {
  int64: 'INT64',
  int32: 'INT32',
  float: 'DOUBLE',
  string: 'STRING',
  boolean: 'BOOLEAN',
} as const;

/** Values as the writer takes them: 64-bit integers are bigints; what is not known is null. */
const written = (column: ProfileColumn): unknown[] =>
  column.type === 'int64'
    ? column.values.map((value) => (typeof value === 'number' ? BigInt(value) : null))
    : [...column.values];

/** A profile table as a Parquet file. */
export const parquetBytes = (table: ProfileTable): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: table.columns.map((column) => ({
        name: column.name,
        data: written(column),
        type: PARQUET_TYPES[column.type],
        nullable: true,
      })),
    }),
  );
