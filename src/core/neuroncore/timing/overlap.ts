import { type Extent, extentAt, type StepTable } from './step-table.ts';

const spanOverlaps = (startA: number, endA: number, startB: number, endB: number): boolean =>
  startA < endB && startB < endA;

/** Whether two accesses of one storage may touch the same byte; boxes of equal pitch are compared as boxes. */
export const accessesOverlap = (table: StepTable, a: number, b: number): boolean => {
  const { partitionOf, byteOf } = table;
  const boxA = extentAt(table, a);
  const boxB = extentAt(table, b);
  const rowA = partitionOf[a] as number;
  const rowB = partitionOf[b] as number;
  if (!spanOverlaps(rowA, rowA + boxA.partitions, rowB, rowB + boxB.partitions)) return false;
  const byteA = byteOf[a] as number;
  const byteB = byteOf[b] as number;
  if (!spanOverlaps(byteA, byteA + boxA.bytes, byteB, byteB + boxB.bytes)) return false;
  const pitch = boxA.pitchBytes;
  if (pitch === 0 || pitch !== boxB.pitchBytes) return true;
  const columnA = byteA % pitch;
  const columnB = byteB % pitch;
  return spanOverlaps(columnA, columnA + columnBytes(boxA), columnB, columnB + columnBytes(boxB));
};

const columnBytes = ({ bytes, pitchBytes }: Extent): number => {
  const tail = bytes % pitchBytes;
  return tail === 0 ? pitchBytes : tail;
};

/** Whether the box of one access holds that of another of the same storage. */
export const covers = (table: StepTable, outer: number, inner: number): boolean => {
  const { partitionOf, byteOf } = table;
  const outerBox = extentAt(table, outer);
  const innerBox = extentAt(table, inner);
  const outerRow = partitionOf[outer] as number;
  const innerRow = partitionOf[inner] as number;
  const outerByte = byteOf[outer] as number;
  const innerByte = byteOf[inner] as number;
  return (
    outerRow <= innerRow &&
    outerRow + outerBox.partitions >= innerRow + innerBox.partitions &&
    outerByte <= innerByte &&
    outerByte + outerBox.bytes >= innerByte + innerBox.bytes &&
    (outerBox.pitchBytes === 0 || outerBox.pitchBytes === innerBox.pitchBytes)
  );
};
