import type { Region, Step } from '../timing/program.ts';
import { stepsOf } from '../timing/step-table.ts';
import type { Rewriter } from './rewrite.ts';
import { isLoad, withSteps } from './rewrite.ts';

/** Transfers that one access pattern may describe: at most this many pieces become one instruction. */
const MOST_MERGED = 8;

const columnOf = (region: Region, pitch: number): number => region.byteStart % pitch;

/** Whether the second access continues the first to the right or below, so that one pattern covers both. */
const continues = (first: Region, second: Region): boolean => {
  const pitch = first.pitchBytes;
  if (pitch === undefined || pitch !== second.pitchBytes || first.storage !== second.storage) return false;
  const width = (first.byteEnd - first.byteStart) % pitch;
  const sameRows = Math.floor(first.byteStart / pitch) === Math.floor(second.byteStart / pitch);
  if (sameRows) return columnOf(second, pitch) === columnOf(first, pitch) + width;
  return columnOf(second, pitch) === columnOf(first, pitch) && second.byteStart > first.byteEnd - width;
};

const sameShape = (first: Step, second: Step): boolean =>
  first.site.line === second.site.line &&
  first.site.file.path === second.site.file.path &&
  first.trigger === second.trigger &&
  first.operands.every((each, at) => {
    const other = second.operands[at];
    return other !== undefined && other.partitions === each.partitions && other.dtype === each.dtype;
  });

/**
 * Joins loads that follow each other on one line and read neighbouring pieces of a tensor: one instruction with one
 * more dimension issues once. The pieces still arrive one after the other.
 */
export const mergeLoads: Rewriter = (program) => {
  const touched: number[] = [];
  let previous: Step | undefined;
  let merged = 1;
  const steps = stepsOf(program).map((step, index) => {
    if (!isLoad(step)) return step;
    const before = previous;
    previous = step;
    const from = before?.reads[0];
    const to = step.reads[0];
    const joins =
      before !== undefined &&
      from !== undefined &&
      to !== undefined &&
      merged < MOST_MERGED &&
      sameShape(before, step) &&
      continues(from, to);
    merged = joins ? merged + 1 : 1;
    if (!joins) return step;
    touched.push(index);
    return { ...step, attributes: { ...step.attributes, issue: 'merged' } };
  });
  if (touched.length === 0) return null;
  return {
    id: 'merge-loads',
    title: 'Load more with each transfer: join neighbouring loads into one access pattern',
    results: 'same results',
    steps: touched,
    program: withSteps(program, steps),
  };
};
